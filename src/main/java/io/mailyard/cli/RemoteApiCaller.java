package io.mailyard.cli;

import io.mailyard.declare.ApiCaller;
import io.mailyard.declare.ServerRefusal;
import io.mailyard.wire.Value;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Calls a server for the package declare. Repeats calls that came too fast, that met a server that
 * was not ready, or that write and got no answer; the idempotency key makes the repetition safe.
 */
final class RemoteApiCaller implements ApiCaller {
    /** Number of attempts; then the last failure is reported. */
    private static final int TRIES = 5;

    /** Longest pause, even if the server asks for more. */
    private static final long LONGEST_PAUSE_SECONDS = 60;

    private final ApiClient remote;

    RemoteApiCaller(ApiClient remote) {
        this.remote = remote;
    }

    @Override
    public Map<String, Value> read(String path, Map<String, Value> body) {
        return answered(path, body, false, Optional.empty());
    }

    @Override
    public Map<String, Value> dryRun(String path, Map<String, Value> body) {
        return answered(path, body, true, Optional.empty());
    }

    @Override
    public Map<String, Value> write(String path, Map<String, Value> body, String key) {
        return answered(path, body, false, Optional.of(key));
    }

    private Map<String, Value> answered(
            String path, Map<String, Value> body, boolean dryRun, Optional<String> key) {
        for (int made = 1; ; made++) {
            boolean last = made == TRIES;
            try {
                ServerAnswer answer = remote.answer(path, new Value.Members(body), dryRun, key);
                long error = answer.error().orElse(0L);
                if (error == 0) {
                    return answer.envelope();
                }
                if (last || (error != 429 && error != 503)) {
                    throw new ServerRefusal(error, answer.text(), answer.faults());
                }
                pause(answer.retryAfter());
            } catch (CommandFailed away) {
                if (last || key.isEmpty() || away.exit() != Exit.UNREACHABLE) {
                    throw away;
                }
                pause(Optional.empty());
            }
        }
    }

    private static void pause(Optional<String> asked) {
        long seconds =
                asked.filter(text -> text.matches("[0-9]{1,6}")).map(Long::parseLong).orElse(1L);
        try {
            TimeUnit.SECONDS.sleep(Math.min(seconds, LONGEST_PAUSE_SECONDS));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new CommandFailed(Exit.UNREACHABLE, "interrupted");
        }
    }
}
