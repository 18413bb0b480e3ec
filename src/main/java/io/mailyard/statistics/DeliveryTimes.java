package io.mailyard.statistics;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Times from acceptance to delivery, counted in fixed buckets, so that those of any hours, accounts
 * and senders can be added. A percentile lies within its bucket, between its ends in proportion.
 */
final class DeliveryTimes {
    /** The upper ends, inclusive, in seconds; one more bucket has what took longer. */
    private static final List<Long> ENDS =
            List.of(1L, 2L, 5L, 10L, 30L, 60L, 300L, 900L, 3600L, 14_400L, 86_400L);

    static final int BUCKETS = ENDS.size() + 1;

    private DeliveryTimes() {}

    /** One column a bucket, {@code took_0} to {@code took_11}. */
    static Stream<String> columns() {
        return IntStream.range(0, BUCKETS).mapToObj(bucket -> "took_" + bucket);
    }

    static int bucket(Duration took) {
        long millis = took.toMillis();
        int bucket = 0;
        while (bucket < ENDS.size() && millis > ENDS.get(bucket) * 1000) {
            bucket++;
        }
        return bucket;
    }

    /**
     * The time within which this share of the deliveries ended, in milliseconds; the longest bucket
     * has no end and counts as a day. Empty if nothing was delivered.
     */
    static OptionalLong percentile(long[] counts, int from, int percent) {
        long all = 0;
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            all += counts[from + bucket];
        }
        if (all <= 0) {
            return OptionalLong.empty();
        }
        double wanted = all * percent / 100.0;
        long before = 0;
        for (int bucket = 0; bucket < ENDS.size(); bucket++) {
            long here = counts[from + bucket];
            if (here > 0 && before + here >= wanted) {
                double low = bucket == 0 ? 0 : ENDS.get(bucket - 1) * 1000.0;
                double high = ENDS.get(bucket) * 1000.0;
                return OptionalLong.of(Math.round(low + (high - low) * (wanted - before) / here));
            }
            before += here;
        }
        return OptionalLong.of(ENDS.getLast() * 1000);
    }
}
