package io.mailyard.domains;

import io.mailyard.base.AccountId;
import io.mailyard.db.Database;
import io.mailyard.db.Rounds;
import io.mailyard.writes.Change;
import io.mailyard.writes.Writes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens to domains by itself: claims that end, warnings that run out, and the daily check.
 * Any number of processes may run it over one store: a run belongs to the one that moved its time,
 * and each change is checked again inside its transaction.
 */
public final class DomainTasks implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DomainTasks.class);
    private static final Duration NAP = Duration.ofSeconds(1);

    /** Domains changed in one transaction: keeps other writers' wait short. */
    private static final int STEP = 100;

    /** Domains read at once. */
    private static final int PAGE = 500;

    /** Domains looked for at once: 100,000 take an hour at a third of a second each. */
    private static final int AT_ONCE = 8;

    /** Of a run: if more fail, DNS is broken here rather than there. In per cent. */
    private static final int MOST_FAILING = 5;

    /** A warning that has run out, when DNS cannot say: asked again after this. */
    private static final Duration AGAIN = Duration.ofHours(1);

    private record Looked(Domain domain, Proof proof) {}

    private final Domains domains;
    private final DomainLooks looks;
    private final Upgrade upgrade;
    private final Database database;
    private final Writes writes;
    private final DomainEventListener listener;
    private final DomainsConfig config;
    private final InstantSource clock;
    private final Rounds rounds = new Rounds("domain-tasks", NAP, this::round);
    private volatile boolean isAlarmed;
    private volatile boolean isUpgraded;
    private volatile Runnable whenUpgraded = () -> {};

    /**
     * @param listener hears the platform's alarm
     */
    public DomainTasks(
            Domains domains,
            DomainLooks looks,
            Upgrade upgrade,
            Writes writes,
            DomainEventListener listener,
            DomainsConfig config,
            InstantSource clock) {
        this.domains = domains;
        this.looks = looks;
        this.upgrade = upgrade;
        this.database = domains.database();
        this.writes = writes;
        this.listener = listener;
        this.config = config;
        this.clock = clock;
    }

    /**
     * Makes the platform's own domains its own, where the store is new, and goes on in the
     * background.
     */
    public DomainTasks start() {
        isUpgraded = upgrade.atStart();
        rounds.start();
        return this;
    }

    /**
     * Whether the domains of a store of before domains have their owners. Mail that goes out before
     * is not signed by their keys.
     */
    public boolean isUpgraded() {
        return isUpgraded;
    }

    /** Hears that they have. */
    public void onUpgraded(Runnable watcher) {
        whenUpgraded = watcher;
    }

    /** Whether the last run was thrown away, since too many domains failed in it. */
    public boolean isAlarmed() {
        return isAlarmed;
    }

    /** Domains in a state, for metrics; a second old at most by who asks. */
    public long count(DomainState state) {
        return database.glance(
                tx -> tx.number("SELECT count(*) FROM domains WHERE state = ?", state.word()));
    }

    private boolean round() {
        if (!isUpgraded) {
            LOG.info(
                    "mail waits until the store's mail has told whose the domains of its keys are");
            upgrade.run();
            isUpgraded = true;
            whenUpgraded.run();
        }
        Instant now = clock.instant();
        boolean more = expire(now);
        outdated(now);
        if (isRunDue(now)) {
            check();
        }
        return more;
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

    /** Warnings that have run out: DNS is asked once more, and decides. */
    private void outdated(Instant now) {
        Instant before = now.minus(Domain.WARNING_FOR);
        List<Domain> due = database.read(tx -> DomainTable.warnedSince(tx, before, now, STEP));
        if (due.isEmpty()) {
            return;
        }
        for (Looked looked : look(due)) {
            writes.system(
                    "domains",
                    change -> {
                        DomainTable.find(change.tx(), looked.domain().id())
                                .filter(one -> one.state() == DomainState.WARNING)
                                .ifPresent(one -> conclude(change, one, looked.proof()));
                        return true;
                    });
        }
    }

    private void conclude(Change change, Domain domain, Proof proof) {
        if (proof instanceof Proof.Unknown) {
            DomainTable.update(
                    change.tx(),
                    domain.with(Domain.NEXT_CHECK_AT, Optional.of(change.now().plus(AGAIN))));
        } else {
            looks.concluded(change, domain, proof);
        }
    }

    /** Whether this process makes the next run: it moves the time of the one after. */
    private boolean isRunDue(Instant now) {
        Optional<Instant> at = database.glance(tx -> TaskTable.at(tx, TaskTable.CHECK));
        if (at.isPresent() && at.get().isAfter(now)) {
            return false;
        }
        return writes.<Boolean>system(
                "domains",
                change -> {
                    Optional<Instant> again = TaskTable.at(change.tx(), TaskTable.CHECK);
                    if (again.isPresent() && again.get().isAfter(now)) {
                        return false;
                    }
                    TaskTable.set(change.tx(), TaskTable.CHECK, now.plus(nextWait()));
                    return again.isPresent();
                });
    }

    /** A tenth more or less by chance, so that platforms do not ask DNS all at the same time. */
    private Duration nextWait() {
        long millis = config.checkInterval().toMillis();
        return Duration.ofMillis(
                millis + ThreadLocalRandom.current().nextLong(-millis / 10, millis / 10 + 1));
    }

    /** Looks for every owned domain, in an order drawn anew. */
    private void check() {
        List<Domain> owned = new ArrayList<>();
        long from = 1;
        while (true) {
            long first = from;
            List<Domain> page = database.read(tx -> DomainTable.ownedFrom(tx, first, PAGE));
            page.stream().filter(one -> !one.isPlatform()).forEach(owned::add);
            if (page.size() < PAGE) {
                break;
            }
            from = page.getLast().id() + 1;
        }
        Collections.shuffle(owned);
        List<Looked> looked = look(owned);
        long failing = looked.stream().filter(DomainTasks::isFailing).count();
        boolean isTooMany = failing > 1 && failing * 100 > (long) MOST_FAILING * owned.size();
        isAlarmed = isTooMany;
        if (isTooMany) {
            alarm(failing, owned.size());
        } else {
            apply(looked);
        }
    }

    /** Whether a domain that was proved is not any longer. */
    private static boolean isFailing(Looked looked) {
        return looked.proof() instanceof Proof.Absent
                && !looked.domain().isVouched()
                && looked.domain().state() == DomainState.VERIFIED;
    }

    private void alarm(long failing, int all) {
        String words =
                failing
                        + " of "
                        + all
                        + " domains are no longer proved, more than "
                        + MOST_FAILING
                        + " %: the check changes nothing; look whether DNS is broken here, and check"
                        + " a domain by hand with domains/check";
        LOG.error("{}", words);
        writes.system(
                "domains",
                change -> {
                    listener.happened(
                            change.tx(),
                            AccountId.PLATFORM,
                            DomainEvent.ALARM,
                            change.now(),
                            words);
                    return true;
                });
    }

    private void apply(List<Looked> looked) {
        for (int from = 0; from < looked.size(); from += STEP) {
            List<Looked> some = looked.subList(from, Math.min(looked.size(), from + STEP));
            writes.system(
                    "domains",
                    change -> {
                        for (Looked one : some) {
                            DomainTable.find(change.tx(), one.domain().id())
                                    .filter(now ->
                                            now.isOwned()
                                                    && now.challenge()
                                                            .equals(one.domain().challenge()))
                                    .ifPresent(now -> looks.concluded(change, now, one.proof()));
                        }
                        return true;
                    });
        }
    }

    private List<Looked> look(List<Domain> some) {
        List<Looked> looked = new ArrayList<>();
        Semaphore turns = new Semaphore(AT_ONCE);
        try (ExecutorService threads =
                Executors.newThreadPerTaskExecutor(Thread.ofVirtual().factory())) {
            List<Future<Looked>> asked = new ArrayList<>();
            for (Domain domain : some) {
                turns.acquire();
                asked.add(
                        threads.submit(() -> {
                            try {
                                return new Looked(domain, looks.proven(domain));
                            } finally {
                                turns.release();
                            }
                        }));
                if (rounds.closing()) {
                    threads.shutdownNow();
                    return List.of();
                }
            }
            for (Future<Looked> one : asked) {
                looked.add(one.get());
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException failed) {
            throw new IllegalStateException("a domain could not be looked for", failed);
        }
        return looked;
    }

    @Override
    public void close() {
        rounds.close();
    }
}
