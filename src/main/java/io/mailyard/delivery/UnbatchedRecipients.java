package io.mailyard.delivery;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;

/**
 * Recipients that must be attempted alone, because a transaction they shared was refused as a
 * whole. Kept while they may wait or return by lease; a forgotten one merely shares again.
 */
final class UnbatchedRecipients {
    /** More than an engine holds leased; 50 octets each. */
    private static final int MAX_RECIPIENTS = 200_000;

    private static final Duration LIFETIME = Duration.ofHours(6);

    private final Cache<Long, Boolean> ids =
            Caffeine.newBuilder().maximumSize(MAX_RECIPIENTS).expireAfterWrite(LIFETIME).build();

    void add(DeliveryTask task) {
        ids.put(task.id(), true);
    }

    boolean contains(DeliveryTask task) {
        return ids.getIfPresent(task.id()) != null;
    }
}
