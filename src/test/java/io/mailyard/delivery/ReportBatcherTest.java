package io.mailyard.delivery;

import io.mailyard.testing.Await;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ReportBatcherTest {
    /** A server that does not answer, and knows who asks it. */
    private static final class Away implements LeaseClient {
        private final AtomicReference<Thread> caller = new AtomicReference<>();

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
            caller.set(Thread.currentThread());
            throw new ServerUnavailable("away");
        }

        @Override
        public void receipt(StopReceipt receipt) {
            throw new ServerUnavailable("away");
        }
    }

    /** An ended reporter that tried on without a pause took a processor for good. */
    @Test
    void close_whileTheServerIsUnreachable_endsRetries() {
        Away server = new Away();
        ReportBatcher reporter =
                new ReportBatcher(
                        server, new ConversationRecorder(ConversationConfig.OFF), () -> {});
        reporter.start();
        reporter.report(
                DeliveryReport.unattempted(
                        DeliveryFixtures.task(1, "someone@there.example"),
                        new DeliveryReport.DeliveryOutcome.Delivered(),
                        Instant.EPOCH,
                        "none"));
        Await.until("the server is called", () -> server.caller.get() != null);
        Thread reporting = server.caller.get();

        reporter.close(Duration.ofMillis(50));

        Await.until("the reporter ends", () -> !reporting.isAlive());
    }
}
