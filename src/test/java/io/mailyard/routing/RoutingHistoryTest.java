package io.mailyard.routing;

import static io.mailyard.routing.SomeRules.otherwise;
import static io.mailyard.routing.SomeRules.rule;
import static io.mailyard.routing.SomeRules.share;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.Tree;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Random histories of one account's senders, assigned and taken away, deleted and brought back,
 * held and released, while mail comes in: nothing is ever routed to a sender that is not the
 * account's.
 */
@ParameterizedClass
@EnumSource
class RoutingHistoryTest {
    private static final int SENDERS = 4;
    private static final int STEPS = 60;

    private final SentMail mail;
    private final Api api;
    private final long account;
    private final List<Long> senders;
    private final Set<Long> assigned = new HashSet<>();
    private final Set<Long> deleted = new HashSet<>();
    private final Set<Long> held = new HashSet<>();
    private final List<Long> messages = new ArrayList<>();

    RoutingHistoryTest(StoreKind kind) {
        this.mail = SentMail.on(kind);
        this.api = mail.api;
        this.account = mail.account;
        this.senders =
                IntStream.range(0, SENDERS).mapToObj(_ -> mail.given.newSender(account)).toList();
        assigned.addAll(senders);
    }

    @Test
    void history_neverRoutesToASenderThatIsNotTheAccounts() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        mail.given.newVirtualSender(
                account,
                rule(
                        "to_domain",
                        "recipient.example",
                        share(senders.get(0), 40),
                        share(senders.get(1), 30),
                        share(senders.get(2), 30)),
                otherwise(share(senders.get(2), 50), share(senders.get(3), 50)));
        for (int step = 0; step < STEPS; step++) {
            turn(random);
            accept(seed, step, random);
        }
        bringAllBack();
        for (long message : messages) {
            Await.until(() -> mail.message(message).at("states.hold").number() == 0);
            assertThat(assigned).as("seed %s", seed).containsAll(mail.sendersOf(message));
        }
        assertThat(mail.route.ledger(api).at("balanced").flag()).as("seed %s", seed).isTrue();
    }

    private void turn(Random random) {
        long sender = senders.get(random.nextInt(SENDERS));
        switch (random.nextInt(6)) {
            case 0 -> assign(sender, true);
            case 1 -> assign(sender, false);
            case 2 -> delete(sender);
            case 3 -> undelete(sender);
            case 4 -> hold(sender);
            default -> release(sender);
        }
    }

    private void assign(long sender, boolean on) {
        if (!deleted.contains(sender)) {
            api.call("senders/assign", "id", sender, "account_id", account, "assigned", on).ok();
            boolean _ = on ? assigned.add(sender) : assigned.remove(sender);
        }
    }

    private void delete(long sender) {
        if (deleted.add(sender)) {
            api.call("senders/delete", "id", sender).ok();
        }
    }

    private void undelete(long sender) {
        api.call("senders/undelete", "id", sender).ok();
        deleted.remove(sender);
    }

    /** The queue of a deleted sender is not there. */
    private void hold(long sender) {
        if (!deleted.contains(sender)) {
            api.call("senders/queue/hold", "id", sender).ok();
            held.add(sender);
        }
    }

    private void release(long sender) {
        if (!deleted.contains(sender)) {
            api.call("senders/queue/release", "id", sender).ok();
            held.remove(sender);
        }
    }

    private void bringAllBack() {
        for (long sender : senders) {
            undelete(sender);
            release(sender);
            assign(sender, true);
        }
    }

    private void accept(long seed, int step, Random random) {
        String domain = random.nextBoolean() ? "recipient.example" : "elsewhere.example";
        List<String> to =
                IntStream.range(0, 5).mapToObj(i -> Api.unique("h" + i) + "@" + domain).toList();
        long message = mail.send(to);
        messages.add(message);
        Set<Long> able = new HashSet<>(assigned);
        able.removeAll(deleted);
        able.removeAll(held);
        for (Tree item : mail.message(message).at("to").items()) {
            if (item.at("sender_id").nothing()) {
                assertThat(item.at("state").text()).isEqualTo("hold");
            } else {
                assertThat(able)
                        .as("seed %s, step %s", seed, step)
                        .contains(item.at("sender_id").number());
            }
        }
    }
}
