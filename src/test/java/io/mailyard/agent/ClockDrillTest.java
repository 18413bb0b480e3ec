package io.mailyard.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.FakeMailHost;
import io.mailyard.testing.FakeMailHost.Does;
import io.mailyard.testing.MailRoute;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.StoresOfRun;
import io.mailyard.testing.TestClock;
import io.mailyard.testing.TestServer;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;

/**
 * The clock of a running server is set by an hour while a message is on its way, and again while
 * one waits: nothing is sent twice, nothing is stuck.
 */
class ClockDrillTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    @ParameterizedTest
    @StoresOfRun
    void clockThatIsSet_sendsNothingTwiceAndDelaysNothing(StoreKind kind) {
        drill(kind, 1);
        drill(kind, -1);
    }

    private static void drill(StoreKind kind, long hours) {
        TestClock clock = new TestClock();
        try (FakeMailHost host = FakeMailHost.start();
                TestServer server = TestServer.start(kind, clock, "submission.listen=")) {
            Api api = server.api();
            MailRoute route = MailRoute.to(api, host.port());
            // longer than the queue's tasks need to come round, and to notice
            host.at(".", 1, new Does.Waits(Duration.ofSeconds(4)));
            route.send("one@recipient.example", "under way").ok();
            host.awaitCommand("DATA", 1, SOON);

            clock.advance(Duration.ofHours(hours));
            Await.until(() -> route.ledger(api).at("delivered").number() == 1);
            turnMta(api, false);
            route.send("two@recipient.example", "waits").ok();
            clock.advance(Duration.ofHours(-hours));
            turnMta(api, true);

            host.awaitMessages(2, SOON);
            Await.until(() -> route.ledger(api).at("delivered").number() == 2);
            assertThat(route.ledger(api).at("balanced").flag()).isTrue();
            assertThat(host.messages()).hasSize(2);
        }
    }

    private static void turnMta(Api api, boolean on) {
        api.call("nodes/mta/" + (on ? "activate" : "deactivate"), "id", 1).ok();
        Await.until(
                () -> api.call("nodes/mta/status", "id", 1).ok().at("data.running").flag() == on);
    }
}
