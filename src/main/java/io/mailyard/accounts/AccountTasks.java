package io.mailyard.accounts;

import io.mailyard.base.Retryable;
import io.mailyard.db.Database;
import io.mailyard.writes.Writes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
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
    private final Semaphore wake = new Semaphore(0);
    private volatile boolean closed;
    private final Thread thread;

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
        this.thread = Thread.ofVirtual().name("account-tasks").unstarted(this::run);
    }

    /** Does the work that fell due while no server ran, then continues in the background. */
    public static AccountTasks start(
            Accounts accounts,
            Database database,
            Writes writes,
            AccountConfig config,
            InstantSource clock) {
        AccountTasks tasks = new AccountTasks(accounts, database, writes, config, clock);
        accounts.onThawMoved(tasks.wake::release);
        tasks.thaw();
        tasks.thread.start();
        return tasks;
    }

    private void run() {
        while (!closed) {
            long nap = NAP.toMillis();
            try {
                thaw();
                purge();
                nap = untilNextThaw();
            } catch (RuntimeException failed) {
                String reason = Retryable.detail(failed).orElse(null);
                if (reason == null) {
                    LOG.error("an account task failed; it will be retried", failed);
                } else {
                    LOG.warn("an account task is waiting: {}", reason);
                }
            }
            sleep(nap);
        }
    }

    private void thaw() {
        while (!closed
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
        while (!closed && due) {
            int purged =
                    writes.system(
                            "purge", change -> accounts.purge(change, config.retention(), STEP));
            LOG.info("{} deleted accounts were purged", purged);
            due = purged == STEP;
        }
    }

    private long untilNextThaw() {
        long most = NAP.toMillis();
        return nextThaw()
                .map(next ->
                        Math.clamp(Duration.between(clock.instant(), next).toMillis() + 1, 1, most))
                .orElse(most);
    }

    private void sleep(long millis) {
        try {
            if (wake.tryAcquire(millis, TimeUnit.MILLISECONDS)) {
                wake.drainPermits();
            }
        } catch (InterruptedException stopped) {
            closed = true;
        }
    }

    @Override
    public void close() {
        closed = true;
        wake.release();
        try {
            thread.join(Duration.ofSeconds(2));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
