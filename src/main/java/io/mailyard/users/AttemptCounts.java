package io.mailyard.users;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Counts attempts by key in a window of an hour that begins with the first; in this process. */
final class AttemptCounts {
    private static final Duration WINDOW = Duration.ofHours(1);

    /** Some 2 MB if ever it is full. */
    private static final int MAX_KEYS = 10_000;

    private final InstantSource clock;
    private final Cache<String, Count> counts =
            Caffeine.newBuilder().maximumSize(MAX_KEYS).expireAfterWrite(WINDOW).build();

    AttemptCounts(InstantSource clock) {
        this.clock = clock;
    }

    private record Count(int number, Instant since) {}

    /** Counts one more; false where there were {@code most} already. */
    boolean take(String key, int most) {
        Instant now = clock.instant();
        Count counted =
                counts.asMap()
                        .compute(
                                key,
                                (_, before) ->
                                        before == null || !now.isBefore(before.since().plus(WINDOW))
                                                ? new Count(1, now)
                                                : new Count(
                                                        Math.min(before.number() + 1, most + 1),
                                                        before.since()));
        return counted.number() <= most;
    }
}
