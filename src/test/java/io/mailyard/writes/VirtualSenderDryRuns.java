package io.mailyard.writes;

import io.mailyard.testing.Api;
import io.mailyard.testing.Body;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Bodies of calls about virtual senders that change something, for {@link DryRunTest}. */
final class VirtualSenderDryRuns {
    private VirtualSenderDryRuns() {}

    /**
     * By what each is called; each makes what it needs. At both addresses that the guides print.
     */
    static Map<String, Supplier<Map<String, @Nullable Object>>> bodies(Api api, String call) {
        return switch (call.replace("/api/v1.1/", "")) {
            case "vsenders/add" -> Map.of("rules", () -> members(api));
            case "vsenders/update" -> Map.of("name", () -> existing(api, "name", "Renamed"));
            case "vsenders/clone" -> Map.of("original", () -> existing(api));
            case "vsenders/delete" -> Map.of("virtual sender", () -> existing(api));
            default -> Map.of();
        };
    }

    private static Map<String, @Nullable Object> members(Api api) {
        long account = api.newAccount();
        long sender =
                api.call(
                                "senders/akmta/save",
                                "name",
                                Api.unique("s"),
                                "account_ids",
                                List.of(account))
                        .savedId();
        Map<String, @Nullable Object> rule =
                Body.members(
                        "type",
                        "default",
                        "senders",
                        List.of(Body.members("sender_id", sender, "percent", 100)));
        return Body.members(
                "account_id", account, "name", Api.unique("v"), "email_rules", List.of(rule));
    }

    private static Map<String, @Nullable Object> existing(Api api, @Nullable Object... more) {
        Map<String, @Nullable Object> members = members(api);
        long id = api.json("vsenders/add", Body.json(members)).savedId();
        Map<String, @Nullable Object> body =
                Body.members("account_id", members.get("account_id"), "id", id);
        body.putAll(Body.members(more));
        return body;
    }
}
