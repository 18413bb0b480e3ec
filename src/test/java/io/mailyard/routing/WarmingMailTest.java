package io.mailyard.routing;

import static io.mailyard.routing.SentMail.many;
import static io.mailyard.routing.SomeRules.otherwise;
import static io.mailyard.routing.SomeRules.share;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Await;
import io.mailyard.testing.Body;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.StoresOfRun;
import io.mailyard.testing.TestClock;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.Tree;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;

/** Mail by a sender with a ramp: what a day has room for, where the rest goes, and the next day. */
@ParameterizedClass
@StoresOfRun
class WarmingMailTest {
    private final TestClock clock = new TestClock();
    private final TestServer server;
    private final SentMail mail;

    WarmingMailTest(StoreKind kind) {
        this.server = TestServer.start(kind, clock, "submission.listen=");
        this.mail = SentMail.on(server);
    }

    @AfterEach
    void close() {
        server.close();
    }

    private Map<String, @Nullable Object> warming(long percent, long start, long ceiling) {
        return share(
                mail.second,
                percent,
                "warmup",
                Body.members("start", start, "growth", 2, "ceiling", ceiling));
    }

    private long by(long message, long sender) {
        return mail.message(message).at("to").items().stream()
                .map(item -> item.at("sender_id"))
                .filter(item -> !item.nothing() && item.number() == sender)
                .count();
    }

    private Tree today(long virtualSender) {
        return mail.api
                .call("vsenders/warmup", "account_id", mail.account, "id", virtualSender)
                .ok()
                .at("data.0");
    }

    @Test
    void whatExceedsTheDay_goesByTheWarmSender() {
        long virtual =
                mail.given.newVirtualSender(
                        mail.account, otherwise(warming(99, 3, 5), share(mail.first, 1)));

        assertThat(today(virtual).at("left").number()).isEqualTo(3);
        long message = mail.send(many());

        assertThat(by(message, mail.second)).isEqualTo(3);
        assertThat(by(message, mail.first)).isEqualTo(37);
        assertThat(today(virtual).at("routed").number()).isEqualTo(3);
        assertThat(today(virtual).at("left").number()).isZero();
        assertThat(today(virtual).at("at_ceiling").flag()).isFalse();
        mail.awaitState(message, "delivered");

        clock.advance(Duration.ofDays(1));
        // its session is a day old now: no sender of it counts until it is heard again
        mail.awaitNode();
        long next = mail.send(many());

        assertThat(by(next, mail.second)).isEqualTo(5);
        assertThat(today(virtual).at("at_ceiling").flag()).isTrue();
        Tree rows =
                mail.api
                        .call(
                                "vsenders/warmup",
                                "account_id",
                                mail.account,
                                "id",
                                virtual,
                                "days",
                                7)
                        .ok()
                        .at("data");
        assertThat(rows.items()).hasSize(2);
        assertThat(rows.at("0.day").number()).isEqualTo(2);
        assertThat(rows.at("0.limit").number()).isEqualTo(5);
        assertThat(rows.at("1.day").number()).isEqualTo(1);
        assertThat(rows.at("1.routed").number()).isEqualTo(3);
        assertThat(rows.at("1.limit").number()).isEqualTo(3);
    }

    @Test
    void withoutAWarmSender_theRestIsSuspendedUntilTheNextDay() {
        mail.given.newVirtualSender(mail.account, otherwise(warming(100, 2, 2)));

        long message =
                mail.send(List.of("a@b.example", "b@b.example", "c@b.example", "d@b.example"));

        assertThat(by(message, mail.second)).isEqualTo(2);
        Await.until(() -> state(message, "delivered") == 2);
        assertThat(state(message, "hold")).isEqualTo(2);

        clock.advance(Duration.ofDays(1));

        Await.until(() -> state(message, "delivered") == 4);
    }

    private long state(long message, String state) {
        return mail.message(message).at("states").at(state).number();
    }

    @Test
    void suppressedRecipients_takeNoPlace() {
        long virtual =
                mail.given.newVirtualSender(
                        mail.account, otherwise(warming(99, 3, 5), share(mail.first, 1)));
        List<String> unwanted = List.of("x@gone.example", "y@gone.example", "z@gone.example");
        for (String address : unwanted) {
            mail.api.call("suppressions/add", "email", address).ok();
        }

        mail.send(unwanted);

        assertThat(today(virtual).at("routed").number()).isZero();
        assertThat(by(mail.send(many()), mail.second)).isEqualTo(3);
    }

    /** What was counted for mail that was not accepted after all is not counted. */
    @Test
    void dryRun_takesNoPlace() {
        long virtual =
                mail.given.newVirtualSender(
                        mail.account, otherwise(warming(99, 3, 5), share(mail.first, 1)));

        mail.answerAt(mail.api.with("Prefer", "dry-run"), many()).ok();

        assertThat(today(virtual).at("routed").number()).isZero();
    }
}
