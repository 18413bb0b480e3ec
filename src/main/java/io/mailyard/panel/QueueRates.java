package io.mailyard.panel;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** By how much rows of the queue grow or shrink a second, from one look at them to the next. */
final class QueueRates {
    /** A shorter time says more of the moment of the look than of the queue. */
    private static final long SHORTEST_NANOS = Duration.ofMillis(500).toNanos();

    /** A look is compared with one that was not longer ago. */
    private static final Duration LONGEST = Duration.ofSeconds(60);

    /** As many pages as streams show at most, by default. */
    private static final int PAGES = 200;

    private final Cache<String, RateReading> looks =
            Caffeine.newBuilder().maximumSize(PAGES).expireAfterWrite(LONGEST).build();

    private record RateReading(long nanos, Map<String, Long> totals, Map<String, Double> rates) {}

    /**
     * The change of each row a second; a row that was not there in the last look has none.
     *
     * @param page what the rows are of
     * @param totals their totals now
     */
    Map<String, Double> rates(String page, Map<String, Long> totals, long nanos) {
        return looks.asMap()
                .compute(
                        page,
                        (_, last) ->
                                last == null ? first(totals, nanos) : next(last, totals, nanos))
                .rates();
    }

    private static RateReading first(Map<String, Long> totals, long nanos) {
        return new RateReading(nanos, Map.copyOf(totals), Map.of());
    }

    private static RateReading next(RateReading last, Map<String, Long> totals, long nanos) {
        long passed = nanos - last.nanos();
        if (passed < SHORTEST_NANOS) {
            return last;
        }
        Map<String, Double> rates = new HashMap<>();
        totals.forEach((row, total) -> {
            Long before = last.totals().get(row);
            if (before != null) {
                rates.put(row, (total - before) * 1e9 / passed);
            }
        });
        return new RateReading(nanos, Map.copyOf(totals), Map.copyOf(rates));
    }
}
