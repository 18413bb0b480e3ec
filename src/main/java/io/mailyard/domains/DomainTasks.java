package io.mailyard.domains;

import io.mailyard.base.Retryable;
import io.mailyard.db.BackgroundLoop;
import io.mailyard.db.Database;
import io.mailyard.writes.Writes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Background tasks of domains: claims that end, warnings that expire, and the daily check. Any
 * number of processes may run them over one store: a run belongs to the process that moved its
 * time, and each change is checked again inside its transaction.
 */
public final class DomainTasks implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DomainTasks.class);
    private static final Duration NAP = Duration.ofSeconds(1);

    /** Domains changed in one transaction, which keeps the wait of other writers short. */
    private static final int STEP = 100;

    /** Maximum wait after the pass over signing domains failed, since it may read much mail. */
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

    private final Domains domains;
    private final DomainUpgrade upgrade;
    private final Database database;
    private final Writes writes;
    private final DomainsConfig config;
    private final InstantSource clock;
    private final DailyCheck check;
    private final BackgroundLoop rounds = new BackgroundLoop("domain-tasks", NAP, this::round);

    /** A loop of its own, since DNS may be slow: claims end on time meanwhile. */
    private final BackgroundLoop checks =
            new BackgroundLoop("domain-checks", NAP, this::checkRound);

    private volatile boolean isUpgraded;
    private volatile int upgradeFailures;
    private long nextUpgradeNanos = System.nanoTime();
    private boolean isUpgradeAlarmTold;
    private volatile Runnable whenUpgraded = () -> {};

    /**
     * Creates the tasks.
     *
     * @param listener is notified of the platform's alarm
     */
    public DomainTasks(
            Domains domains,
            DomainLookups looks,
            DomainUpgrade upgrade,
            Writes writes,
            DomainEventListener listener,
            DomainsConfig config,
            InstantSource clock) {
        this.domains = domains;
        this.upgrade = upgrade;
        this.database = domains.database();
        this.writes = writes;
        this.config = config;
        this.clock = clock;
        this.check =
                new DailyCheck(database, looks, writes, listener, config.checkInterval(), clock);
    }

    /** Assigns the platform's own domains in a new store, and continues in the background. */
    public DomainTasks start() {
        isUpgraded = upgrade.atStart();
        rounds.start();
        checks.start();
        return this;
    }

    /**
     * Whether the domains of a store from before domains have their owners. Mail sent earlier is
     * not signed by their keys.
     */
    public boolean isUpgraded() {
        return isUpgraded;
    }

    /** Adds a listener that is called once they have. */
    public void onUpgraded(Runnable listener) {
        whenUpgraded = listener;
    }

    /**
     * Returns how often the pass that assigns the domains of an older store has failed since the
     * start; 0 once it is done. While it fails, no mail is sent.
     */
    public int upgradeFailures() {
        return upgradeFailures;
    }

    /** Whether the last run was discarded, because too many domains failed in it. */
    public boolean isAlarmed() {
        return check.isAlarmed();
    }

    /** Number of domains in a state, for metrics; at most a second old. */
    public long count(DomainState state) {
        return database.readOne(
                tx -> tx.number("SELECT count(*) FROM domains WHERE state = ?", state.word()));
    }

    private boolean round() {
        if (!isUpgraded && System.nanoTime() - nextUpgradeNanos >= 0) {
            upgrade();
        }
        return isUpgraded && expire(clock.instant());
    }

    private void upgrade() {
        if (upgradeFailures == 0) {
            LOG.info(
                    "mail waits until the owners of the keys' domains are found in the store's mail");
        }
        try {
            upgrade.run();
        } catch (RuntimeException failed) {
            if (Retryable.reason(failed).isEmpty()) {
                upgradeFailed(failed);
            }
            throw failed;
        }
        isUpgraded = true;
        upgradeFailures = 0;
        whenUpgraded.run();
    }

    /** Notifies administrators once, and tries again after growing pauses. */
    private void upgradeFailed(RuntimeException failed) {
        int failures = upgradeFailures + 1;
        Duration wait = NAP.multipliedBy(1L << Math.min(failures, 6));
        Duration bounded = wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT;
        nextUpgradeNanos = System.nanoTime() + bounded.toNanos();
        if (!isUpgradeAlarmTold) {
            String words =
                    "no mail goes out: the pass over the domains that the store's keys sign for"
                            + " failed ("
                            + failed.getMessage()
                            + "); it is tried again until it succeeds, and the log has the details";
            try {
                check.alarm(words);
                isUpgradeAlarmTold = true;
            } catch (RuntimeException alsoFailed) {
                failed.addSuppressed(alsoFailed);
            }
        }
        upgradeFailures = failures;
    }

    private boolean checkRound() throws InterruptedException {
        if (!isUpgraded) {
            return false;
        }
        check.endWarnings(checks::closing);
        if (isRunDue(clock.instant())) {
            check.run(checks::closing);
        }
        return false;
    }

    private boolean expire(Instant now) {
        Instant before = now.minus(Domain.PENDING_FOR);
        if (database.<List<Domain>>read(tx -> DomainTable.pendingSince(tx, before, 1)).isEmpty()) {
            return false;
        }
        int ended =
                writes.system(
                        "domains",
                        change -> {
                            List<Domain> due = DomainTable.pendingSince(change.tx(), before, STEP);
                            due.forEach(domain -> domains.claims().expire(change, domain));
                            return due.size();
                        });
        LOG.info("{} claims of domains ended without a proof", ended);
        return ended == STEP;
    }

    /** Whether this process makes the next run: it has moved the time of the one after. */
    private boolean isRunDue(Instant now) {
        Optional<Instant> at =
                database.readOne(tx -> DomainTaskTable.at(tx, DomainTaskTable.CHECK));
        if (at.isPresent() && at.get().isAfter(now)) {
            return false;
        }
        return writes.<Boolean>system(
                "domains",
                change -> {
                    Optional<Instant> again =
                            DomainTaskTable.at(change.tx(), DomainTaskTable.CHECK);
                    if (again.isPresent() && again.get().isAfter(now)) {
                        return false;
                    }
                    DomainTaskTable.set(change.tx(), DomainTaskTable.CHECK, now.plus(nextWait()));
                    return again.isPresent();
                });
    }

    /**
     * Up to a tenth more or less at random, so that platforms do not ask DNS all at the same time.
     */
    private Duration nextWait() {
        long millis = config.checkInterval().toMillis();
        return Duration.ofMillis(
                millis + ThreadLocalRandom.current().nextLong(-millis / 10, millis / 10 + 1));
    }

    @Override
    public void close() {
        // tells both to end before waiting for either
        checks.close(Duration.ZERO);
        rounds.close();
        checks.close();
    }
}
