package io.mailyard.statistics;

import java.time.Instant;
import java.util.Comparator;

/**
 * Key of one row, which says what it counts.
 *
 * @param hour hours since 1970, in UTC
 * @param account below 0 for the sum of all accounts; see {@link StatisticsWriter}
 * @param sender 0 while mail waits without one
 * @param isp name of the ISP
 */
public record StatisticsKey(long hour, long account, long sender, String isp)
        implements Comparable<StatisticsKey> {
    private static final Comparator<StatisticsKey> ORDER =
            Comparator.comparingLong(StatisticsKey::hour)
                    .thenComparingLong(StatisticsKey::account)
                    .thenComparingLong(StatisticsKey::sender)
                    .thenComparing(StatisticsKey::isp);

    private static final long HOUR_MILLIS = 3_600_000;

    /** Key of the hour in UTC that contains {@code at}. */
    public static StatisticsKey of(Instant at, long account, long sender, String isp) {
        return new StatisticsKey(hourOf(at), account, sender, isp);
    }

    /** Returns this key with another account. */
    StatisticsKey of(long otherAccount) {
        return new StatisticsKey(hour, otherAccount, sender, isp);
    }

    static long hourOf(Instant at) {
        return Math.floorDiv(at.toEpochMilli(), HOUR_MILLIS);
    }

    static Instant start(long hour) {
        return Instant.ofEpochMilli(hour * HOUR_MILLIS);
    }

    @Override
    public int compareTo(StatisticsKey other) {
        return ORDER.compare(this, other);
    }
}
