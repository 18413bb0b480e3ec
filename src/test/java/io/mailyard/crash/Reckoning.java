package io.mailyard.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.TestStores;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Compares what a storm was told with what is in the store. */
final class Reckoning {
    private final TestStores.StoreLocation place;
    private final Storm storm;

    Reckoning(TestStores.StoreLocation location, Storm storm) {
        this.place = location;
        this.storm = storm;
    }

    /** How calls in flight came out. */
    record Settled(int there, int absent, int repeated) {}

    /**
     * Everything acknowledged is there once, with its audit row; a call in flight is wholly there
     * or wholly absent, and where it has a key, is sent again by {@code api} and then has one
     * effect.
     */
    Settled settle(Api api) {
        assertThat(storm.wrong()).as("answers that were no success").isEmpty();
        StoreImage image = consistent();
        int there = 0;
        int absent = 0;
        int repeated = 0;
        Map<String, String> expected = new HashMap<>();
        for (Worker worker : storm.workers()) {
            Optional<Op> flying = worker.flying();
            if (flying.isPresent()) {
                boolean happened = happened(flying.get(), image);
                there += happened ? 1 : 0;
                absent += happened ? 0 : 1;
                if (happened) {
                    adopt(worker, flying.get(), image);
                }
            }
            expected.putAll(worker.facts());
            worker.ids()
                    .forEach((fact, id) ->
                            assertThat(image.accountIds).as(fact).containsEntry(fact, id));
        }
        assertThat(StoreImage.difference(expected, image.facts)).as("expected and found").isEmpty();
        assertThat(image.rowsOf)
                .as("one audit row for each call that took effect")
                .isEqualTo(once(image));
        for (Worker worker : storm.workers()) {
            Optional<Op> flying = worker.flying();
            if (flying.isPresent() && flying.get().key().isPresent()) {
                repeat(worker, flying.get(), api);
                repeated++;
            }
            worker.landed();
        }
        if (repeated > 0) {
            assertThat(consistent().rowsOf).isEqualTo(once(image));
        }
        return new Settled(there, absent, repeated);
    }

    private StoreImage consistent() {
        StoreImage image = StoreImage.of(place);
        assertThat(image.faults).as("the store contradicts itself").isEmpty();
        return image;
    }

    private Map<String, Integer> once(StoreImage image) {
        Map<String, Integer> once = new HashMap<>();
        for (Worker worker : storm.workers()) {
            worker.done().forEach(op -> once.put(op, 1));
        }
        // calls besides the storm's
        image.rowsOf.forEach((agent, rows) -> {
            if (!agent.matches("s[0-9a-f]+-w[0-9]+-[0-9]+")) {
                once.put(agent, rows);
            }
        });
        return once;
    }

    private static boolean happened(Op op, StoreImage image) {
        boolean recorded = image.rowsOf.containsKey(op.id());
        Optional<String> found = Optional.ofNullable(image.facts.get(op.fact()));
        assertThat(found)
                .as("%s, in flight, with%s its audit row", op, recorded ? "" : "out")
                .isEqualTo(recorded ? op.after() : op.before());
        return recorded;
    }

    private static void adopt(Worker worker, Op op, StoreImage image) {
        worker.happened(op);
        if (op.path().equals("accounts/save")) {
            worker.learns(op.fact(), Objects.requireNonNull(image.accountIds.get(op.fact())));
        }
    }

    /** A secret that was answered at the first time is answered again, and works. */
    private static void repeat(Worker worker, Op op, Api api) {
        boolean before = worker.done().contains(op.id());
        Answer answer = op.repeat(api).ok();
        assertThat(answer.header("Idempotency-Replayed")).isEqualTo(before ? "true" : "");
        assertThat(op.repeat(api).ok().text()).isEqualTo(answer.text());
        worker.happened(op);
        if (op.path().equals("accounts/save")) {
            worker.learns(op.fact(), answer.savedId());
        }
        if (op.path().equals("tokens/save")) {
            api.withToken(answer.at("data.token").text()).call("accounts/list", "limit", 1).ok();
        }
    }
}
