package io.mailyard.delivery;

import io.mailyard.delivery.LeaseClient.DeskAway;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Asks the desk for work: when there is some, when there is room for some, and each second. */
final class Leaser {
    private static final Logger LOG = Logger.getLogger(Leaser.class.getName());

    /** How often the desk is asked where nobody says that there is work. */
    private static final long POLL = TimeUnit.SECONDS.toNanos(1);

    /** Between two questions, so that many small wakes become one lease. */
    private static final long GAP = TimeUnit.MILLISECONDS.toNanos(2);

    /** For each known destination more: looking at all of them costs time. */
    private static final long GAP_EACH = TimeUnit.MICROSECONDS.toNanos(5);

    private final LeaseClient desk;
    private final DestinationQueues outlets;
    private final ActiveStops stops;
    private final BooleanSupplier may;
    private final int maxWaiting;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition signal = lock.newCondition();
    private final Thread thread;
    private boolean awake;
    private boolean closed;
    private volatile long known = Long.MAX_VALUE;
    private volatile String away = "";

    Leaser(
            LeaseClient desk,
            DestinationQueues outlets,
            ActiveStops stops,
            BooleanSupplier may,
            int maxWaiting) {
        this.desk = desk;
        this.outlets = outlets;
        this.stops = stops;
        this.may = may;
        this.maxWaiting = maxWaiting;
        this.thread = Thread.ofVirtual().name("delivery-leaser").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** There may be something to lease, or room for it. */
    void wake() {
        lock.lock();
        try {
            awake = true;
            signal.signal();
        } finally {
            lock.unlock();
        }
    }

    /** A stop that parcels on their way from the desk know of; no less where none are. */
    long known() {
        return known;
    }

    /** Why the desk does not answer; empty: it does. */
    String away() {
        return away;
    }

    private void run() {
        try {
            while (awaitTurn()) {
                lease();
            }
        } catch (InterruptedException stopped) {
            LOG.log(Level.FINE, "ended while it waited");
        }
    }

    private boolean awaitTurn() throws InterruptedException {
        lock.lock();
        try {
            long nanos = POLL;
            while (!awake && !closed && nanos > 0) {
                nanos = signal.awaitNanos(nanos);
            }
            long gap = GAP + outlets.size() * GAP_EACH;
            while (!closed && gap > 0) {
                gap = signal.awaitNanos(gap);
            }
            awake = false;
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    private void lease() {
        outlets.makeRoom(maxWaiting - outlets.waiting());
        int room = maxWaiting - outlets.waiting();
        if (room <= 0 || !may.getAsBoolean()) {
            return;
        }
        try {
            known = stops.latest();
            LeaseCapacity wants = outlets.wants(room);
            List<DeliveryTask> parcels = desk.lease(wants);
            away = "";
            outlets.place(parcels, wants);
            if (parcels.size() >= room) {
                wake();
            }
        } catch (DeskAway gone) {
            away = String.valueOf(gone.getMessage());
        } catch (RuntimeException broken) {
            away = "work cannot be leased; the log says why";
            LOG.log(Level.SEVERE, "work cannot be leased, it is tried again", broken);
        } finally {
            known = Long.MAX_VALUE;
        }
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            signal.signal();
        } finally {
            lock.unlock();
        }
        try {
            thread.join(500);
            thread.interrupt();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
