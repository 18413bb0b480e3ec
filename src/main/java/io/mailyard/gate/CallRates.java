package io.mailyard.gate;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.InstantSource;
import java.util.OptionalLong;

/**
 * Rate limits of callers in this process: a bucket that holds a minute of calls and refills evenly.
 *
 * @param <K> the key that distinguishes callers
 */
final class CallRates<K> {
    /**
     * Maximum number of callers, more than any platform has at once; the least used are dropped,
     * which only refills their bucket.
     */
    private static final int MAX_BUCKETS = 10_000;

    private static final long MINUTE_MILLIS = Duration.ofMinutes(1).toMillis();

    private final InstantSource clock;
    private final Cache<K, Bucket> buckets = Caffeine.newBuilder().maximumSize(MAX_BUCKETS).build();

    CallRates(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * Takes a call from the caller's bucket; if it is empty, returns the seconds until one is
     * available (at least 1).
     *
     * @param perMinute calls per minute; 0 for no limit
     */
    OptionalLong take(K caller, long perMinute) {
        if (perMinute == 0) {
            return OptionalLong.empty();
        }
        long now = clock.millis();
        return buckets.get(caller, _ -> new Bucket(now)).take(perMinute, now);
    }

    /** Keeps the used calls, so that another limit applies from the next call on. */
    private static final class Bucket {
        private double used;
        private long refilledAt;

        Bucket(long now) {
            this.refilledAt = now;
        }

        synchronized OptionalLong take(long perMinute, long now) {
            double perMilli = (double) perMinute / MINUTE_MILLIS;
            used = Math.max(0, used - Math.max(0, now - refilledAt) * perMilli);
            refilledAt = now;
            double beyond = used + 1 - perMinute;
            if (beyond <= 0) {
                used += 1;
                return OptionalLong.empty();
            }
            return OptionalLong.of(Math.max(1, (long) Math.ceil(beyond / perMilli / 1000)));
        }
    }
}
