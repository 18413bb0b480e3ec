package io.mailyard.accounts;

import io.mailyard.db.BackgroundLoop;
import io.mailyard.db.Database;
import io.mailyard.writes.Writes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends freezes on time and purges accounts deleted long ago. One thread; any number of processes
 * may run it over one store, since each change is checked again inside its transaction.
 */
public final class AccountTasks implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AccountTasks.class);

    /** Maximum sleep, so that a freeze set by another process, or a purge, is noticed in time. */
    private static final Duration NAP = Duration.ofSeconds(1);

    /**
     * Maximum number of accounts changed in one transaction, which keeps the wait of other writers
     * short.
     */
    private static final int STEP = 100;

    private final Accounts accounts;
    private final Database database;
    private final Writes writes;
    private final AccountConfig config;
    private final InstantSource clock;
    private final BackgroundLoop loop = BackgroundLoop.timed("account-tasks", NAP, this::round);

    private AccountTasks(
            Accounts accounts,
            Database database,
            Writes writes,
            AccountConfig config,
            InstantSource clock) {
        this.accounts = accounts;
        this.database = database;
        this.writes = writes;
        this.config = config;
        this.clock = clock;
    }

    /** Does the work that fell due while no server ran, then continues in the background. */
    public static AccountTasks start(
            Accounts accounts,
            Database database,
            Writes writes,
            AccountConfig config,
            InstantSource clock) {
        AccountTasks tasks = new AccountTasks(accounts, database, writes, config, clock);
        accounts.onThawMoved(tasks.loop::wake);
        tasks.thaw();
        tasks.loop.start();
        return tasks;
    }

    private Duration round() {
        thaw();
        purge();
        return untilNextThaw();
    }

    private void thaw() {
        while (!loop.closing()
                && dueThaw()
                && writes.<Integer>system("thaw", change -> accounts.thaw(change, STEP)) > 0) {
            LOG.info("freezes have reached their end time");
        }
    }

    private boolean dueThaw() {
        return nextThaw().filter(next -> !next.isAfter(clock.instant())).isPresent();
    }

    private Optional<Instant> nextThaw() {
        return database.read(tx -> accounts.store().nextThaw(tx));
    }

    private void purge() {
        Instant deletedBy = clock.instant().minus(config.retention());
        boolean due = !database.read(tx -> accounts.store().purgeable(tx, deletedBy, 1)).isEmpty();
        while (!loop.closing() && due) {
            int purged =
                    writes.system(
                            "purge", change -> accounts.purge(change, config.retention(), STEP));
            LOG.info("{} deleted accounts were purged", purged);
            due = purged == STEP;
        }
    }

    private Duration untilNextThaw() {
        return nextThaw()
                .map(next -> Duration.between(clock.instant(), next).plusMillis(1))
                .filter(next -> next.compareTo(NAP) < 0)
                .map(next -> next.isPositive() ? next : Duration.ofMillis(1))
                .orElse(NAP);
    }

    @Override
    public void close() {
        loop.close();
    }
}
