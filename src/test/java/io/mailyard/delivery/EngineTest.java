package io.mailyard.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.base.TraceId;
import io.mailyard.delivery.DeliveryReport.DeliveryOutcome.Bounced;
import io.mailyard.delivery.DeliveryReport.DeliveryOutcome.Delivered;
import io.mailyard.delivery.DeliveryReport.DeliveryOutcome.DeliveryDeferred;
import io.mailyard.delivery.DeliveryReport.DeliveryOutcome.DeliveryExpired;
import io.mailyard.delivery.DeliveryReport.DeliveryOutcome.Dropped;
import io.mailyard.delivery.DeliveryReport.RetryFrom;
import io.mailyard.policies.BouncePattern;
import io.mailyard.policies.BoundedPattern;
import io.mailyard.policies.LockRule;
import io.mailyard.policies.RetryRule.Mode;
import io.mailyard.policies.Strategy.Helo;
import io.mailyard.testing.Await;
import io.mailyard.testing.FakeMailHost;
import io.mailyard.testing.FakeMailHost.Does.Says;
import io.mailyard.testing.HeardLog;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EngineTest {
    private final Rig rig = new Rig();

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void message_isDeliveredAndReported() {
        rig.started().send("b@b.example");

        DeliveryReport report = rig.result();
        assertThat(report.outcome()).isEqualTo(new Delivered());
        assertThat(report.ip()).isEqualTo("127.0.0.1");
        assertThat(report.host()).isEqualTo("127.0.0.1[127.0.0.1]:" + rig.host.port());
        assertThat(report.answer()).isEqualTo("250 2.0.0 taken");
        FakeMailHost.Message message = rig.host.messages().getFirst();
        assertThat(message.helo()).isEqualTo("out.a.example");
        assertThat(message.sender()).isEqualTo("a@a.example");
        assertThat(message.raw()).isEqualTo(DeliveryFixtures.message());
        assertThat(rig.engine.status().begun()).isEqualTo(1);
        assertThat(rig.leaseClient.leased()).isZero();
    }

    @Test
    void whatIsLoggedOfAnAttempt_hasTheTraceOfItsMessage() {
        String trace = "5bf92f3577b34da6a3ce929d0e0e4737";
        try (HeardLog log = HeardLog.open()) {
            rig.started();
            rig.leaseClient.unreadable(TraceId.parse(trace).orElseThrow());
            rig.send("b@b.example");

            Await.until(() -> !log.of("trace_id", trace).isEmpty());
            assertThat(log.of("trace_id", trace))
                    .extracting(line -> line.record().getMessage())
                    .contains("message 1 is not available");
        }
    }

    @Test
    void messages_shareConnections() {
        rig.fixtures.strategy(DeliveryFixtures.strategy(2, 1000, 1000, 1));
        rig.started().sendMany(200, "b.example");

        assertThat(rig.leaseClient.awaitResults(200))
                .allSatisfy(deliveryReport ->
                        assertThat(deliveryReport.outcome()).isEqualTo(new Delivered()));
        assertThat(rig.host.connections()).isLessThanOrEqualTo(2);
    }

    @Test
    void recipientsOfAMessage_shareATransaction() {
        rig.fixtures.strategy(DeliveryFixtures.strategy(1, 1000, 1000, 1));
        rig.host.at("RCPT TO:<no@", new Says("550 5.1.1 no such user"));
        rig.started()
                .put(
                        DeliveryFixtures.task(1, 9, 1, "b@b.example"),
                        DeliveryFixtures.task(2, 9, 1, "no@b.example"),
                        DeliveryFixtures.task(3, 9, 1, "c@b.example"));

        assertThat(rig.leaseClient.awaitResults(3))
                .extracting(DeliveryReport::outcome)
                .containsExactlyInAnyOrder(new Delivered(), new Bounced(true), new Delivered());
        assertThat(rig.host.messages()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "RCPT, 550 5.1.1 no such user, hard",
        "RCPT, 550 5.7.1 not you, bounce",
        "RCPT, 450 4.2.1 later, later",
        "DATA, 554 5.7.1 not this, bounce",
        "., 554 5.6.0 not this, bounce",
        "., 451 4.3.0 later, later",
        "MAIL, 550 5.7.1 your address is on a list, bounce",
        "MAIL, 450 4.7.1 not now, later",
        "MAIL, 552 5.3.4 too large, bounce",
        "MAIL, 553 5.1.8 your domain does not exist, bounce",
        "EHLO, 550 5.7.1 not by that name, later",
        "CONNECT, 554 5.7.1 go away, later",
        "CONNECT, 421 4.7.0 too busy, later",
    })
    void answer_isJudgedByItsCommand(String command, String answer, String meant) {
        rig.host.at(command, new Says(answer));
        if (command.equals("EHLO")) {
            rig.host.at("HELO", new Says(answer));
        }
        rig.started().send("b@b.example");

        DeliveryReport report = rig.result();
        assertThat(report.answer()).isEqualTo(answer);
        assertThat(report.outcome())
                .isEqualTo(
                        switch (meant) {
                            case "hard" -> new Bounced(true);
                            case "bounce" -> new Bounced(false);
                            default ->
                                    new DeliveryDeferred(
                                            Duration.ofMinutes(5),
                                            RetryFrom.ANY_NODE,
                                            Optional.empty());
                        });
    }

    @Test
    void pattern_decidesBeforeTheCode() {
        rig.fixtures.pattern(
                new BouncePattern(
                        1,
                        "full",
                        BouncePattern.BounceType.SOFT,
                        Optional.empty(),
                        BoundedPattern.of("mailbox full"),
                        "",
                        false));
        rig.host.at("RCPT", new Says("550 5.1.1 Mailbox full"));
        rig.started().send("b@b.example");

        assertThat(rig.outcome()).isInstanceOf(DeliveryDeferred.class);
    }

    @Test
    void lock_stopsTheDestination() {
        rig.fixtures
                .strategy(DeliveryFixtures.strategy(1, 1000, 1000, 1))
                .lock(
                        new LockRule(
                                7,
                                "slow",
                                Optional.empty(),
                                BoundedPattern.of("too fast"),
                                Duration.ofMinutes(30),
                                false));
        rig.host.at("RCPT", new Says("450 4.7.1 too fast"));
        rig.started().sendMany(30, "b.example");

        DeliveryDeferred deferred = (DeliveryDeferred) rig.outcome();
        DeliveryReport.ReportedLock lock = deferred.lock().orElseThrow();
        assertThat(lock.destination()).isEqualTo(new DestinationKey(1, "other", "b.example"));
        assertThat(lock.ruleId()).isEqualTo(7);
        assertThat(lock.until()).isAfter(Instant.now().plus(Duration.ofMinutes(29)));
        Await.until(() -> rig.leaseClient.leased() == 0);
        assertThat(rig.leaseClient.results()).hasSize(1);
        rig.engine.wake();
        Await.until(() ->
                rig.leaseClient.wants().getLast().destinations().getOrDefault(lock.destination(), 1)
                        == 0);
    }

    @Test
    void retriesUsedUp_expire() {
        rig.fixtures.retry(DeliveryFixtures.retry(Mode.SAME_IP, 0));
        rig.host.at("RCPT", new Says("450 4.2.1 later"));
        rig.started().send("b@b.example");

        assertThat(rig.outcome()).isEqualTo(new DeliveryExpired());
    }

    @Test
    void expiredMail_isNotAttempted() {
        DeliveryTask p = DeliveryFixtures.task(1, "b@b.example");
        rig.started()
                .put(
                        new DeliveryTask(
                                1,
                                1,
                                1,
                                0,
                                1,
                                "other",
                                "b.example",
                                p.envelopeFrom(),
                                p.recipient(),
                                3,
                                Instant.now().minusSeconds(1),
                                "",
                                100,
                                0));

        assertThat(rig.outcome()).isEqualTo(new DeliveryExpired());
        assertThat(rig.host.connections()).isZero();
    }

    @Test
    void dropStrategy_deliversNothing() {
        rig.fixtures.strategy(DeliveryFixtures.dropping());
        rig.started().send("b@b.example");

        assertThat(rig.outcome()).isEqualTo(new Dropped());
        assertThat(rig.host.connections()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"FROM, a.example", "IP, [127.0.0.1]", "PTR, [127.0.0.1]"})
    void greeting_followsTheStrategy(Helo helo, String name) {
        rig.fixtures
                .strategy(DeliveryFixtures.helo(helo))
                .sources(new EgressAddress("127.0.0.1", ""));
        rig.started().send("b@b.example");

        rig.result();
        assertThat(rig.host.messages().getFirst().helo()).isEqualTo(name);
    }

    @Test
    void returnPath_namesTheRecipient() {
        rig.fixtures.returnPath("bounce.a.example");
        rig.started()
                .put(
                        DeliveryFixtures.task(41, 9, 1, "b@b.example"),
                        DeliveryFixtures.task(42, 9, 1, "c@b.example"));

        rig.leaseClient.awaitResults(2);
        assertThat(rig.host.messages())
                .extracting(FakeMailHost.Message::sender)
                .containsExactlyInAnyOrder(
                        "bounces+41@bounce.a.example", "bounces+42@bounce.a.example");
    }

    @Test
    void hostWithoutANeededExtension_bounces() {
        rig.host.without("SMTPUTF8");
        rig.started().send("bé@b.example");

        assertThat(rig.outcome()).isEqualTo(new Bounced(false));
        assertThat(rig.result().answer()).contains("SMTPUTF8");
    }

    @Test
    void impossibleAddress_bounces() {
        rig.started().put(DeliveryFixtures.task(1, "b c@b.example"));

        assertThat(rig.outcome()).isEqualTo(new Bounced(false));
    }

    @Test
    void unreachableServer_losesNothing() {
        rig.started();
        rig.host.at(".", new FakeMailHost.Does.Waits(Duration.ofMillis(300)));
        rig.send("b@b.example");
        rig.host.awaitCommand("DATA", 1, Rig.SOON);
        rig.leaseClient.away(true);
        rig.host.awaitMessages(1, Rig.SOON);
        Await.until(() -> !rig.engine.status().serverProblem().isEmpty());
        rig.leaseClient.away(false);

        assertThat(rig.outcome()).isEqualTo(new Delivered());
        Await.until(() -> rig.engine.status().serverProblem().isEmpty());
    }

    @Test
    void unavailableMessage_isReturnedForLater() {
        rig.started();
        rig.leaseClient.put(
                1,
                DeliveryFixtures.message(),
                List.of(DeliveryFixtures.task(1, 99, 1, "b@b.example")));
        rig.engine.wake();

        Await.until(() -> rig.leaseClient.leased() == 0 && !rig.leaseClient.delays().isEmpty());
        assertThat(rig.leaseClient.delays().getFirst())
                .as(rig.leaseClient.reports().toString())
                .isBetween(5L, 10L);
    }

    @Test
    void eightBitTextAndDots_arriveUnchanged() {
        byte[] content =
                "From: a@a.example\r\n\r\n.dot\r\n..\r\nété\r\n.\r\n"
                        .getBytes(StandardCharsets.UTF_8);
        rig.started();
        rig.leaseClient.put(1, content, List.of(DeliveryFixtures.task(1, "b@b.example")));
        rig.engine.wake();

        rig.result();
        assertThat(rig.host.messages().getFirst().raw()).isEqualTo(content);
    }
}
