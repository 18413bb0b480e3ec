package io.mailyard.statistics;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;

/**
 * A month of an account's zone. An hour belongs to the month in which it begins there.
 *
 * @param number year times 12 plus the month from 0, as tariffs count it
 */
record UsageMonth(long number) {
    static UsageMonth of(long hour, ZoneId zone) {
        return of(StatisticsKey.start(hour), zone);
    }

    static UsageMonth of(Instant at, ZoneId zone) {
        return of(YearMonth.from(at.atZone(zone)));
    }

    private static UsageMonth of(YearMonth month) {
        return new UsageMonth(month.getYear() * 12L + month.getMonthValue() - 1);
    }

    /** Parses a month such as {@code 2026-01}. */
    static UsageMonth parse(String text) {
        try {
            return of(YearMonth.parse(text));
        } catch (DateTimeException unreadable) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a month such as 2026-01", unreadable);
        }
    }

    UsageMonth plus(long months) {
        return new UsageMonth(number + months);
    }

    @Override
    public String toString() {
        return YearMonth.of((int) (number / 12), (int) (number % 12) + 1).toString();
    }
}
