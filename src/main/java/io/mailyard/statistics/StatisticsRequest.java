package io.mailyard.statistics;

import io.mailyard.base.AccountId;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Request of a call of {@code statistics/get}.
 *
 * @param accounts only of these; empty: of all
 * @param by what rows are by, besides time
 * @param sort the figure by which rows descend; only without steps of time
 * @param after the last row of the page before
 */
record StatisticsRequest(
        Set<AccountId> accounts,
        Optional<Long> sender,
        Optional<String> isp,
        Instant since,
        Instant until,
        StatisticsStep step,
        Set<Dimension> by,
        ZoneId zone,
        Optional<StatisticsFigure> sort,
        int limit,
        Optional<RowMark> after) {
    /** Time that a row sums up. */
    enum StatisticsStep {
        HOUR,
        DAY,
        TOTAL
    }

    /** Dimension by which rows are told apart, besides time. */
    enum Dimension {
        ACCOUNT("account_id"),
        SENDER("sender_id"),
        ISP("isp");

        private final String column;

        Dimension(String column) {
            this.column = column;
        }

        String column() {
            return column;
        }
    }

    /**
     * A row's time and what it is by; 0 and empty where it is not by that.
     *
     * @param hour the hour with which its time begins
     */
    record GroupKey(long hour, long account, long sender, String isp) {
        /** As {@code after} has it. */
        String text() {
            return hour + "," + account + "," + sender + "," + isp;
        }

        static GroupKey parse(String text) {
            String[] parts = text.split(",", 4);
            try {
                return new GroupKey(
                        Long.parseLong(parts[0]),
                        Long.parseLong(parts[1]),
                        Long.parseLong(parts[2]),
                        parts[3]);
            } catch (NumberFormatException | ArrayIndexOutOfBoundsException unreadable) {
                throw new IllegalArgumentException(
                        "'" + text + "' is not a next_after of this call", unreadable);
            }
        }

        StatisticsKey order() {
            return new StatisticsKey(hour, account, sender, isp);
        }
    }

    /**
     * Where a page begins: beyond this row.
     *
     * @param count what the row has of the figure by which rows descend; empty: they do not
     */
    record RowMark(OptionalLong count, GroupKey key) {
        /** As {@code after} has it. */
        String text() {
            return (count.isPresent() ? count.getAsLong() + ";" : "") + key.text();
        }

        static RowMark parse(String text) {
            int end = text.indexOf(';');
            if (end < 0 || end > text.indexOf(',')) {
                return new RowMark(OptionalLong.empty(), GroupKey.parse(text));
            }
            try {
                return new RowMark(
                        OptionalLong.of(Long.parseLong(text.substring(0, end))),
                        GroupKey.parse(text.substring(end + 1)));
            } catch (NumberFormatException unreadable) {
                throw new IllegalArgumentException(
                        "'" + text + "' is not a next_after of this call", unreadable);
            }
        }
    }

    /**
     * A piece of time.
     *
     * @param from first hour
     * @param to the hour after the last
     */
    record TimeSlice(long from, long to) {}

    boolean isBy(Dimension dimension) {
        return by.contains(dimension);
    }

    /** Whether its rows can be as many as there are accounts. */
    boolean isWide() {
        return accounts.isEmpty() && isBy(Dimension.ACCOUNT);
    }

    /** The pieces of time that rows are by, ascending; hours as they begin in UTC. */
    List<TimeSlice> slices() {
        long from = StatisticsKey.hourOf(since);
        long to = Math.max(from + 1, StatisticsKey.hourOf(until.plusMillis(3_599_999)));
        List<TimeSlice> slices = new ArrayList<>();
        switch (step) {
            case TOTAL -> slices.add(new TimeSlice(from, to));
            case HOUR -> {
                for (long hour = from; hour < to; hour++) {
                    slices.add(new TimeSlice(hour, hour + 1));
                }
            }
            case DAY -> {
                long start = from;
                while (start < to) {
                    long next = Math.max(start + 1, nextDay(start));
                    slices.add(new TimeSlice(start, Math.min(next, to)));
                    start = next;
                }
            }
        }
        return slices;
    }

    /** The first hour that begins on the next day of the zone. */
    private long nextDay(long hour) {
        ZonedDateTime midnight =
                StatisticsKey.start(hour)
                        .atZone(zone)
                        .truncatedTo(ChronoUnit.DAYS)
                        .plusDays(1)
                        .toLocalDate()
                        .atStartOfDay(zone);
        return StatisticsKey.hourOf(midnight.toInstant().plusMillis(3_599_999));
    }
}
