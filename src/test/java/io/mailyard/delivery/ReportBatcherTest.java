package io.mailyard.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Await;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ReportBatcherTest {
    /** A server that does not answer, and counts how often it is asked. */
    private static final class Away implements LeaseClient {
        private final AtomicInteger calls = new AtomicInteger();

        @Override
        public List<DeliveryTask> lease(LeaseCapacity capacity) {
            throw new ServerUnavailable("away");
        }

        @Override
        public byte[] content(long messageId) {
            throw new ServerUnavailable("away");
        }

        @Override
        public void report(List<DeliveryReport> reports) {
            calls.incrementAndGet();
            throw new ServerUnavailable("away");
        }

        @Override
        public void receipt(StopReceipt receipt) {
            throw new ServerUnavailable("away");
        }
    }

    /** An ended reporter that tried on without a pause took a processor for good. */
    @Test
    void close_whileTheDeskIsAway_endsTheTrying() throws InterruptedException {
        Away server = new Away();
        ReportBatcher reporter = new ReportBatcher(server, () -> {});
        reporter.start();
        reporter.report(
                DeliveryReport.unattempted(
                        1, new DeliveryReport.Outcome.Delivered(), Instant.EPOCH, "none"));
        Await.until("the server is called", () -> server.calls.get() > 0);

        reporter.close(Duration.ofMillis(50));

        int asked = server.calls.get();
        Thread.sleep(500);
        assertThat(server.calls.get()).isLessThanOrEqualTo(asked + 1);
    }
}
