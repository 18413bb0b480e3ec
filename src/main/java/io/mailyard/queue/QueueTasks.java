package io.mailyard.queue;

import io.mailyard.base.ClockWatch;
import io.mailyard.base.CountText;
import io.mailyard.db.BackgroundLoop;
import io.mailyard.db.Removal;
import io.mailyard.retention.ContentRetention;
import io.mailyard.retention.ExpirySweep;
import io.mailyard.retention.PurgeSweep;
import io.mailyard.retention.Retention;
import io.mailyard.stops.PlatformStop;
import io.mailyard.writes.Writes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Background tasks of the queue: ends holds on time, returns mail of dead nodes, ends purged and
 * expired mail, and removes old data. Uses one thread; any number of processes may run it over one
 * store, since each change is checked again inside its transaction.
 */
public final class QueueTasks implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(QueueTasks.class);

    /** Maximum sleep, so that changes of other processes are seen in time. */
    private static final Duration NAP = Duration.ofSeconds(1);

    /** Holds ended per transaction. */
    private static final int STEP = 100;

    /** Sweep steps before other tasks run. */
    private static final int STEPS = 20;

    /** Nothing is removed for this time after a clock change, which may be corrected again. */
    private static final Duration CALM = Duration.ofHours(1);

    /** Rounds between removals of old data. */
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
    private final BackgroundLoop loop = BackgroundLoop.timed("queue-tasks", NAP, this::round);
    private int rounds;
    private Duration jump = Duration.ZERO;
    private long calmFrom;
    private volatile boolean calm;

    QueueTasks(
            Queue queue,
            Holds holds,
            Writes writes,
            PurgeSweep purges,
            ExpirySweep expiries,
            Retention retention,
            ClockShift shift,
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
                        List.of(retention, new ContentRetention(queue.database(), clock)));
        this.clock = clock;
        this.watch = new ClockWatch(clock);
        this.shift = shift;
    }

    /** Completes work that fell due while no server ran, then starts the background loop. */
    QueueTasks start() {
        holds.onEndMoved(loop::wake);
        queue.platform().onChange(loop::wake);
        queue.onRoutingMoved(loop::wake);
        endHolds();
        loop.start();
        removal.start();
        return this;
    }

    private Duration round() {
        boolean more = round(rounds++ % ROUNDS_TO_REMOVE == 0);
        return more ? Duration.ZERO : untilNextEnd();
    }

    /** Runs all tasks once; returns whether more remains. */
    boolean round(boolean removing) {
        clock();
        endPlatformStop();
        boolean settling = settlePlatform();
        endHolds();
        int over = queue.sessions().sweep();
        queue.counts().leasesLost(over);
        if (over > 0) {
            LOG.warn(
                    "ended {} of nodes that did not report in time", CountText.of(over, "session"));
        }
        if (!queue.platform().holdsClocks()) {
            expiries.sweep();
        }
        boolean more = queue.reroute();
        more |= settling;
        for (int step = 0; step < STEPS && !loop.closing(); step++) {
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

    /**
     * Compensates clock changes first in each round, since the other tasks use the corrected times.
     */
    private void clock() {
        // If the store is unavailable, the shift is kept for the next round.
        jump = jump.plus(watch.jump());
        if (!jump.isZero()) {
            if (shift.shift(jump, clock.instant())) {
                LOG.warn("the clock changed by {} s; queue times were adjusted", jump.toSeconds());
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

    /** Runs one step of rerouting, on its own thread; returns whether more may remain. */
    boolean removeMessages() throws InterruptedException {
        return removal.round();
    }

    private void endPlatformStop() {
        if (queue.platform().hasEnded(clock.instant())) {
            writes.<Integer>system(
                    "resume",
                    change -> {
                        // Another process may have been first.
                        if (PlatformStop.state(change.tx()).isStopped()) {
                            queue.platform().resume(change);
                        }
                        return 1;
                    });
            LOG.warn("the platform stop has reached its end time");
        }
    }

    /** Runs steps for at most a second before the other tasks continue. */
    private boolean settlePlatform() {
        long end = System.nanoTime() + NAP.toNanos();
        boolean more = true;
        while (more && !loop.closing() && System.nanoTime() < end) {
            more = queue.platform().updateLanes(clock.instant());
        }
        return more;
    }

    private void endHolds() {
        while (!loop.closing()
                && nextEnd().filter(end -> !end.isAfter(clock.instant())).isPresent()
                && writes.<Integer>system("release", change -> holds.endDue(change, STEP)) > 0) {
            LOG.info("holds have reached their end time");
        }
    }

    private Optional<Instant> nextEnd() {
        return queue.database().readOne(holds::nextEnd);
    }

    private Duration untilNextEnd() {
        return nextEnd()
                .map(next -> Duration.between(clock.instant(), next).plusMillis(1))
                .filter(next -> next.compareTo(NAP) < 0)
                .map(next -> next.isPositive() ? next : Duration.ofMillis(1))
                .orElse(NAP);
    }

    @Override
    public void close() {
        removal.close();
        loop.close();
    }
}
