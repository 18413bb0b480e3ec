package io.mailyard.statistics;

import io.mailyard.api.Route;
import io.mailyard.db.BackgroundLoop;
import io.mailyard.db.Database;
import io.mailyard.db.Removal;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Entry point of the statistics: their calls, and the background work that sums up closed hours and
 * removes what is past its time. Any number of processes may run it over one store.
 */
public final class Statistics implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Statistics.class);

    private static final Duration EVERY = Duration.ofMinutes(1);

    private static final Duration STORE_EVERY = Duration.ofSeconds(5);

    private static final Duration REMOVE_EVERY = Duration.ofMinutes(10);

    private final Database database;
    private final StatisticsConfig config;
    private final InstantSource clock;
    private final StatisticsWriter writer;
    private final RecentRates rates;
    private final BackgroundLoop sampling;
    private final BackgroundLoop sums;
    private final BackgroundLoop pending;
    private final Removal removal;

    public Statistics(
            Database database,
            StatisticsWriter writer,
            StatisticsConfig config,
            InstantSource clock) {
        this.database = database;
        this.config = config;
        this.clock = clock;
        ClosedHours closed = new ClosedHours(database, writer, clock);
        this.writer = writer;
        this.rates = new RecentRates(database, clock);
        this.sampling =
                new BackgroundLoop(
                        "rates",
                        RecentRates.EVERY,
                        () -> {
                            rates.sample();
                            return false;
                        });
        this.sums = new BackgroundLoop("statistics", EVERY, closed::step);
        this.pending =
                new BackgroundLoop(
                        "refusals",
                        STORE_EVERY,
                        () -> {
                            writer.storePending(database);
                            return false;
                        });
        StatisticsRetention retention = new StatisticsRetention(database, config, clock);
        this.removal =
                new Removal(
                        "old statistics",
                        database,
                        REMOVE_EVERY,
                        () -> true,
                        List.of(retention.hours(), retention.days(), retention.months()));
    }

    /** Starts to sum up, remove, store and sample in the background; returns this. Call it once. */
    public Statistics start() {
        sums.start();
        removal.start();
        pending.start();
        sampling.start();
        return this;
    }

    /** {@code statistics/get}, {@code statistics/now} and {@code usage/get}. */
    public List<Route> routes() {
        return Stream.concat(
                        new StatisticsRoutes(database, config, clock, rates).routes().stream(),
                        new UsageRoutes(database, clock).routes().stream())
                .toList();
    }

    @Override
    public void close() {
        sums.close();
        sampling.close();
        removal.close();
        pending.close();
        try {
            writer.storePending(database);
        } catch (RuntimeException away) {
            LOG.warn("counts of refused messages were not stored: {}", away.getMessage());
        }
    }
}
