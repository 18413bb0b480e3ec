package io.mailyard.statistics;

import io.mailyard.db.Row;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/** Counts of every figure, and of delivery times. Changed by one thread at a time. */
public final class StatisticsCounts {
    private static final int FIGURES = StatisticsFigure.all().size();

    static final int SIZE = FIGURES + DeliveryTimes.BUCKETS;

    private static final List<String> COLUMNS = StatisticsFigure.columns();

    private final long[] values;

    public StatisticsCounts() {
        this.values = new long[SIZE];
    }

    private StatisticsCounts(long[] values) {
        this.values = values;
    }

    /** New counts with one figure, all others 0. */
    public static StatisticsCounts of(StatisticsFigure figure, long count) {
        return new StatisticsCounts().add(figure, count);
    }

    /** One delivered recipient. */
    public static StatisticsCounts delivered(Duration took) {
        StatisticsCounts counts = of(StatisticsFigure.DELIVERED, 1);
        counts.values[FIGURES + DeliveryTimes.bucket(took)]++;
        return counts;
    }

    /** A row with {@link StatisticsFigure#columns()}. */
    static StatisticsCounts read(Row row) {
        long[] values = new long[SIZE];
        for (int i = 0; i < SIZE; i++) {
            values[i] = row.number(COLUMNS.get(i));
        }
        return new StatisticsCounts(values);
    }

    /** Adds to one figure, below 0 to take away. Changes these counts and returns them. */
    public StatisticsCounts add(StatisticsFigure figure, long count) {
        values[figure.place()] += count;
        return this;
    }

    /** Adds all of another. */
    public StatisticsCounts add(StatisticsCounts other) {
        for (int i = 0; i < SIZE; i++) {
            values[i] += other.values[i];
        }
        return this;
    }

    StatisticsCounts copy() {
        return new StatisticsCounts(values.clone());
    }

    /** Count of one figure; 0 if nothing was added. */
    public long count(StatisticsFigure figure) {
        return values[figure.place()];
    }

    /** By place in {@link StatisticsFigure#columns()}. */
    long value(int place) {
        return values[place];
    }

    boolean isNothing() {
        for (long value : values) {
            if (value != 0) {
                return false;
            }
        }
        return true;
    }

    /** Time within which this percentage was delivered, in milliseconds; empty if nothing was. */
    OptionalLong percentile(int percent) {
        return DeliveryTimes.percentile(values, FIGURES, percent);
    }
}
