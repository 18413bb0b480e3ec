package io.mailyard.alerts;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.IsoFields;
import java.time.temporal.TemporalAdjusters;
import java.util.Locale;
import java.util.Optional;

/**
 * A report that is due.
 *
 * @param date the day on which it is due in the account's zone; it is about the days before
 */
record DueReport(ReportKind kind, LocalDate date) {
    /** A server that was away sends reports this late, and later none. */
    private static final Duration LATE = Duration.ofHours(24);

    /**
     * The report that should be sent by now; empty if the last one is more than a day late. An hour
     * that a change of the clocks skips is the hour after it; of one that comes twice, the first
     * counts.
     *
     * @param day 1 Monday to 7 Sunday
     */
    static Optional<DueReport> at(Instant now, ReportKind kind, ZoneId zone, int day, int hour) {
        LocalDate today = now.atZone(zone).toLocalDate();
        LocalDate date =
                kind == ReportKind.WEEKLY
                        ? today.with(TemporalAdjusters.previousOrSame(DayOfWeek.of(day)))
                        : today;
        if (moment(date, zone, hour).isAfter(now)) {
            date = date.minusDays(kind.days());
        }
        return moment(date, zone, hour).plus(LATE).isAfter(now)
                ? Optional.of(new DueReport(kind, date))
                : Optional.empty();
    }

    private static Instant moment(LocalDate date, ZoneId zone, int hour) {
        return date.atTime(hour, 0).atZone(zone).toInstant();
    }

    /**
     * Returns the period that there is one report for: a day, or a week such as {@code 2026-W49}.
     */
    String period() {
        return kind == ReportKind.DAILY
                ? date.toString()
                : String.format(
                        Locale.ROOT,
                        "%d-W%02d",
                        date.get(IsoFields.WEEK_BASED_YEAR),
                        date.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
    }

    /** The first day that it is about. */
    LocalDate since() {
        return date.minusDays(kind.days());
    }

    /** The last day that it is about. */
    LocalDate last() {
        return date.minusDays(1);
    }
}
