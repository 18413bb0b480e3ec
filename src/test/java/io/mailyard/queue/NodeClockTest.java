package io.mailyard.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.base.AnsweredBy;
import io.mailyard.delivery.DeliveryReport;
import io.mailyard.delivery.DeliveryReport.DeliveryOutcome;
import io.mailyard.delivery.DeliveryTask;
import io.mailyard.delivery.LeaseClient;
import io.mailyard.outcomes.Ledger;
import io.mailyard.testing.StoreKind;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Reports of a node whose clock is wrong. */
@ParameterizedClass
@EnumSource
class NodeClockTest {
    private final QueueHarness yard;

    NodeClockTest(StoreKind kind) {
        yard = new QueueHarness(kind);
    }

    @AfterEach
    void close() {
        yard.close();
    }

    /** Its clock is ahead. That the retry rule is used up is for the node to say. */
    @Test
    void timeUsedUpByTheNodesClockAlone_isDueAgain() {
        yard.send(
                yard.account(),
                0,
                QueueHarness.to("ann@gmail.com", 1),
                QueueHarness.to("bob@gmail.com", 1));
        LeaseClient client = yard.leaseClient();
        List<DeliveryTask> tasks = QueueHarness.lease(client, 2);
        client.report(
                List.of(
                        new DeliveryReport(
                                tasks.get(0).id(),
                                new DeliveryOutcome.DeliveryExpired(),
                                yard.clock.instant().plus(Duration.ofDays(3650)),
                                "",
                                "",
                                DeliveryReport.TIME_USED_UP,
                                AnsweredBy.MAILYARD),
                        yard.report(tasks.get(1), new DeliveryOutcome.DeliveryExpired())));

        assertThat(yard.sheet()).isEqualTo(new Ledger.Balance(2, 0, 0, 1, 0, 1));
        assertThat(QueueHarness.lease(client, 2)).isEmpty();
        yard.clock.advance(Duration.ofSeconds(59));
        assertThat(QueueHarness.lease(client, 2)).isEmpty();
        yard.clock.advance(Duration.ofSeconds(2));
        assertThat(QueueHarness.lease(client, 2))
                .extracting(DeliveryTask::id)
                .containsExactly(tasks.get(0).id());
    }
}
