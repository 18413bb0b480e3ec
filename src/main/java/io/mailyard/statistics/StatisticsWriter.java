package io.mailyard.statistics;

import io.mailyard.db.Database;
import io.mailyard.db.Tx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Adds counts to the rows of their hour, in one batch per write group. Beside the rows of accounts
 * it keeps sums of all accounts, which pages of the whole platform read: as rows of an account
 * below 0, one of {@value #SHARDS} by process, so that processes over one store rarely wait for
 * each other's rows.
 */
public final class StatisticsWriter {
    /** More processes than one store has; each further one only shares a row. */
    static final int SHARDS = 16;

    /**
     * Rows of one account in an hour: far more than it has pairs of sender and ISP where they are
     * set up with care, and few enough that 100 such accounts stay within {@link #ROWS_PER_HOUR}.
     */
    static final int ROWS_PER_ACCOUNT = 500;

    /** Rows of an hour that this process begins: 6 MB of keys in memory, 30 MB of the store. */
    static final int ROWS_PER_HOUR = 50_000;

    /** The ISP of what is counted without sender and ISP because a limit is reached. */
    public static final String REST = "(rest)";

    /** Keys that wait for {@link #storePending}; far more than are refused in 5 seconds. */
    private static final int MOST_PENDING = 5_000;

    private static final String ADD = add();

    private final long shard = -1 - ThreadLocalRandom.current().nextLong(SHARDS);

    /** Hours up to this one are summed up and get no more counts. */
    private volatile long closed = Long.MIN_VALUE;

    private final Map<Long, Set<SenderAndIsp>> pairs = new HashMap<>();
    private final Map<StatisticsKey, StatisticsCounts> pending = new HashMap<>();
    private final SenderIspCounters counters = new SenderIspCounters();
    private final int most;
    private long hour = Long.MIN_VALUE;
    private int rows;

    private record SenderAndIsp(long sender, String isp) {}

    public StatisticsWriter() {
        this(ROWS_PER_HOUR);
    }

    /**
     * @param most rows of an hour
     */
    StatisticsWriter(int most) {
        this.most = most;
    }

    private static String add() {
        List<String> columns = StatisticsFigure.columns();
        return "INSERT INTO statistics_hours (hour, account_id, sender_id, isp, "
                + StatisticsFigure.columns(columns, "{}")
                + ") VALUES (?, ?, ?, ?"
                + ", ?".repeat(columns.size())
                + ") ON CONFLICT (hour, account_id, sender_id, isp) DO UPDATE SET "
                + StatisticsFigure.columns(columns, "{} = statistics_hours.{} + excluded.{}");
    }

    /** Returns the counts of this process since its start, for metrics. */
    public SenderIspCounters counters() {
        return counters;
    }

    /** Counts no more in hours up to this one. */
    void close(long until) {
        closed = Math.max(closed, until);
    }

    /** Counts of one key that a write adds. */
    public record CountedStep(StatisticsKey key, StatisticsCounts counts) {}

    /**
     * Counts something that is in no transaction: stored by {@link #storePending}, and lost if the
     * process is killed before.
     */
    public void addLater(StatisticsKey key, StatisticsCounts counts) {
        synchronized (pending) {
            if (pending.size() < MOST_PENDING || pending.containsKey(key)) {
                sum(pending, key, counts);
            } else {
                StatisticsKey rest = new StatisticsKey(key.hour(), key.account(), 0, REST);
                if (pending.size() < 2 * MOST_PENDING || pending.containsKey(rest)) {
                    sum(pending, rest, counts);
                }
            }
        }
    }

    /** Stores what was counted since. */
    void storePending(Database database) {
        List<CountedStep> steps = new ArrayList<>();
        synchronized (pending) {
            pending.forEach((key, counts) -> steps.add(new CountedStep(key, counts)));
            pending.clear();
        }
        if (!steps.isEmpty()) {
            database.write(tx -> {
                add(tx, steps);
                return steps.size();
            });
        }
    }

    /** Adds steps of accounts; those of the platform's own mail are left out. */
    public synchronized void add(Tx tx, List<CountedStep> steps) {
        List<CountedStep> counted =
                steps.stream()
                        .filter(step -> step.key().account() > 0 && !step.counts().isNothing())
                        .toList();
        if (!counted.isEmpty()) {
            tx.afterCommit(() -> counters.add(counted));
        }
        Map<StatisticsKey, StatisticsCounts> sums = new TreeMap<>();
        for (CountedStep step : steps) {
            if (step.key().account() > 0 && !step.counts().isNothing()) {
                StatisticsKey key = bounded(open(step.key()));
                sum(sums, key, step.counts());
                sum(sums, key.of(shard), step.counts());
            }
        }
        List<@Nullable Object[]> batch = new ArrayList<>(sums.size());
        sums.forEach((key, counts) -> batch.add(row(key, counts)));
        tx.updateAll(ADD, batch);
    }

    private static void sum(
            Map<StatisticsKey, StatisticsCounts> sums, StatisticsKey key, StatisticsCounts counts) {
        StatisticsCounts sum = sums.get(key);
        if (sum == null) {
            sums.put(key, counts.copy());
        } else {
            sum.add(counts);
        }
    }

    /** Moves what a clock that was set back would add to a closed hour to the next one. */
    private StatisticsKey open(StatisticsKey key) {
        return key.hour() > closed
                ? key
                : new StatisticsKey(closed + 1, key.account(), key.sender(), key.isp());
    }

    /** Beyond a limit an account's further senders and ISPs share one row. */
    private StatisticsKey bounded(StatisticsKey key) {
        if (key.hour() > hour) {
            hour = key.hour();
            pairs.clear();
            rows = 0;
        }
        SenderAndIsp pair = new SenderAndIsp(key.sender(), key.isp());
        Set<SenderAndIsp> known = pairs.get(key.account());
        if (known != null && known.contains(pair)) {
            return key;
        }
        int begun = known == null ? 0 : known.size();
        if (rows >= most || begun >= ROWS_PER_ACCOUNT) {
            return new StatisticsKey(key.hour(), key.account(), 0, REST);
        }
        if (known == null) {
            known = new HashSet<>();
            pairs.put(key.account(), known);
        }
        known.add(pair);
        rows++;
        return key;
    }

    private static @Nullable Object[] row(StatisticsKey key, StatisticsCounts counts) {
        @Nullable Object[] row = new @Nullable Object[4 + StatisticsCounts.SIZE];
        row[0] = key.hour();
        row[1] = key.account();
        row[2] = key.sender();
        row[3] = key.isp();
        for (int i = 0; i < StatisticsCounts.SIZE; i++) {
            row[4 + i] = counts.value(i);
        }
        return row;
    }
}
