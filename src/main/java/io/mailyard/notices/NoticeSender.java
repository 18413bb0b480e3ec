package io.mailyard.notices;

import io.mailyard.db.BackgroundLoop;
import io.mailyard.db.Database;
import io.mailyard.db.Tx;
import io.mailyard.db.Work;
import io.mailyard.smtp.RecipientOutcome;
import io.mailyard.smtp.RecipientOutcome.Accepted;
import io.mailyard.smtp.RecipientOutcome.Broken;
import io.mailyard.smtp.RecipientOutcome.Deferred;
import io.mailyard.smtp.RecipientOutcome.Refused;
import io.mailyard.smtp.RecipientOutcome.Withheld;
import io.mailyard.smtp.SmtpStage;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes due notices under a lease, several processes side by side, and sends them. The lease is
 * short and renewed while an attempt lasts, so that a process that dies strands nothing for long.
 */
final class NoticeSender implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NoticeSender.class);

    /** At once: a relay allows a client a handful of connections. */
    private static final int MAX_AT_ONCE = 4;

    /** How long the mail of a process that died waits for another. */
    private static final Duration LEASE = Duration.ofSeconds(60);

    private static final Duration RENEW = Duration.ofSeconds(20);

    /** How soon a notice is seen that another process queued, or whose time has come. */
    private static final Duration POLL = Duration.ofSeconds(1);

    private static final Duration FORGET_EVERY = Duration.ofHours(1);

    /** Rows forgotten by one write, so that it stays short. */
    private static final int FORGET_AT_ONCE = 500;

    /** What attempts under way get at the end. */
    private static final Duration GRACE = Duration.ofSeconds(3);

    /** Well within the lease, which is renewed meanwhile if the store lets it. */
    private static final int KEEP_TRIES = 10;

    /**
     * Refusals that are about our login and not about the mail (RFC 4954 section 6): the operator
     * mends the configuration, and the mail goes out.
     */
    private static final Set<Integer> OF_LOGIN = Set.of(530, 534, 535, 538);

    private final Database database;
    private final SqlNoticeStore store;
    private final Relay relay;
    private final RelayConfig config;
    private final InstantSource clock;
    private final Counter tally;
    private final String owner = UUID.randomUUID().toString();
    private final BackgroundLoop rounds = new BackgroundLoop("notices", POLL, this::round);
    private final Semaphore slots = new Semaphore(MAX_AT_ONCE);
    private final AtomicLong renewedNanos = new AtomicLong(System.nanoTime());
    private final AtomicLong forgotNanos =
            new AtomicLong(System.nanoTime() - FORGET_EVERY.toNanos());

    /** Attempts by the id of their notice: their leases are renewed. */
    private final Map<Long, Thread> underWay = new ConcurrentHashMap<>();

    NoticeSender(
            Database database,
            SqlNoticeStore store,
            Relay relay,
            RelayConfig config,
            InstantSource clock,
            Counter tally) {
        this.database = database;
        this.store = store;
        this.relay = relay;
        this.config = config;
        this.clock = clock;
        this.tally = tally;
    }

    void start() {
        rounds.start();
    }

    /** There may be something to send. */
    void wake() {
        rounds.wake();
    }

    /** One look at the outbox; whether attempts were begun. */
    private boolean round() throws InterruptedException {
        upkeep();
        int free = slots.availablePermits();
        if (free == 0 || !database.read(tx -> store.anyDue(tx, clock.instant()))) {
            return false;
        }
        List<LeasedNotice> claimed =
                database.write(tx -> {
                    Instant now = clock.instant();
                    return store.claim(tx, owner, now, now.plus(LEASE), free);
                });
        for (LeasedNotice notice : claimed) {
            slots.acquire();
            Thread.ofVirtual().name("notice-" + notice.id()).start(() -> attempt(notice));
        }
        return !claimed.isEmpty();
    }

    private void upkeep() {
        if (slots.availablePermits() < MAX_AT_ONCE && passed(renewedNanos, RENEW)) {
            database.write(tx -> renewed(tx));
        }
        if (passed(forgotNanos, FORGET_EVERY)) {
            Instant before = clock.instant().minus(config.keep());
            database.write(tx -> store.forget(tx, before, FORGET_AT_ONCE));
        }
    }

    private int renewed(Tx tx) {
        Instant until = clock.instant().plus(LEASE);
        return underWay.keySet().stream().mapToInt(id -> store.renew(tx, id, owner, until)).sum();
    }

    /** True once each time {@code every} has gone by. */
    private static boolean passed(AtomicLong sinceNanos, Duration every) {
        long now = System.nanoTime();
        boolean due = now - sinceNanos.get() >= every.toNanos();
        if (due) {
            sinceNanos.set(now);
        }
        return due;
    }

    private void attempt(LeasedNotice notice) {
        underWay.put(notice.id(), Thread.currentThread());
        try {
            RecipientOutcome outcome = outcome(notice);
            if (!Thread.currentThread().isInterrupted()) {
                record(notice, outcome);
            }
        } catch (RuntimeException storeAway) {
            LOG.error(
                    "the outcome of notice {} is not kept; it is tried again when its lease is over",
                    notice.id(),
                    storeAway);
        } finally {
            underWay.remove(notice.id());
            slots.release();
            wake();
        }
    }

    private RecipientOutcome outcome(LeasedNotice notice) {
        try {
            return relay.send(notice);
        } catch (RuntimeException fault) {
            LOG.error("notice {} could not be sent by a fault of ours", notice.id(), fault);
            return new Broken(SmtpStage.CONNECT, "a fault of ours: " + fault);
        }
    }

    private void record(LeasedNotice notice, RecipientOutcome outcome) {
        switch (outcome) {
            case Accepted taken -> finish(notice, NoticeState.SENT, taken.shown());
            case Refused no -> {
                boolean ours = no.stage().beforeMail() || OF_LOGIN.contains(no.reply().code());
                if (ours) {
                    later(notice, no.shown());
                } else {
                    finish(notice, NoticeState.FAILED, no.shown());
                }
            }
            case RecipientOutcome.Unfit unfit -> finish(notice, NoticeState.FAILED, unfit.shown());
            case Deferred not -> later(notice, not.shown());
            case RecipientOutcome.Interrupted lost -> later(notice, lost.shown());
            case Broken broken -> later(notice, broken.shown());
            case Withheld withheld -> later(notice, withheld.shown());
        }
    }

    private void later(LeasedNotice notice, String answer) {
        Instant now = clock.instant();
        Optional<Instant> next = config.retry().next(notice.attempts() + 1, notice.created(), now);
        if (next.isEmpty()) {
            finish(notice, NoticeState.FAILED, "given up; last: " + answer);
            return;
        }
        boolean replaced = durably(tx -> deferred(tx, notice, answer, next.get()));
        if (replaced) {
            tally.failed.incrementAndGet();
        } else {
            tally.deferred.incrementAndGet();
            LOG.info("notice {} is tried again at {}: {}", notice.id(), next.get(), answer);
        }
    }

    /** True where a later one has taken its place meanwhile, so that this one ends here. */
    private boolean deferred(Tx tx, LeasedNotice notice, String answer, Instant next) {
        if (store.isReplaced(tx, notice.id())) {
            String last = SqlNoticeStore.REPLACED;
            store.finish(tx, notice.id(), owner, NoticeState.FAILED, last, clock.instant());
            return true;
        }
        store.defer(tx, notice.id(), owner, answer, next);
        return false;
    }

    private void finish(LeasedNotice notice, NoticeState state, String answer) {
        boolean kept =
                durably(tx -> store.finish(tx, notice.id(), owner, state, answer, clock.instant()));
        if (kept && state == NoticeState.SENT) {
            tally.sent.incrementAndGet();
        } else if (kept) {
            tally.failed.incrementAndGet();
            LOG.warn("notice {} has failed: {}", notice.id(), answer);
        }
    }

    /** An outcome lost is a mail sent twice: a store that is away or busy gets some seconds. */
    private boolean durably(Work<Boolean> work) {
        for (int i = 1; i < KEEP_TRIES; i++) {
            try {
                return database.write(work);
            } catch (RuntimeException storeAway) {
                LOG.debug("the outcome of a notice is not kept yet", storeAway);
                pause();
            }
        }
        return database.write(work);
    }

    private static void pause() {
        try {
            Thread.sleep(POLL);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        if (!rounds.started()) {
            return;
        }
        rounds.close(GRACE);
        try {
            if (!slots.tryAcquire(MAX_AT_ONCE, GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
                underWay.values().forEach(Thread::interrupt);
                slots.tryAcquire(MAX_AT_ONCE, GRACE.toMillis(), TimeUnit.MILLISECONDS);
            }
            database.write(tx -> store.release(tx, owner));
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException storeAway) {
            LOG.warn("leases are not given back; they run out by themselves", storeAway);
        }
    }
}
