package io.mailyard.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.InstantSource;
import java.util.OptionalLong;

/**
 * Counts the calls of each token in this process: a bucket that holds a minute of calls and refills
 * evenly.
 */
final class CallRates {
    /**
     * More tokens than any platform uses at once; the least used are forgotten, which only refills
     * their bucket.
     */
    private static final int MAX_BUCKETS = 10_000;

    private static final long MINUTE_NANOS = Duration.ofMinutes(1).toNanos();

    private final int callsPerMinute;
    private final InstantSource clock;
    private final Cache<TokenId, Bucket> buckets =
            Caffeine.newBuilder().maximumSize(MAX_BUCKETS).build();

    CallRates(int callsPerMinute, InstantSource clock) {
        this.callsPerMinute = callsPerMinute;
        this.clock = clock;
    }

    /**
     * Takes one call from the token's share; where none is left, the seconds until there is one (at
     * least 1).
     */
    OptionalLong take(TokenId token) {
        if (callsPerMinute == 0) {
            return OptionalLong.empty();
        }
        return buckets.get(token, _ -> new Bucket(callsPerMinute, clock.millis()))
                .take(clock.millis());
    }

    /** Holds a minute's worth of calls at most. */
    private static final class Bucket {
        private final int perMinute;
        private double left;
        private long filledAt;

        Bucket(int perMinute, long now) {
            this.perMinute = perMinute;
            this.left = perMinute;
            this.filledAt = now;
        }

        synchronized OptionalLong take(long now) {
            long elapsed = Math.max(0, now - filledAt);
            left = Math.min(perMinute, left + elapsed * 1e6 / MINUTE_NANOS * perMinute);
            filledAt = now;
            if (left >= 1) {
                left -= 1;
                return OptionalLong.empty();
            }
            double seconds = (1 - left) * 60 / perMinute;
            return OptionalLong.of(Math.max(1, (long) Math.ceil(seconds)));
        }
    }
}
