package io.mailyard.writes;

import io.mailyard.testing.Api;
import io.mailyard.testing.Body;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Calls on suppressions and webhooks that change something, for {@link DryRunTest}. */
final class EventDryRuns {
    private static final String URL = "https://example.com/";

    private EventDryRuns() {}

    static boolean knows(String call) {
        return call.startsWith("suppressions/") || call.startsWith("webhooks/");
    }

    static Map<String, Supplier<Map<String, @Nullable Object>>> bodies(Api api, String call) {
        return switch (call) {
            case "suppressions/add" -> Map.of("new", () -> address(api));
            case "suppressions/remove" ->
                    Map.of(
                            "suppressed",
                            () -> {
                                Map<String, @Nullable Object> one = address(api);
                                api.json("suppressions/add", Body.json(one)).ok();
                                return one;
                            });
            case "webhooks/save" ->
                    Map.of("create", () -> hook(api), "update", () -> made(api, "active", false));
            case "webhooks/rotate", "webhooks/delete" -> Map.of("webhook", () -> named(made(api)));
            default -> Map.of();
        };
    }

    private static Map<String, @Nullable Object> address(Api api) {
        return Body.members("account_id", api.newAccount(), "email", "a@b.example");
    }

    private static Map<String, @Nullable Object> hook(Api api) {
        return Body.members("account_id", api.newAccount(), "url", URL, "events", List.of("deliv"));
    }

    private static Map<String, @Nullable Object> named(Map<String, @Nullable Object> members) {
        members.keySet().retainAll(List.of("id", "account_id"));
        return members;
    }

    private static Map<String, @Nullable Object> made(Api api, @Nullable Object... more) {
        Map<String, @Nullable Object> members = hook(api);
        long id = api.json("webhooks/save", Body.json(members)).savedId();
        members.put("id", id);
        members.putAll(Body.members(more));
        return members;
    }
}
