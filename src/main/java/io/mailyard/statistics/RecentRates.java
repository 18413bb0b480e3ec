package io.mailyard.statistics;

import io.mailyard.api.ObjectSchema;
import io.mailyard.db.Database;
import io.mailyard.db.InClause;
import io.mailyard.wire.Out;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * Rates at which mail goes out now: what the counts of all processes gained in the last minute, and
 * the most that they gained in one of the last hour, since this process began to look.
 */
final class RecentRates {
    /** Samples of an hour, one each 5 seconds. */
    private static final int MOST = 720;

    static final Duration EVERY = Duration.ofSeconds(5);

    private static final long MINUTE_NANOS = Duration.ofMinutes(1).toNanos();

    private static final String COUNTS =
            "SELECT hour, sum(accepted) AS accepted, sum(delivered) AS delivered,"
                    + " sum(deferred) AS deferred FROM statistics_hours WHERE hour >= ? AND hour <= ?"
                    + " AND account_id IN {list} GROUP BY hour";

    /** As {@link Rates#write} writes it. */
    static final ObjectSchema SCHEMA =
            ObjectSchema.of("RecentRates", "How fast mail goes out, in recipients.")
                    .number("accepted", "Accepted in the last 60 seconds.")
                    .number("delivered", "Delivered in the last 60 seconds.")
                    .number("deferred", "Deferred in the last 60 seconds.")
                    .number(
                            "delivered_peak",
                            "The most delivered within 60 seconds of the last hour, since the server started.");

    private final Database database;
    private final InstantSource clock;
    private final Deque<RateSample> samples = new ArrayDeque<>();
    private Map<Long, long[]> last = new HashMap<>();
    private long lastHour = Long.MIN_VALUE;
    private long[] gained = new long[3];

    RecentRates(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /** All gained until a time: accepted, delivered, deferred. */
    private record RateSample(long nanos, long[] gained) {}

    record Rates(long accepted, long delivered, long deferred, long peak) {
        void write(Out out) {
            out.number("accepted", accepted)
                    .number("delivered", delivered)
                    .number("deferred", deferred)
                    .number("delivered_peak", peak);
        }
    }

    private record HourCounts(long hour, long[] counts) {}

    /** Keeps a sample; called regularly. */
    synchronized void sample() {
        samples.addLast(look());
        if (samples.size() > MOST) {
            samples.removeFirst();
        }
    }

    private RateSample look() {
        long hour = StatisticsKey.hourOf(clock.instant());
        List<Long> shards = LongStream.rangeClosed(-StatisticsWriter.SHARDS, -1).boxed().toList();
        Map<Long, long[]> now = new HashMap<>();
        database.read(tx ->
                        InClause.query(
                                tx,
                                COUNTS,
                                shards,
                                row ->
                                        new HourCounts(
                                                row.number("hour"),
                                                new long[] {
                                                    row.number("accepted"),
                                                    row.number("delivered"),
                                                    row.number("deferred")
                                                }),
                                hour - 1,
                                hour))
                .forEach(row -> now.put(row.hour(), row.counts()));
        boolean first = lastHour == Long.MIN_VALUE;
        long[] sum = gained.clone();
        now.forEach((at, counts) -> {
            long[] before = last.get(at);
            for (int i = 0; i < sum.length && !first && (before != null || at >= lastHour); i++) {
                sum[i] += Math.max(0, counts[i] - (before == null ? 0 : before[i]));
            }
        });
        last = now;
        lastHour = hour;
        gained = sum;
        return new RateSample(System.nanoTime(), sum);
    }

    synchronized Rates now() {
        RateSample now = look();
        long[] minute = sinceAMinute(now);
        long peak = minute[1];
        for (RateSample sample : samples) {
            peak = Math.max(peak, sinceAMinute(sample)[1]);
        }
        return new Rates(minute[0], minute[1], minute[2], peak);
    }

    /** Returns what was gained in the minute before a sample. */
    private long[] sinceAMinute(RateSample until) {
        long[] gainedThen = samples.isEmpty() ? until.gained() : samples.getFirst().gained();
        for (Iterator<RateSample> all = samples.descendingIterator(); all.hasNext(); ) {
            RateSample sample = all.next();
            if (until.nanos() - sample.nanos() >= MINUTE_NANOS) {
                gainedThen = sample.gained();
                break;
            }
        }
        long[] minute = new long[3];
        for (int i = 0; i < minute.length; i++) {
            minute[i] = until.gained()[i] - gainedThen[i];
        }
        return minute;
    }
}
