package io.mailyard.delivery;

import io.mailyard.base.CallTrace;
import io.mailyard.delivery.LeaseClient.ServerUnavailable;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports results to the server in batches: while one call is running, the next results gather.
 * Nothing is lost while the server is unavailable; leasing stops at {@link #isFull}.
 */
final class ReportBatcher {
    private static final Logger LOG = LoggerFactory.getLogger(ReportBatcher.class);

    /** Reports per call: some 100 KB and one write of the store. */
    private static final int BATCH = 512;

    /** At this number no new mail is leased. */
    private static final int FULL = 10_000;

    /** Stops whose receipts wait for the server, only the newest of each. */
    private static final int MAX_RECEIPTS = 10_000;

    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private final LeaseClient leaseClient;
    private final ConversationRecorder recorder;
    private final Runnable onSpace;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Condition empty = lock.newCondition();
    private final ArrayDeque<WaitingReport> reports = new ArrayDeque<>();
    private final Map<Long, StopReceipt> receipts = new LinkedHashMap<>();
    private final Thread thread;
    private boolean closed;
    private boolean sending;

    /** Set once no further call is useful: unreported tasks come again by lease. */
    private volatile boolean ended;

    private volatile String serverProblem = "";

    /**
     * @param onRoom quick callback when the batcher is full no longer
     */
    ReportBatcher(LeaseClient leaseClient, ConversationRecorder recorder, Runnable onRoom) {
        this.leaseClient = leaseClient;
        this.recorder = recorder;
        this.onSpace = onRoom;
        this.thread = Thread.ofVirtual().name("delivery-reporter").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** A report with the account whose share of the memory its conversation takes. */
    private record WaitingReport(DeliveryReport report, long account) {}

    void report(DeliveryReport report) {
        report(report, 0);
    }

    /** Reports with a conversation, which is dropped if too many of the account are waiting. */
    void report(DeliveryReport report, long account) {
        int length = report.conversation().length();
        boolean fits = length == 0 || recorder.reserve(account, length);
        add(new WaitingReport(fits ? report : report.withoutConversation(), account));
    }

    private void add(WaitingReport report) {
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
                LOG.warn(
                        "the receipt of stop {} is lost: the server has been unavailable too long",
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

    /** Why the server does not respond; empty if it does. */
    String serverProblem() {
        return serverProblem;
    }

    private void run() {
        Duration pause = FIRST_PAUSE;
        while (!ended && awaitWork()) {
            Duration before = pause;
            pause = CallTrace.begin().call(() -> send(before));
        }
    }

    /** Sends a batch; the pause after the next failure. */
    private Duration send(Duration pause) {
        try {
            sendBatch();
            serverProblem = "";
            return FIRST_PAUSE;
        } catch (ServerUnavailable unavailable) {
            return pauseAfter(unavailable, pause);
        } catch (RuntimeException broken) {
            LOG.error("results of deliveries cannot be stored; they are reported again", broken);
            return pauseAfter(broken, pause);
        }
    }

    private boolean awaitWork() {
        lock.lock();
        try {
            sending = false;
            while (reports.isEmpty() && receipts.isEmpty()) {
                empty.signalAll();
                if (closed) {
                    return false;
                }
                work.await();
            }
            sending = true;
            return true;
        } catch (InterruptedException stopped) {
            return false;
        } finally {
            lock.unlock();
        }
    }

    private void sendBatch() {
        List<DeliveryReport> batch = new ArrayList<>();
        List<StopReceipt> fresh;
        lock.lock();
        try {
            fresh = List.copyOf(receipts.values());
            for (WaitingReport waiting : reports) {
                if (batch.size() == BATCH) {
                    break;
                }
                batch.add(waiting.report());
            }
        } finally {
            lock.unlock();
        }
        for (StopReceipt receipt : fresh) {
            leaseClient.receipt(receipt);
            removeSent(receipt);
        }
        if (!batch.isEmpty()) {
            leaseClient.report(batch);
            removeSent(batch.size());
        }
    }

    private void removeSent(StopReceipt receipt) {
        lock.lock();
        try {
            receipts.remove(receipt.stopSeq(), receipt);
        } finally {
            lock.unlock();
        }
    }

    private void removeSent(int many) {
        boolean roomAgain;
        lock.lock();
        try {
            roomAgain = reports.size() >= FULL && reports.size() - many < FULL;
            for (int i = 0; i < many; i++) {
                WaitingReport sent = reports.remove();
                if (!sent.report().conversation().isEmpty()) {
                    recorder.release(sent.account(), sent.report().conversation().length());
                }
            }
        } finally {
            lock.unlock();
        }
        if (roomAgain) {
            onSpace.run();
        }
    }

    private Duration pauseAfter(RuntimeException failure, Duration pause) {
        String message = failure.getMessage();
        serverProblem = message == null ? failure.getClass().getSimpleName() : message;
        try {
            Thread.sleep(pause);
        } catch (InterruptedException stopped) {
            // Only close() interrupts; with the flag set again, every later pause would end at
            // once.
            ended = true;
        }
        Duration next = pause.multipliedBy(2);
        return next.compareTo(LONGEST_PAUSE) < 0 ? next : LONGEST_PAUSE;
    }

    /**
     * Closes after everything is reported, or after {@code limit}; unreported tasks come again by
     * lease.
     */
    void close(Duration limit) {
        lock.lock();
        try {
            closed = true;
            work.signal();
            long nanos = limit.toNanos();
            while ((sending || !reports.isEmpty() || !receipts.isEmpty()) && nanos > 0) {
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
