package io.mailyard.delivery;

import io.mailyard.base.CallTrace;
import io.mailyard.delivery.LeaseClient.ServerUnavailable;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Leases work: when some arrives, when capacity becomes free, and every second. */
final class Leaser {
    private static final Logger LOG = LoggerFactory.getLogger(Leaser.class);

    /** Polling interval when nobody signals work. */
    private static final long POLL_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Pause between two leases, so that many small signals become one lease. */
    private static final long GAP_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    /** Additional pause per known destination, since scanning them takes time. */
    private static final long GAP_NANOS_PER_QUEUE = TimeUnit.MICROSECONDS.toNanos(5);

    /** Numbers of different processes are far apart, so that no report fits another's lease. */
    private static final SecureRandom FIRST_NUMBER = new SecureRandom();

    private final LeaseClient leaseClient;
    private final DestinationQueues queues;
    private final ActiveStops stops;
    private final BooleanSupplier mayLease;
    private final int maxWaiting;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition signal = lock.newCondition();
    private final Thread thread;
    private long number = FIRST_NUMBER.nextLong(1, 1L << 50) << 10;
    private long answered = number;
    private boolean wakeRequested;
    private boolean closed;
    private volatile long oldestKnownStop = Long.MAX_VALUE;
    private volatile String serverProblem = "";

    Leaser(
            LeaseClient leaseClient,
            DestinationQueues queues,
            ActiveStops stops,
            BooleanSupplier may,
            int maxWaiting) {
        this.leaseClient = leaseClient;
        this.queues = queues;
        this.stops = stops;
        this.mayLease = may;
        this.maxWaiting = maxWaiting;
        this.thread = Thread.ofVirtual().name("delivery-leaser").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** Signals that there may be work or capacity. */
    void wake() {
        lock.lock();
        try {
            wakeRequested = true;
            signal.signal();
        } finally {
            lock.unlock();
        }
    }

    /** The newest stop known to tasks that are being leased; the maximum if none are. */
    long oldestKnownStop() {
        return oldestKnownStop;
    }

    /** Why the server does not respond; empty if it does. */
    String serverProblem() {
        return serverProblem;
    }

    private void run() {
        try {
            while (awaitNextLease()) {
                CallTrace.begin().run(this::lease);
            }
        } catch (InterruptedException stopped) {
            LOG.debug("interrupted while waiting");
        }
    }

    private boolean awaitNextLease() throws InterruptedException {
        lock.lock();
        try {
            long nanos = POLL_NANOS;
            while (!wakeRequested && !closed && nanos > 0) {
                nanos = signal.awaitNanos(nanos);
            }
            long gap = GAP_NANOS + queues.size() * GAP_NANOS_PER_QUEUE;
            while (!closed && gap > 0) {
                gap = signal.awaitNanos(gap);
            }
            wakeRequested = false;
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    private void lease() {
        queues.freeCapacity(maxWaiting - queues.waiting());
        int room = maxWaiting - queues.waiting();
        if (room <= 0 || !mayLease.getAsBoolean()) {
            return;
        }
        try {
            oldestKnownStop = stops.latest();
            LeaseCapacity capacity = queues.leaseCapacity(room);
            number++;
            List<DeliveryTask> tasks =
                    leaseClient.lease(capacity.with(new LeaseNumber(number, answered)));
            answered = number;
            serverProblem = "";
            queues.enqueue(tasks, capacity);
            if (tasks.size() >= room) {
                wake();
            }
        } catch (ServerUnavailable unavailable) {
            serverProblem = String.valueOf(unavailable.getMessage());
        } catch (RuntimeException broken) {
            serverProblem = "leasing failed; see the log";
            LOG.error("leasing failed, it will be retried", broken);
        } finally {
            oldestKnownStop = Long.MAX_VALUE;
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
