package io.mailyard.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.delivery.DeliveryReport.DeliveryOutcome.Delivered;
import io.mailyard.policies.RetryRule.Mode;
import io.mailyard.smtp.TlsRule;
import io.mailyard.testing.Await;
import io.mailyard.testing.FakeMailHost;
import io.mailyard.testing.FakeMailHost.Does.Waits;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What strategies allow, and where mail goes from. */
class EngineLimitsTest {
    private final Rig rig = new Rig();

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void messagesPerInterval_followTheStrategy() {
        rig.fixtures.strategy(DeliveryFixtures.strategy(2, 5, 1, 3600));
        rig.started().sendMany(100, "b.example");

        rig.leaseClient.awaitResults(10);
        Await.until(() -> rig.leaseClient.wants().size() > 3 && rig.leaseClient.leased() == 0);
        assertThat(rig.host.messages()).hasSize(10);
        assertThat(rig.host.connections()).isLessThanOrEqualTo(2);
        assertThat(rig.leaseClient.wants().getLast().destinations())
                .containsEntry(new DestinationKey(1, "other", "b.example"), 0);
    }

    @Test
    void limits_applyToEachDestination() {
        rig.fixtures.strategy(DeliveryFixtures.strategy(1, 1, 1, 3600));
        rig.started();
        rig.put(DeliveryFixtures.task(1, "x@b.example"));
        rig.put(DeliveryFixtures.task(2, "x@b.example"));
        rig.put(DeliveryFixtures.task(3, "x@c.example"));

        rig.leaseClient.awaitResults(2);
        Await.until(() -> rig.leaseClient.leased() == 0);
        assertThat(rig.leaseClient.results()).hasSize(2);
        assertThat(rig.host.messages())
                .flatExtracting(FakeMailHost.Message::recipients)
                .containsExactlyInAnyOrder("x@b.example", "x@c.example");
    }

    @Test
    void messagesPerConnection_followTheStrategy() {
        rig.fixtures.strategy(DeliveryFixtures.strategy(1, 3, 1000, 1));
        rig.started().sendMany(12, "b.example");

        rig.leaseClient.awaitResults(12);
        assertThat(
                        rig.host.messages().stream()
                                .collect(
                                        Collectors.groupingBy(
                                                FakeMailHost.Message::connection,
                                                Collectors.counting()))
                                .values())
                .allSatisfy(many -> assertThat(many).isLessThanOrEqualTo(3));
        assertThat(rig.host.connections()).isGreaterThanOrEqualTo(4);
    }

    @Test
    void slowHost_getsMoreConnectionsUpToTheLimit() {
        rig.fixtures.strategy(DeliveryFixtures.strategy(4, 1000, 1000, 1));
        rig.host.at(".", new Waits(Duration.ofMillis(200)));
        rig.started().sendMany(16, "b.example");

        rig.leaseClient.awaitResults(16);
        assertThat(rig.host.connections()).isBetween(2, 4);
    }

    @Test
    void sources_takeTurns() {
        rig.fixtures.sources(
                new EgressAddress("127.0.0.2", "two"), new EgressAddress("127.0.0.3", "three"));
        rig.started().send("x@a1.example", "x@a2.example", "x@a3.example", "x@a4.example");

        assertThat(rig.leaseClient.awaitResults(4))
                .extracting(DeliveryReport::ip)
                .containsExactlyInAnyOrder("127.0.0.2", "127.0.0.3", "127.0.0.2", "127.0.0.3");
        assertThat(rig.host.messages())
                .extracting(FakeMailHost.Message::helo)
                .containsOnly("two", "three");
    }

    @Test
    void missingSourceAddress_isNamedAndOthersContinue() {
        rig.fixtures.sources(
                new EgressAddress("192.0.2.1", ""), new EgressAddress("127.0.0.3", "three"));
        rig.started().send("x@a1.example", "x@a2.example", "x@a3.example");

        assertThat(rig.leaseClient.awaitResults(3))
                .extracting(DeliveryReport::ip)
                .containsOnly("127.0.0.3");
        assertThat(rig.engine.status().problems())
                .contains(
                        "sender 'sender 1': address 192.0.2.1 is not on this machine; the other"
                                + " addresses continue");
    }

    @Test
    void senderWithoutAUsableSource_returnsItsMail() {
        rig.fixtures.sources(new EgressAddress("192.0.2.1", ""));
        rig.started().send("x@b.example");

        Await.until(() -> !rig.leaseClient.reports().isEmpty());
        assertThat(rig.leaseClient.results()).isEmpty();
        assertThat(rig.leaseClient.delays().getFirst()).isBetween(20L, 30L);
    }

    @Test
    void boundTask_isSentFromTheSameAddress() {
        rig.fixtures
                .retry(DeliveryFixtures.retry(Mode.SAME_IP, 5))
                .sources(
                        new EgressAddress("127.0.0.2", "two"),
                        new EgressAddress("127.0.0.3", "three"));
        rig.started();
        for (int i = 1; i <= 6; i++) {
            rig.put(tied(i, "127.0.0.3"));
        }
        rig.put(tied(7, "127.0.0.9"));

        assertThat(rig.leaseClient.awaitResults(7))
                .filteredOn(deliveryReport -> deliveryReport.taskId() < 7)
                .extracting(DeliveryReport::ip)
                .containsOnly("127.0.0.3");
    }

    private static DeliveryTask tied(long id, String ip) {
        return new DeliveryTask(
                id,
                id,
                1,
                0,
                1,
                "other",
                "b.example",
                "a@a.example",
                "b@b.example",
                1,
                Instant.now().plusSeconds(60),
                ip,
                100,
                0);
    }

    @Test
    void routeOfADomain_hasPrecedence() {
        try (FakeMailHost other = FakeMailHost.start()) {
            rig.fixtures.route("c.example", "localhost", other.port(), TlsRule.NEVER);
            rig.started().send("x@b.example", "x@c.example");

            rig.leaseClient.awaitResults(2);
            assertThat(rig.host.messages())
                    .flatExtracting(FakeMailHost.Message::recipients)
                    .containsExactly("x@b.example");
            assertThat(other.messages())
                    .flatExtracting(FakeMailHost.Message::recipients)
                    .containsExactly("x@c.example");
        }
    }

    @Test
    void changedStrategy_appliesAtOnce() {
        rig.fixtures.strategy(DeliveryFixtures.strategy(1, 1, 1, 3600));
        rig.started().sendMany(5, "b.example");
        rig.leaseClient.awaitResults(1);

        rig.fixtures.strategy(DeliveryFixtures.strategy(1, 100, 100, 3600));
        rig.engine.apply(rig.fixtures.config());

        assertThat(rig.leaseClient.awaitResults(5))
                .allSatisfy(deliveryReport ->
                        assertThat(deliveryReport.outcome()).isEqualTo(new Delivered()));
    }

    @Test
    void removedSender_returnsItsMail() {
        rig.fixtures.strategy(DeliveryFixtures.strategy(1, 1000, 1000, 1));
        rig.host.at(".", 1, new Waits(Duration.ofMillis(500)));
        rig.started().sendMany(10, "b.example");
        rig.host.awaitCommand("DATA", 1, Rig.SOON);
        NodeConfig with = rig.fixtures.config();

        rig.engine.apply(
                new NodeConfig(
                        1, 9, true, List.of(), with.isps(), with.bouncePatterns(), with.routes()));

        Await.until(() -> rig.leaseClient.leased() == 0);
        assertThat(rig.leaseClient.results()).hasSize(1);
    }
}
