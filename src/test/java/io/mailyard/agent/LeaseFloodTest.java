package io.mailyard.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.FakeMailHost;
import io.mailyard.testing.FakeMailHost.Does.Says;
import io.mailyard.testing.FakeMailHost.Does.Waits;
import io.mailyard.testing.MailRoute;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.Tarpit;
import io.mailyard.testing.TestServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * One account has much mail in many lanes, to hosts that are slow, refuse or say nothing; a node
 * leases more of it at any time than it can hold. What another account's messages see of that.
 */
@Tag("alone")
class LeaseFloodTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int LANES = 700;

    /**
     * Of 30 connections an account may have 20: hosts that refuse are always tried beside these.
     */
    private static final int SILENT = 14;

    private static final int EACH = 3;
    private static final int MESSAGES = 12;

    /** What a node may hold: a fraction of what one account has due. */
    private static final int MOST_WAITING = 200;

    @ParameterizedTest
    @EnumSource
    void muchMailInManyLanes_keepsNoOtherAccountWaiting(StoreKind kind) {
        try (FakeMailHost refusing =
                        FakeMailHost.start()
                                .at("MAIL", new Waits(Duration.ofMillis(250)))
                                .at("RCPT", new Says("451 4.7.1 later"));
                FakeMailHost good = FakeMailHost.start();
                Tarpit tarpit = Tarpit.start();
                TestServer server =
                        TestServer.start(
                                kind,
                                "submission.listen=",
                                "delivery.max-connections=30",
                                "delivery.max-waiting=" + MOST_WAITING)) {
            Api api = server.api();
            MailRoute much = MailRoute.to(api, refusing.port());
            MailRoute other = MailRoute.beside(api);
            route(api, "good.example", good.port());
            IntStream.range(0, SILENT)
                    .forEach(i -> route(api, "d" + i + ".example", tarpit.port()));
            for (int i = 0; i < EACH; i++) {
                flood(api.withToken(much.token()), i);
            }
            Await.until(() -> refusing.connections() > 5 && tarpit.connections() > 5);

            List<Long> millis = new ArrayList<>();
            for (int i = 1; i <= MESSAGES; i++) {
                long begun = System.nanoTime();
                other.send("b" + i + "@good.example", "x").ok();
                good.awaitMessages(i, SOON);
                millis.add(Duration.ofNanos(System.nanoTime() - begun).toMillis());
            }
            assertThat(much.ledger(api).at("queued").number()).as("still queued").isPositive();
            api.call("senders/queue/purge", "id", much.sender()).ok();

            assertThat(Collections.max(millis)).as("ms: %s", millis).isLessThan(2000);
        }
    }

    private static void route(Api api, String domain, int port) {
        api.call("routes/save", "domain", domain, "host", "127.0.0.1", "port", port, "tls", "never")
                .ok();
    }

    private static void flood(Api account, int number) {
        account.call(
                        "/api/v1.1/messages/send",
                        "from",
                        "much@sender.example",
                        "to",
                        IntStream.range(0, LANES)
                                .mapToObj(i -> "r" + number + "@d" + i + ".example")
                                .toList(),
                        "subject",
                        "much",
                        "text",
                        "Hello.")
                .ok();
    }
}
