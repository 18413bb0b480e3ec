package io.mailyard.notices;

import io.mailyard.db.Database;
import io.mailyard.smtp.Outcome;
import io.mailyard.smtp.Outcome.Accepted;
import io.mailyard.smtp.Outcome.Broken;
import io.mailyard.smtp.Outcome.Deferred;
import io.mailyard.smtp.Outcome.Refused;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
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
    private final Tally tally;
    private final String owner = UUID.randomUUID().toString();
    private final Semaphore bell = new Semaphore(0);
    private final Semaphore slots = new Semaphore(MAX_AT_ONCE);
    private final AtomicLong renewedNanos = new AtomicLong(System.nanoTime());
    private final AtomicLong forgotNanos =
            new AtomicLong(System.nanoTime() - FORGET_EVERY.toNanos());
    private final Set<Thread> underWay = ConcurrentHashMap.newKeySet();
    private volatile boolean closing;
    private volatile @Nullable Thread loop;
    private boolean ailing;

    NoticeSender(
            Database database,
            SqlNoticeStore store,
            Relay relay,
            RelayConfig config,
            InstantSource clock,
            Tally tally) {
        this.database = database;
        this.store = store;
        this.relay = relay;
        this.config = config;
        this.clock = clock;
        this.tally = tally;
    }

    void start() {
        loop = Thread.ofVirtual().name("notices").start(this::run);
    }

    /** There may be something to send. */
    void wake() {
        bell.release();
    }

    private void run() {
        while (!closing) {
            try {
                int begun = round();
                ailing = false;
                if (begun == 0) {
                    rest();
                }
            } catch (InterruptedException stopped) {
                return;
            } catch (RuntimeException storeAway) {
                complain(storeAway);
                restQuietly();
            }
        }
    }

    /** One look at the outbox; how many attempts were begun. */
    private int round() throws InterruptedException {
        upkeep();
        int free = slots.availablePermits();
        if (free == 0 || !database.read(tx -> store.anyDue(tx, clock.instant()))) {
            return 0;
        }
        List<Claimed> claimed =
                database.write(tx -> {
                    Instant now = clock.instant();
                    return store.claim(tx, owner, now, now.plus(LEASE), free);
                });
        for (Claimed notice : claimed) {
            slots.acquire();
            Thread.ofVirtual().name("notice-" + notice.id()).start(() -> attempt(notice));
        }
        return claimed.size();
    }

    private void upkeep() {
        if (slots.availablePermits() < MAX_AT_ONCE && passed(renewedNanos, RENEW)) {
            database.write(tx -> store.renew(tx, owner, clock.instant().plus(LEASE)));
        }
        if (passed(forgotNanos, FORGET_EVERY)) {
            Instant before = clock.instant().minus(config.keep());
            database.write(tx -> store.forget(tx, before, FORGET_AT_ONCE));
        }
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

    /** Until there may be something to do. */
    private void rest() throws InterruptedException {
        if (bell.tryAcquire(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
            bell.drainPermits();
        }
    }

    private void restQuietly() {
        try {
            rest();
        } catch (InterruptedException stopped) {
            closing = true;
        }
    }

    private void attempt(Claimed notice) {
        underWay.add(Thread.currentThread());
        try {
            Outcome outcome = relay.send(notice);
            if (!Thread.currentThread().isInterrupted()) {
                record(notice, outcome);
            }
        } catch (RuntimeException fault) {
            LOG.error("notice {} could not be handled; it is tried again", notice.id(), fault);
        } finally {
            underWay.remove(Thread.currentThread());
            slots.release();
            wake();
        }
    }

    private void record(Claimed notice, Outcome outcome) {
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
            case Deferred not -> later(notice, not.shown());
            case Broken broken -> later(notice, broken.shown());
        }
    }

    private void later(Claimed notice, String answer) {
        Instant now = clock.instant();
        Optional<Instant> next = config.retry().next(notice.attempts() + 1, notice.created(), now);
        if (next.isEmpty()) {
            finish(notice, NoticeState.FAILED, "given up; last: " + answer);
            return;
        }
        boolean kept =
                database.write(tx -> store.defer(tx, notice.id(), owner, answer, next.get()));
        if (kept) {
            tally.deferred.incrementAndGet();
            LOG.info("notice {} is tried again at {}: {}", notice.id(), next.get(), answer);
        }
    }

    private void finish(Claimed notice, NoticeState state, String answer) {
        boolean kept =
                database.write(
                        tx -> store.finish(tx, notice.id(), owner, state, answer, clock.instant()));
        if (kept && state == NoticeState.SENT) {
            tally.sent.incrementAndGet();
        } else if (kept) {
            tally.failed.incrementAndGet();
            LOG.warn("notice {} has failed: {}", notice.id(), answer);
        }
    }

    /** Once for each spell of trouble: the loop goes round every second. */
    private void complain(RuntimeException storeAway) {
        if (!ailing) {
            ailing = true;
            LOG.warn("the outbox cannot be read; trying on", storeAway);
        }
    }

    @Override
    public void close() {
        closing = true;
        wake();
        Thread running = loop;
        try {
            if (running == null) {
                return;
            }
            running.join(GRACE);
            if (!slots.tryAcquire(MAX_AT_ONCE, GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
                underWay.forEach(Thread::interrupt);
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
