package io.mailyard.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.house.Answer;
import io.mailyard.house.Api;
import io.mailyard.house.Await;
import io.mailyard.house.StoreKind;
import io.mailyard.house.TestClock;
import io.mailyard.house.TestServer;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
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

    @Test
    void bucketOfCalls_isATokensOwnAndFillsWithTime() {
        TestClock clock = TestClock.standing();
        try (TestServer server =
                TestServer.start(StoreKind.SQLITE, clock, "api.calls-per-minute=3")) {
            Api api = server.api();
            Api other = api.newToken().api();
            api.call("accounts/list").ok();
            api.call("accounts/get", "id", "x");
            assertThat(api.call("accounts/list").header("Retry-After")).isEqualTo("20");
            other.call("accounts/list").ok();

            clock.advance(Duration.ofSeconds(20));

            api.call("accounts/list").ok();
            assertThat(api.call("accounts/list").status()).isEqualTo(429);
            clock.advance(Duration.ofHours(1));
            for (int i = 0; i < 3; i++) {
                api.call("accounts/list").ok();
            }
            assertThat(api.call("accounts/list").status()).isEqualTo(429);
        }
    }

    @Test
    void moreRequestsAtOnceThanTheSettingAllows_are503WithRetryAfter() throws IOException {
        try (TestServer server =
                TestServer.start(
                        StoreKind.SQLITE, "http.max-requests=1", "http.body-timeout=10s")) {
            Api api = server.api();
            try (Socket slow = new Socket(server.uri().getHost(), server.uri().getPort())) {
                slow.getOutputStream()
                        .write(
                                ("POST /api/v1.1/admin/accounts/list HTTP/1.1\r\nHost: x\r\n"
                                                + "Content-Length: 100\r\n\r\n{")
                                        .getBytes(StandardCharsets.UTF_8));
                Await.until(() -> api.callXml("accounts/list").status() == 503);
                Answer busy = api.callXml("accounts/list");
                assertThat(busy.error()).isEqualTo(503);
                assertThat(busy.header("Retry-After")).isEqualTo("1");
                assertThat(busy.text()).startsWith("<xml>");
                assertThat(busy.header("Request-Id")).isNotBlank();
            }
            Await.until(() -> api.call("accounts/list").status() == 200);
        }
    }
}
