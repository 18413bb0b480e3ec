package io.mailyard.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.house.Answer;
import io.mailyard.house.Api;
import io.mailyard.house.StoreKind;
import io.mailyard.house.TestServer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The HTTP status of answers of calls that were reached, by either setting. */
class StatusTest {
    private static void assertStatuses(Api api, boolean mirrored) {
        long account = api.newAccount();
        Api bound = api.newToken("account_ids", List.of(account)).api();
        List<Answer> refusals =
                List.of(
                        api.call("accounts/get"),
                        api.withToken("").call("accounts/list"),
                        bound.call("tokens/list"),
                        api.call("accounts/get", "id", Long.MAX_VALUE),
                        api.call("tariffs/delete", "id", 1));

        assertThat(refusals).extracting(Answer::error).containsExactly(400, 401, 403, 404, 409);
        assertThat(refusals)
                .allSatisfy(answer ->
                        assertThat(answer.status()).isEqualTo(mirrored ? answer.error() : 200));
        assertThat(api.call("accounts/list").status()).isEqualTo(200);
    }

    @Test
    void byDefault_isAlways200() {
        assertStatuses(TestServer.of(StoreKind.SQLITE).api(), false);
    }

    @Test
    void mirrored_isTheErrorCode() {
        try (TestServer server = TestServer.start(StoreKind.SQLITE, "api.http-status=mirror")) {
            assertStatuses(server.api(), true);
            Api keyed = server.api().with("Idempotency-Key", "k");
            assertThat(keyed.call("accounts/delete", "id", 99).status()).isEqualTo(404);
            assertThat(keyed.call("accounts/delete", "id", 99).status()).isEqualTo(404);
        }
    }

    @Test
    void tooManyCalls_are429WithRetryAfterWhateverTheSetting() {
        try (TestServer server = TestServer.start(StoreKind.SQLITE, "api.calls-per-minute=3")) {
            Api api = server.api();
            for (int i = 0; i < 3; i++) {
                api.call("accounts/list").ok();
            }

            Answer refused = api.callXml("accounts/list");

            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.error()).isEqualTo(429);
            assertThat(Long.parseLong(refused.header("Retry-After"))).isBetween(1L, 60L);
            assertThat(refused.text()).startsWith("<xml>");
        }
    }
}
