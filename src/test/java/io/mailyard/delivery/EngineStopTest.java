package io.mailyard.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.delivery.DeliveryReport.DeliveryOutcome.Delivered;
import io.mailyard.delivery.DeliveryReport.DeliveryOutcome.Requeued;
import io.mailyard.delivery.StopOrder.Scope;
import io.mailyard.delivery.StopOrder.Scope.OfAccount;
import io.mailyard.delivery.StopOrder.Scope.OfNode;
import io.mailyard.delivery.StopOrder.Scope.OfSender;
import io.mailyard.testing.Await;
import io.mailyard.testing.FakeMailHost.Does.Stalls;
import io.mailyard.testing.FakeMailHost.Does.Waits;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EngineStopTest {
    private static final OptionalLong ANY = OptionalLong.empty();

    private final Rig rig = new Rig();

    @AfterEach
    void close() {
        rig.close();
    }

    private StopReceipt stop(long seq, Scope scope) {
        rig.leaseClient.newestStop(seq);
        return rig.engine.stop(new StopOrder(seq, scope, Instant.now()));
    }

    private StopReceipt lastReceipt(long seq) {
        return rig.leaseClient.receipts().stream()
                .filter(stopReceipt -> stopReceipt.stopSeq() == seq)
                .reduce((first, second) -> second)
                .orElseThrow();
    }

    private boolean isComplete(long seq) {
        return rig.leaseClient.receipts().stream()
                .anyMatch(stopReceipt -> stopReceipt.stopSeq() == seq && stopReceipt.complete());
    }

    @Test
    void idleEngine_answersAtOnce() {
        rig.started();

        StopReceipt receipt = stop(1, new OfAccount(1));

        assertThat(receipt.complete()).isTrue();
        assertThat(receipt.pastData()).isZero();
        assertThat(receipt.lastBegun()).isEmpty();
        Await.until(() -> isComplete(1));
        assertThat(lastReceipt(1)).isEqualTo(receipt);
    }

    /** The host is slow before DATA: what has begun is given up, and nothing reaches the host. */
    @ParameterizedTest
    @ValueSource(strings = {"CONNECT", "EHLO", "MAIL", "RCPT"})
    void attemptBeforeData_isAbandoned(String command) {
        rig.host.without("PIPELINING").at(command, 1, new Stalls());
        rig.started().send("b@b.example");
        rig.host.awaitCommand(command, 1, Rig.SOON);

        StopReceipt receipt = stop(1, new OfAccount(1));

        assertThat(receipt.complete()).isTrue();
        assertThat(receipt.pastData()).isZero();
        assertThat(receipt.lastBegun())
                .hasValueSatisfying(begun -> assertThat(begun).isBeforeOrEqualTo(receipt.at()));
        Await.until(() -> rig.leaseClient.reports().size() == 1);
        assertThat(rig.leaseClient.reports().getFirst().outcome())
                .isEqualTo(new Requeued(Duration.ZERO));
        // The connection is cut although the host says nothing.
        Await.until(
                () -> rig.engine.status().connections() == 0 || rig.host.messages().size() == 1);
    }

    @Test
    void slowHost_getsRset() {
        rig.host.without("PIPELINING").at("RCPT", 1, new Waits(Duration.ofMillis(300)));
        rig.started().send("b@b.example");
        rig.host.awaitCommand("RCPT", 1, Rig.SOON);

        stop(1, new OfAccount(1));

        rig.host.awaitCommand("RSET", 1, Rig.SOON);
        rig.host.awaitCommand("QUIT", 1, Rig.SOON);
        assertThat(rig.host.commands()).doesNotContain("DATA");
    }

    /** Whatever the host was about to answer: the next command is not said any more. */
    @ParameterizedTest
    @ValueSource(strings = {"MAIL", "RCPT TO:<b1@", "RCPT TO:<b2@", "RCPT TO:<b3@"})
    void afterAStop_noCommandOfTheMessageFollows(String command) {
        rig.host.without("PIPELINING").at(command, 1, new Waits(Duration.ofMillis(300)));
        rig.started()
                .put(
                        DeliveryFixtures.task(1, 1, 1, "b1@b.example"),
                        DeliveryFixtures.task(2, 1, 1, "b2@b.example"),
                        DeliveryFixtures.task(3, 1, 1, "b3@b.example"));
        rig.host.awaitCommand(command, 1, Rig.SOON);

        stop(1, new OfAccount(1));
        List<String> before = rig.host.commands();

        rig.host.awaitCommand("QUIT", 1, Rig.SOON);
        List<String> all = rig.host.commands();
        assertThat(all.subList(before.size(), all.size()))
                .noneMatch(said ->
                        said.startsWith("MAIL") || said.startsWith("RCPT") || said.equals("DATA"));
        Await.until(() -> rig.leaseClient.reports().size() == 3);
        assertThat(rig.leaseClient.reports())
                .extracting(DeliveryReport::outcome)
                .containsOnly(new Requeued(Duration.ZERO));
    }

    /**
     * Its server may have given it to others: nothing begins, and what has begun goes no further.
     */
    @Test
    void tasksNoLongerHeld_areNotAttempted() {
        rig.host.without("PIPELINING").at("RCPT", 1, new Waits(Duration.ofMillis(300)));
        rig.started().send("b@b.example");
        rig.host.awaitCommand("RCPT", 1, Rig.SOON);
        rig.leaseClient.loses(true);

        Await.until(() -> !rig.leaseClient.reports().isEmpty());
        assertThat(rig.leaseClient.reports().getFirst().outcome())
                .isEqualTo(new Requeued(Duration.ZERO));
        assertThat(rig.host.commands()).doesNotContain("DATA");
        assertThat(rig.host.commands()).filteredOn(item -> item.startsWith("MAIL")).hasSize(1);

        rig.leaseClient.loses(false);
        rig.engine.wake();
        rig.host.awaitMessages(1, Rig.SOON);
    }

    @Test
    void attemptPastData_completesAndCountsInTheReceipt() {
        rig.host.at(".", new Waits(Duration.ofMillis(500)));
        rig.started().send("b@b.example");
        rig.host.awaitCommand("DATA", 1, Rig.SOON);

        StopReceipt receipt = stop(1, new OfAccount(1));

        assertThat(receipt.complete()).isFalse();
        assertThat(receipt.pastData()).isEqualTo(1);
        assertThat(receipt.delivered()).isZero();
        assertThat(receipt.lastEnd()).isEmpty();
        assertThat(rig.outcome()).isEqualTo(new Delivered());
        Await.until(() -> isComplete(1));
        StopReceipt last = lastReceipt(1);
        assertThat(last.at()).isEqualTo(receipt.at());
        assertThat(last.delivered()).isEqualTo(1);
        assertThat(last.lastEnd())
                .hasValueSatisfying(end -> assertThat(end).isAfterOrEqualTo(receipt.at()));
    }

    @Test
    void waitingTasks_areReturnedAtOnce() {
        rig.fixtures.strategy(DeliveryFixtures.strategy(1, 1000, 1000, 1));
        rig.host.at(".", 1, new Waits(Duration.ofSeconds(1)));
        rig.started().sendMany(15, "b.example");
        rig.host.awaitCommand("DATA", 1, Rig.SOON);

        stop(1, new OfAccount(1));

        Await.until(() -> rig.leaseClient.leased() <= 1);
        assertThat(rig.engine.status().waiting()).isZero();
    }

    @Test
    void otherMail_continues() {
        rig.started();
        stop(1, new OfAccount(1));
        stop(2, new OfSender(1, OptionalLong.of(2), OptionalLong.of(77), ""));
        rig.leaseClient.newestStop(0);
        rig.put(DeliveryFixtures.task(1, 1, 1, "b@b.example"));
        rig.put(DeliveryFixtures.task(2, 2, 2, "c@b.example"));
        rig.put(DeliveryFixtures.task(3, 3, 3, "d@b.example"));

        assertThat(rig.leaseClient.awaitResults(2))
                .extracting(DeliveryReport::taskId)
                .containsExactlyInAnyOrder(2L, 3L);
    }

    @Test
    void taskLeasedAfterTheStop_isDelivered() {
        rig.started();
        stop(1, new OfAccount(1));
        rig.put(DeliveryFixtures.task(1, 1, 1, "b@b.example"));

        assertThat(rig.outcome()).isEqualTo(new Delivered());
        assertThat(stop(2, new OfAccount(1)).lastBegun()).isPresent();
        assertThat(stop(3, new OfSender(1, ANY, ANY, "other")).lastBegun()).isPresent();
        assertThat(stop(4, new OfSender(1, ANY, ANY, "Gmail")).lastBegun()).isEmpty();
        assertThat(stop(5, new OfAccount(2)).lastBegun()).isEmpty();
    }

    @Test
    void nodeStop_appliesOnlyToThisNode() {
        rig.started();
        stop(1, new OfNode(2));
        rig.leaseClient.newestStop(0);
        rig.put(DeliveryFixtures.task(1, 1, 1, "b@b.example"));
        assertThat(rig.outcome()).isEqualTo(new Delivered());

        stop(2, new OfNode(1));
        rig.leaseClient.newestStop(0);
        rig.put(DeliveryFixtures.task(2, 2, 1, "c@b.example"));
        Await.until(() -> rig.leaseClient.reports().size() >= 3);
        assertThat(rig.leaseClient.results()).hasSize(1);
        assertThat(rig.leaseClient.receipts()).extracting(StopReceipt::stopSeq).containsOnly(2L);
    }

    @Test
    void stoppedEngine_leasesNothingAndReturnsItsTasks() {
        rig.host.without("PIPELINING").at("RCPT", 1, new Stalls());
        rig.started().send("b@b.example");
        rig.host.awaitCommand("RCPT", 1, Rig.SOON);

        rig.engine.apply(rig.fixtures.running(false).config());

        Await.until(() -> rig.leaseClient.leased() == 0);
        assertThat(rig.engine.status().running()).isFalse();
        rig.engine.apply(rig.fixtures.running(true).config());
        assertThat(rig.outcome()).isEqualTo(new Delivered());
    }

    /** Many attempts against many stops: nothing of a stopped account comes after its receipt. */
    @Test
    void stopAtFullRate_isExact() {
        rig.fixtures.strategy(DeliveryFixtures.strategy(8, 100, 1000, 1));
        rig.started();
        Map<String, Long> taken = new HashMap<>();
        for (int account = 1; account <= 20; account++) {
            String recipient = "b" + account + "@b.example";
            for (int i = 0; i < 300; i++) {
                int id = account * 1000 + i;
                rig.leaseClient.put(
                        id,
                        DeliveryFixtures.message(),
                        List.of(DeliveryFixtures.task(id, id, account, recipient)));
            }
            rig.engine.wake();
            Await.until(() -> taken(recipient) > 0);
            rig.leaseClient.hold(account);

            StopReceipt receipt = stop(account, new OfAccount(account));

            assertThat(receipt.lastBegun())
                    .hasValueSatisfying(last -> assertThat(last).isBeforeOrEqualTo(receipt.at()));
            int seq = account;
            Await.until(() -> isComplete(seq));
            taken.put(recipient, taken(recipient));
        }
        Await.until(() -> rig.leaseClient.leased() == 0);
        assertThat(taken)
                .allSatisfy((recipient, then) -> assertThat(taken(recipient)).isEqualTo(then));
    }

    private long taken(String recipient) {
        return rig.host.messages().stream()
                .filter(message -> message.recipients().contains(recipient))
                .count();
    }

    @Test
    void close_returnsTasksBeforeData() {
        rig.host.without("PIPELINING").at("RCPT", 1, new Stalls());
        rig.started().send("b@b.example");
        rig.host.awaitCommand("RCPT", 1, Rig.SOON);

        rig.engine.close();

        assertThat(rig.leaseClient.leased()).isZero();
        assertThat(rig.leaseClient.reports())
                .allSatisfy(deliveryReport ->
                        assertThat(deliveryReport.outcome()).isInstanceOf(Requeued.class));
    }

    @Test
    void close_waitsForAttemptsPastData() {
        rig.host.at(".", new Waits(Duration.ofMillis(500)));
        rig.started().send("b@b.example");
        rig.host.awaitCommand("DATA", 1, Rig.SOON);

        rig.engine.close();

        assertThat(rig.outcome()).isEqualTo(new Delivered());
        assertThat(rig.leaseClient.leased()).isZero();
    }
}
