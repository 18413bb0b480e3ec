package io.mailyard.writes;

import io.mailyard.testing.Api;
import io.mailyard.testing.Body;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Bodies of calls about nodes and senders that change something, for {@link DryRunTest}. */
final class SendingDryRuns {
    private SendingDryRuns() {}

    /** By what each is called; each makes what it needs. */
    static Map<String, Supplier<Map<String, @Nullable Object>>> bodies(Api api, String call) {
        return switch (call) {
            case "nodes/save" ->
                    Map.of(
                            "create",
                            () -> Body.members("name", Api.unique("n"), "host", "localhost"),
                            "update",
                            () -> Body.members("id", node(api), "mode", "SSH"));
            case "nodes/rotate", "nodes/delete", "nodes/mta/sync", "nodes/mta/deactivate" ->
                    Map.of("node", () -> Body.members("id", node(api)));
            case "nodes/mta/activate" ->
                    Map.of(
                            "node",
                            () -> Body.members("id", done(api, "nodes/mta/deactivate", node(api))));
            case "senders/akmta/save" ->
                    Map.of(
                            "create",
                            () ->
                                    Body.members(
                                            "name",
                                            Api.unique("s"),
                                            "account_ids",
                                            List.of(api.newAccount())),
                            "update",
                            () -> Body.members("id", sender(api), "ips", List.of(ip())));
            case "senders/other/save" ->
                    Map.of(
                            "create",
                            () ->
                                    Body.members(
                                            "name",
                                            Api.unique("s"),
                                            "type",
                                            "sms",
                                            "channel_type",
                                            "sms"));
            case "senders/assign" ->
                    Map.of(
                            "assign",
                            () -> Body.members("id", sender(api), "account_id", api.newAccount()));
            case "senders/delete" -> Map.of("sender", () -> Body.members("id", sender(api)));
            case "senders/undelete" ->
                    Map.of(
                            "sender",
                            () -> Body.members("id", done(api, "senders/delete", sender(api))));
            default -> Map.of();
        };
    }

    private static long node(Api api) {
        return api.call("nodes/save", "name", Api.unique("n"), "host", "localhost").savedId();
    }

    private static long sender(Api api) {
        return api.call("senders/akmta/save", "name", Api.unique("s")).savedId();
    }

    private static Map<String, @Nullable Object> ip() {
        return Body.members("node_id", 1, "ip", "127.0.0.1");
    }

    private static long done(Api api, String call, long id) {
        api.call(call, "id", id).ok();
        return id;
    }
}
