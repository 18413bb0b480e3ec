package io.mailyard.declare;

import io.mailyard.base.Sha256;
import io.mailyard.wire.JsonText;
import io.mailyard.wire.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Executes the steps of a plan one after another, until one fails. */
final class Applier {
    private final ApiCaller server;
    private final StepExecutor saving;
    private final String key;
    private final ApplyResult.ApplyListener listener;
    private final Map<String, Integer> repeats = new HashMap<>();

    /**
     * Creates an applier.
     *
     * @param key the start of the steps' idempotency keys
     */
    Applier(
            ApiCaller server,
            ServerState world,
            boolean welcome,
            String key,
            ApplyResult.ApplyListener listener) {
        this.server = server;
        this.saving = new StepExecutor(new ServerIds(world), welcome);
        this.key = key;
        this.listener = listener;
    }

    /** Executes the steps and returns how far it came. */
    ApplyResult apply(Plan plan) {
        List<Step> done = new ArrayList<>();
        for (Step step : plan.steps()) {
            try {
                listener.done(step, saving.done(step, calls()));
                done.add(step);
            } catch (RuntimeException failed) {
                List<Step> left = plan.steps().subList(done.size(), plan.steps().size());
                return new ApplyResult(done, left, Optional.of(failed));
            }
        }
        return new ApplyResult(done, List.of(), Optional.empty());
    }

    private StepExecutor.StepCalls calls() {
        return new StepExecutor.StepCalls() {
            @Override
            public Map<String, Value> call(String path, Map<String, Value> body) {
                Map<String, Value> answer = server.write(path, body, key(path, body));
                return ListReader.members(answer.getOrDefault("data", new Value.Nothing()));
            }

            @Override
            public boolean isDryRun() {
                return false;
            }
        };
    }

    /**
     * The idempotency key of a call: equal for equal calls, except when the run repeats a call on
     * purpose.
     */
    private String key(String path, Map<String, Value> body) {
        String call = path + "\n" + JsonText.write(out -> body.forEach(out::value));
        String hash = Sha256.hex(call).substring(0, 24);
        int repeat = repeats.merge(hash, 1, Integer::sum);
        return key + "-" + hash + (repeat > 1 ? "-" + repeat : "");
    }
}
