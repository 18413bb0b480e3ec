package io.mailyard.writes;

import io.mailyard.testing.Api;
import io.mailyard.testing.Body;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Bodies of calls about domains that change something, for {@link DryRunTest}. */
final class DomainDryRuns {
    private DomainDryRuns() {}

    /** By what each is called; each makes what it needs. */
    static Map<String, Supplier<Map<String, @Nullable Object>>> bodies(Api api, String call) {
        return switch (call) {
            case "domains/save" -> Map.of("vouch", () -> claimed(api, "verified", true));
            case "domains/delete" -> Map.of("claim", () -> claimed(api));
            default -> Map.of();
        };
    }

    private static Map<String, @Nullable Object> claimed(Api api, @Nullable Object... more) {
        long account = api.newAccount();
        String domain = Api.unique("d") + ".example";
        api.call("domains/add", "account_id", account, "domain", domain).ok();
        Map<String, @Nullable Object> members =
                Body.members("account_id", account, "domain", domain);
        members.putAll(Body.members(more));
        return members;
    }
}
