package io.mailyard.delivery;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;

/**
 * Recipients that share no transaction any more: one that they shared was refused as a whole. Kept
 * while they may wait for their turn or come back by lease; forgotten, one only shares again.
 */
final class UnbatchedRecipients {
    /** Beyond what an engine holds leased; 50 octets each. */
    private static final int MOST = 200_000;

    private static final Duration KEPT = Duration.ofHours(6);

    private final Cache<Long, Boolean> ids =
            Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(KEPT).build();

    void add(DeliveryTask parcel) {
        ids.put(parcel.id(), true);
    }

    boolean has(DeliveryTask parcel) {
        return ids.getIfPresent(parcel.id()) != null;
    }
}
