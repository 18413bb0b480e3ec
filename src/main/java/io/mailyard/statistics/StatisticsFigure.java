package io.mailyard.statistics;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A figure of the statistics: a column, and a member of the answers. */
public enum StatisticsFigure {
    ACCEPTED(0, "Recipients accepted, by the sender chosen then."),
    COUNTED(1, "Accepted recipients that count towards the tariff."),
    DELIVERED(2, "Recipients that mail hosts accepted."),
    DEFERRED(3, "Attempts that a host deferred; one recipient may be deferred several times."),
    BOUNCED_HARD(4, "Recipients whose mailbox does not exist."),
    BOUNCED_SOFT(5, "Recipients refused for another reason."),
    SUPPRESSED(6, "Recipients not written to because their address is suppressed."),
    EXPIRED(7, "Recipients given up after all retries."),
    PURGED(8, "Recipients purged from the queue."),
    REFUSED(9, "Recipients of messages that were not accepted."),
    COMPLAINTS(10, "Addresses suppressed for a complaint."),
    BYTES(11, "Size of accepted messages, once for each recipient.");

    private static final List<StatisticsFigure> ALL = List.of(values());

    private final int place;
    private final String doc;

    StatisticsFigure(int place, String doc) {
        this.place = place;
        this.doc = doc;
    }

    /** Every figure, in the order of the columns. */
    public static List<StatisticsFigure> all() {
        return ALL;
    }

    /** The name of the column and of the member. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Its place in {@link #all} and among the columns, from 0. */
    int place() {
        return place;
    }

    String doc() {
        return doc;
    }

    /** The columns of every figure and then of every bucket of delivery times. */
    static List<String> columns() {
        return Stream.concat(ALL.stream().map(StatisticsFigure::wire), DeliveryTimes.columns())
                .toList();
    }

    /** The columns of the figures, such as {@code sum(accepted), sum(delivered)}, by a pattern. */
    static String columns(List<String> columns, String pattern) {
        return columns.stream()
                .map(column -> pattern.replace("{}", column))
                .collect(Collectors.joining(", "));
    }
}
