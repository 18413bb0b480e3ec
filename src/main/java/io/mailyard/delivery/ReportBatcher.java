package io.mailyard.delivery;

import io.mailyard.delivery.LeaseClient.DeskAway;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Tells the desk what became of parcels, many at once: while one call is out, the next ones gather.
 * Nothing is forgotten while the desk is away; who adds work stops at {@link #isFull}.
 */
final class ReportBatcher {
    private static final Logger LOG = Logger.getLogger(ReportBatcher.class.getName());

    /** In one call: some 100 KB, and one write of the store. */
    private static final int BATCH = 512;

    /** Beyond it nothing new is leased. */
    private static final int FULL = 10_000;

    /** Stops whose receipts wait for the desk; of each only the newest. */
    private static final int MAX_RECEIPTS = 10_000;

    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private final LeaseClient desk;
    private final Runnable onRoom;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Condition empty = lock.newCondition();
    private final ArrayDeque<DeliveryReport> reports = new ArrayDeque<>();
    private final Map<Long, StopReceipt> receipts = new LinkedHashMap<>();
    private final Thread thread;
    private boolean closed;
    private boolean calling;

    /** Set once no call is worth another try: what is left comes again by lease. */
    private volatile boolean ended;

    private volatile String away = "";

    /**
     * @param onRoom told when it was full and is so no more; quick
     */
    ReportBatcher(LeaseClient desk, Runnable onRoom) {
        this.desk = desk;
        this.onRoom = onRoom;
        this.thread = Thread.ofVirtual().name("delivery-reporter").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    void report(DeliveryReport report) {
        lock.lock();
        try {
            reports.add(report);
            work.signal();
        } finally {
            lock.unlock();
        }
    }

    void receipt(StopReceipt receipt) {
        lock.lock();
        try {
            StopReceipt known = receipts.get(receipt.stopSeq());
            if (known == null || !known.complete()) {
                receipts.put(receipt.stopSeq(), receipt);
            }
            if (receipts.size() > MAX_RECEIPTS) {
                long eldest = receipts.keySet().iterator().next();
                receipts.remove(eldest);
                LOG.log(
                        Level.WARNING,
                        "the receipt of stop {0} is lost: the server has been away too long",
                        eldest);
            }
            work.signal();
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return reports.size();
        } finally {
            lock.unlock();
        }
    }

    boolean isFull() {
        return size() >= FULL;
    }

    /** Why the desk does not answer; empty: it does. */
    String away() {
        return away;
    }

    private void run() {
        Duration pause = FIRST_PAUSE;
        while (!ended && awaitWork()) {
            try {
                tell();
                away = "";
                pause = FIRST_PAUSE;
            } catch (DeskAway gone) {
                pause = failed(gone, pause);
            } catch (RuntimeException broken) {
                LOG.log(
                        Level.SEVERE,
                        "results of deliveries cannot be stored; they are reported again",
                        broken);
                pause = failed(broken, pause);
            }
        }
    }

    private boolean awaitWork() {
        lock.lock();
        try {
            calling = false;
            while (reports.isEmpty() && receipts.isEmpty()) {
                empty.signalAll();
                if (closed) {
                    return false;
                }
                work.await();
            }
            calling = true;
            return true;
        } catch (InterruptedException stopped) {
            return false;
        } finally {
            lock.unlock();
        }
    }

    private void tell() {
        List<DeliveryReport> batch = new ArrayList<>();
        List<StopReceipt> fresh;
        lock.lock();
        try {
            fresh = List.copyOf(receipts.values());
            for (DeliveryReport report : reports) {
                if (batch.size() == BATCH) {
                    break;
                }
                batch.add(report);
            }
        } finally {
            lock.unlock();
        }
        for (StopReceipt receipt : fresh) {
            desk.receipt(receipt);
            took(receipt);
        }
        if (!batch.isEmpty()) {
            desk.report(batch);
            took(batch.size());
        }
    }

    private void took(StopReceipt receipt) {
        lock.lock();
        try {
            receipts.remove(receipt.stopSeq(), receipt);
        } finally {
            lock.unlock();
        }
    }

    private void took(int many) {
        boolean roomAgain;
        lock.lock();
        try {
            roomAgain = reports.size() >= FULL && reports.size() - many < FULL;
            for (int i = 0; i < many; i++) {
                reports.remove();
            }
        } finally {
            lock.unlock();
        }
        if (roomAgain) {
            onRoom.run();
        }
    }

    private Duration failed(RuntimeException failure, Duration pause) {
        String message = failure.getMessage();
        away = message == null ? failure.getClass().getSimpleName() : message;
        try {
            Thread.sleep(pause);
        } catch (InterruptedException stopped) {
            // only close() interrupts; with the flag set again every later pause would end at once
            ended = true;
        }
        Duration next = pause.multipliedBy(2);
        return next.compareTo(LONGEST_PAUSE) < 0 ? next : LONGEST_PAUSE;
    }

    /**
     * Ends once all is told, or after {@code limit}; what is not told then comes again by lease.
     */
    void close(Duration limit) {
        lock.lock();
        try {
            closed = true;
            work.signal();
            long nanos = limit.toNanos();
            while ((calling || !reports.isEmpty() || !receipts.isEmpty()) && nanos > 0) {
                nanos = empty.awaitNanos(nanos);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
        ended = true;
        thread.interrupt();
        try {
            thread.join(200);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
