package io.mailyard.writes;

import io.mailyard.testing.Api;
import io.mailyard.testing.Body;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Bodies of calls about policies that change something, for {@link DryRunTest}. */
final class PolicyDryRuns {
    /** Given, as one that the server makes is another each time. */
    private static final String ED25519 =
            """
            -----BEGIN PRIVATE KEY-----
            MC4CAQAwBQYDK2VwBCIEIAFZYc80Usg79ifwC/W/5/wlAKGsVz8phLvtrzOPbAsJ
            -----END PRIVATE KEY-----
            """;

    private PolicyDryRuns() {}

    /** By what each is called; each makes what it needs. */
    static Map<String, Supplier<Map<String, @Nullable Object>>> bodies(Api api, String call) {
        String noun = call.substring(0, call.indexOf('/'));
        Map<String, @Nullable Object> fresh = fresh(noun);
        if (fresh.isEmpty()) {
            return Map.of();
        }
        return switch (call.substring(noun.length() + 1)) {
            case "save" ->
                    Map.of(
                            "create",
                            () -> fresh(noun),
                            "update",
                            () -> {
                                long id = saved(api, noun);
                                return changed(id, noun);
                            });
            case "delete" -> Map.of("policy", () -> Body.members("id", saved(api, noun)));
            default -> Map.of();
        };
    }

    /** What a new one needs; empty where the noun is no policy's. */
    private static Map<String, @Nullable Object> fresh(String noun) {
        String name = Api.unique("p");
        return switch (noun) {
            case "strategies", "retry_rules", "isps" -> Body.members("name", name);
            case "lock_rules", "bounce_patterns" ->
                    Body.members("name", name, "pattern", "^421 .*slow down");
            case "keys" ->
                    Body.members(
                            "name",
                            name,
                            "domain",
                            "example.com",
                            "selector",
                            name,
                            "private_key",
                            ED25519);
            case "routes" -> Body.members("domain", name, "host", "relay.example.com");
            default -> Map.of();
        };
    }

    private static Map<String, @Nullable Object> changed(long id, String noun) {
        return switch (noun) {
            case "routes" -> Body.members("id", id, "port", 2525);
            case "isps" -> Body.members("id", id, "encoding_global", "base64");
            default -> Body.members("id", id, "name", Api.unique("p"));
        };
    }

    private static long saved(Api api, String noun) {
        return api.json(noun + "/save", Body.json(fresh(noun))).savedId();
    }
}
