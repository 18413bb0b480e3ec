package io.mailyard.statistics;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Counts of this process since its start, by sender and ISP, for metrics. So that their number is
 * bounded, {@value #MOST} pairs have counts of their own, and the rest shares one: a pair that
 * comes later gets its own while the first half is not taken, then once it has counted {@value
 * #BUSY}. It keeps it, since a counter must never fall.
 */
public final class SenderIspCounters {
    /**
     * Pairs: with 8 outcomes each some 2,400 series of a server, which a Prometheus of any size
     * bears.
     */
    static final int MOST = 300;

    /** Recipients after which a pair is worth series of its own. */
    static final int BUSY = 1000;

    /** Pairs that are watched for that, in memory. */
    private static final int MOST_CANDIDATES = 5000;

    /** The label of the rest, and of an ISP that is not known yet. */
    public static final String OTHER = "other";

    /** Figures that are counted, as their labels name them. */
    public static final List<StatisticsFigure> FIGURES =
            List.of(
                    StatisticsFigure.ACCEPTED,
                    StatisticsFigure.DELIVERED,
                    StatisticsFigure.DEFERRED,
                    StatisticsFigure.BOUNCED_HARD,
                    StatisticsFigure.BOUNCED_SOFT,
                    StatisticsFigure.SUPPRESSED,
                    StatisticsFigure.EXPIRED,
                    StatisticsFigure.COMPLAINTS);

    private final Map<SenderIsp, Map<StatisticsFigure, Long>> counts = new HashMap<>();
    private final Map<SenderIsp, Long> candidates = new HashMap<>();

    private record SenderIsp(long sender, String isp) {}

    /**
     * A count as a metric shows it.
     *
     * @param sender the sender's id, or {@link #OTHER}
     * @param outcome the name of the figure
     */
    public record Series(String sender, String isp, String outcome, long count) {}

    synchronized void add(List<StatisticsWriter.CountedStep> steps) {
        for (StatisticsWriter.CountedStep step : steps) {
            SenderIsp pair =
                    named(new SenderIsp(step.key().sender(), step.key().isp()), step.counts());
            Map<StatisticsFigure, Long> own =
                    counts.computeIfAbsent(pair, _ -> new EnumMap<>(StatisticsFigure.class));
            for (StatisticsFigure figure : FIGURES) {
                own.merge(figure, step.counts().count(figure), Long::sum);
            }
        }
    }

    private static final SenderIsp REST = new SenderIsp(-1, OTHER);

    /** The pair itself if it has counts of its own, else the rest. */
    private SenderIsp named(SenderIsp pair, StatisticsCounts counted) {
        if (counts.containsKey(pair)) {
            return pair;
        }
        if (pair.sender() == 0 || pair.isp().isEmpty() || counts.size() >= MOST) {
            return REST;
        }
        if (counts.size() < MOST / 2) {
            return pair;
        }
        if (candidates.size() >= MOST_CANDIDATES) {
            // what was counted long ago says little: begin again
            candidates.clear();
        }
        long more = FIGURES.stream().mapToLong(counted::count).sum();
        if (candidates.merge(pair, more, Long::sum) < BUSY) {
            return REST;
        }
        candidates.remove(pair);
        return pair;
    }

    /** Every count, the rest under {@link #OTHER}. */
    public synchronized List<Series> series() {
        List<Series> series = new ArrayList<>();
        counts.forEach((pair, own) -> {
            String sender = pair.equals(REST) ? OTHER : Long.toString(pair.sender());
            own.forEach((figure, count) ->
                    series.add(new Series(sender, pair.isp(), figure.wire(), count)));
        });
        return series;
    }
}
