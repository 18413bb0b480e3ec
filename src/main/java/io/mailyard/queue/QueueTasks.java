package io.mailyard.queue;

import io.mailyard.base.ClockWatch;
import io.mailyard.base.CountText;
import io.mailyard.base.Retryable;
import io.mailyard.db.Removal;
import io.mailyard.writes.Writes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the queue does by itself: holds end on time, what dead nodes had comes back, what was purged
 * or has expired is ended, what is old is removed. One thread; any number of processes may run it
 * over one store, since each change is checked again inside its transaction.
 */
public final class QueueTasks implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(QueueTasks.class);

    /** How long it sleeps at most: what another process set is seen in time. */
    private static final Duration NAP = Duration.ofSeconds(1);

    /** Holds ended in one transaction. */
    private static final int STEP = 100;

    /** Steps of sweeping before the other tasks get their turn. */
    private static final int STEPS = 20;

    /** After the clock was set nothing is removed for as long: it may be set right again. */
    private static final Duration CALM = Duration.ofHours(1);

    /** One in so many rounds removes what is old. */
    private static final int ROUNDS_TO_REMOVE = 10;

    private final Queue queue;
    private final Holds holds;
    private final Writes writes;
    private final InstantSource clock;
    private final ClockWatch watch;
    private final ClockShift shift;
    private final PurgeSweep purges;
    private final ExpirySweep expiries;
    private final Retention retention;
    private final Removal removal;
    private final Semaphore wake = new Semaphore(0);
    private Duration jump = Duration.ZERO;
    private long calmFrom;
    private volatile boolean calm;
    private volatile boolean closed;
    private final Thread thread;

    QueueTasks(
            Queue queue,
            Holds holds,
            Writes writes,
            PurgeSweep purges,
            ExpirySweep expiries,
            Retention retention,
            InstantSource clock) {
        this.queue = queue;
        this.holds = holds;
        this.writes = writes;
        this.purges = purges;
        this.expiries = expiries;
        this.retention = retention;
        this.removal =
                new Removal(
                        "old messages",
                        queue.database(),
                        Duration.ofSeconds(ROUNDS_TO_REMOVE),
                        () -> !calm,
                        List.of(retention));
        this.clock = clock;
        this.watch = new ClockWatch(clock);
        this.shift = new ClockShift(queue.database());
        this.thread = Thread.ofVirtual().name("queue-tasks").unstarted(this::run);
    }

    /** Ends what fell due while no server ran, then goes on in the background. */
    QueueTasks start() {
        holds.onEndMoved(wake::release);
        queue.platform().onChange(wake::release);
        queue.onRoutingMoved(wake::release);
        endHolds();
        thread.start();
        removal.start();
        return this;
    }

    private void run() {
        for (int round = 0; !closed; round++) {
            boolean more = false;
            long nap = NAP.toMillis();
            try {
                more = round(round % ROUNDS_TO_REMOVE == 0);
                nap = untilNextEnd();
            } catch (RuntimeException failed) {
                String reason = Retryable.detail(failed).orElse(null);
                if (reason == null) {
                    LOG.error("a task of the queue failed; it is tried again", failed);
                } else {
                    LOG.warn("a task of the queue waits: {}", reason);
                }
            }
            if (!more) {
                sleep(nap);
            }
        }
    }

    /** One round of all tasks; whether there is more to do at once. */
    boolean round(boolean removing) {
        clock();
        endPlatformStop();
        boolean settling = settlePlatform();
        endHolds();
        int over = queue.sessions().sweep();
        queue.counts().leasesLost(over);
        if (over > 0) {
            LOG.warn("{} of nodes not heard of in time: ended", CountText.of(over, "session"));
        }
        if (!queue.platform().holdsClocks()) {
            expiries.sweep();
        }
        boolean more = queue.reroute();
        more |= settling;
        for (int step = 0; step < STEPS && !closed; step++) {
            boolean purged = purges.step();
            boolean again = retention.purgedAccounts() || purged;
            if (!again) {
                break;
            }
            more |= step == STEPS - 1;
        }
        if (removing && !calm) {
            more |= remove();
        }
        return more;
    }

    /** First of all in a round: what comes next goes by the times that are put right here. */
    private void clock() {
        // where the store is away it is kept for the next round
        jump = jump.plus(watch.jump());
        if (!jump.isZero()) {
            if (shift.shift(jump, clock.instant())) {
                LOG.warn(
                        "the clock was set by {} s; mail in the queue is as old as it was",
                        jump.toSeconds());
            }
            jump = Duration.ZERO;
            calm = true;
            calmFrom = System.nanoTime();
        } else if (calm && System.nanoTime() - calmFrom > CALM.toNanos()) {
            calm = false;
        }
    }

    private boolean remove() {
        retention.lanes();
        retention.rest();
        return retention.stops();
    }

    /** One step of what else goes on by a thread of its own; whether there may be more. */
    boolean removeMessages() throws InterruptedException {
        return removal.round();
    }

    private void endPlatformStop() {
        if (queue.platform().isOver(clock.instant())) {
            writes.<Integer>system(
                    "resume",
                    change -> {
                        // another process may have been first
                        if (PlatformStop.state(change.tx()).stopped()) {
                            queue.platform().resume(change);
                        }
                        return 1;
                    });
            LOG.warn("the stop of the platform has ended: its time had come");
        }
    }

    /** In steps, a second's worth at most before the other tasks get their turn. */
    private boolean settlePlatform() {
        long end = System.nanoTime() + NAP.toNanos();
        boolean more = true;
        while (more && !closed && System.nanoTime() < end) {
            more = queue.platform().settle(clock.instant());
        }
        return more;
    }

    private void endHolds() {
        while (!closed
                && nextEnd().filter(end -> !end.isAfter(clock.instant())).isPresent()
                && writes.<Integer>system("release", change -> holds.endDue(change, STEP)) > 0) {
            LOG.info("holds whose time had come have ended");
        }
    }

    private Optional<Instant> nextEnd() {
        return queue.database().glance(holds::nextEnd);
    }

    private long untilNextEnd() {
        long most = NAP.toMillis();
        return nextEnd()
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
        removal.close();
        wake.release();
        try {
            thread.join(Duration.ofSeconds(2));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
