package io.mailyard.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestClock;
import io.mailyard.testing.TestServer;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
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
            Answer stranger = server.api().withToken("").call("accounts/list");
            assertThat(stranger.status()).isEqualTo(401);
            assertThat(stranger.header("WWW-Authenticate")).isEqualTo("Bearer realm=\"mailyard\"");
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
    void moreRequestsAtOnceThanTheSettingAllows_are503WithRetryAfter() {
        try (TestServer server = TestServer.start(StoreKind.SQLITE, "http.max-requests=1")) {
            Api api = server.api();
            Queue<Answer> refused = new ConcurrentLinkedQueue<>();
            try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < 8; i++) {
                    var _ = callers.submit(() -> callUntilOneIsRefused(api, refused));
                }
            }
            assertThat(refused).isNotEmpty();
            for (Answer busy : refused) {
                assertThat(busy.error()).isEqualTo(503);
                assertThat(busy.header("Retry-After")).isEqualTo("1");
                assertThat(busy.text()).startsWith("<xml>");
                assertThat(busy.header("Request-Id")).isNotBlank();
            }
            Await.until(() -> api.call("accounts/list").status() == 200);
        }
    }

    /** At most for some seconds, since eight callers meet much sooner. */
    private static void callUntilOneIsRefused(Api api, Queue<Answer> refused) {
        for (int i = 0; i < 2000 && refused.isEmpty(); i++) {
            Answer answer = api.callXml("accounts/list");
            if (answer.status() == 503) {
                refused.add(answer);
            }
        }
    }
}
