package io.mailyard.queue;

import io.mailyard.delivery.DeliveryReport.DeliveryOutcome;
import io.mailyard.delivery.DeliveryTask;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;

/** What hosts may say, by chance. */
final class Outcomes {
    private Outcomes() {}

    static DeliveryOutcome drawn(Random random, DeliveryTask task, Instant now) {
        if (!task.expiresAt().isAfter(now)) {
            return new DeliveryOutcome.DeliveryExpired();
        }
        return switch (random.nextInt(7)) {
            case 0, 1 -> new DeliveryOutcome.Delivered();
            case 2 -> new DeliveryOutcome.Bounced(random.nextBoolean());
            case 3 -> new DeliveryOutcome.Requeued(Duration.ofSeconds(random.nextInt(2) * 30L));
            case 4 -> new DeliveryOutcome.Dropped();
            default -> QueueHarness.deferred(Duration.ofMinutes(random.nextInt(40)));
        };
    }
}
