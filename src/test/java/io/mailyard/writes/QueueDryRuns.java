package io.mailyard.writes;

import io.mailyard.testing.Api;
import io.mailyard.testing.Body;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Bodies of calls about senders' queues that change something, for {@link DryRunTest}. */
final class QueueDryRuns {
    private QueueDryRuns() {}

    /** By what each is called; each makes what it needs. */
    static Map<String, Supplier<Map<String, @Nullable Object>>> bodies(Api api, String call) {
        return switch (call) {
            case "senders/queue/hold" ->
                    Map.of(
                            "sender",
                            () -> Body.members("id", sender(api)),
                            "part",
                            () ->
                                    Body.members(
                                            "id",
                                            sender(api),
                                            "account_id",
                                            api.newAccount(),
                                            "campaign_id",
                                            7));
            case "senders/queue/release" ->
                    Map.of(
                            "held",
                            () -> {
                                long id = sender(api);
                                api.call("senders/queue/hold", "id", id).ok();
                                return Body.members("id", id);
                            });
            case "senders/queue/purge" -> Map.of("sender", () -> Body.members("id", sender(api)));
            default -> Map.of();
        };
    }

    /** Likewise for calls on the mail of an account, whatever the sender. */
    static Map<String, Supplier<Map<String, @Nullable Object>>> ofAccounts(Api api, String verb) {
        return switch (verb) {
            case "hold", "purge" ->
                    Map.of(
                            "account",
                            () -> Body.members("id", api.newAccount()),
                            "part",
                            () -> Body.members("id", api.newAccount(), "campaign_id", 7));
            case "release" ->
                    Map.of(
                            "held",
                            () -> {
                                long id = api.newAccount();
                                api.call("accounts/queue/hold", "id", id).ok();
                                return Body.members("id", id);
                            });
            default -> Map.of();
        };
    }

    private static long sender(Api api) {
        return api.call("senders/akmta/save", "name", Api.unique("s")).savedId();
    }
}
