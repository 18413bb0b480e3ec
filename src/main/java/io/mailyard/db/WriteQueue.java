package io.mailyard.db;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The writes that wait for the writer. */
final class WriteQueue {
    private final int limit;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition filled = lock.newCondition();
    private final ArrayDeque<PendingWrite<?>> waiting = new ArrayDeque<>();
    private int wanted;
    private boolean closed;

    WriteQueue(int limit) {
        this.limit = limit;
    }

    /**
     * Adds a write.
     *
     * @throws StoreBusyException if the queue is full or closed
     */
    void add(PendingWrite<?> pending) {
        lock.lock();
        try {
            if (closed) {
                throw new StoreBusyException("the store is closing");
            }
            if (waiting.size() >= limit) {
                throw new StoreBusyException(limit + " writes are waiting already");
            }
            waiting.add(pending);
            if (wanted > 0 && waiting.size() >= wanted) {
                wanted = 0;
                filled.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes all waiting writes, at most {@code most}; waits for one, and then a little for more.
     *
     * @param hoped number of writes that are likely to arrive at once
     * @param patienceNanos how long to wait for them
     * @return empty if the queue is closed and drained
     */
    List<PendingWrite<?>> take(int most, int hoped, long patienceNanos) {
        lock.lock();
        try {
            while (waiting.isEmpty()) {
                if (closed) {
                    return List.of();
                }
                wanted = 1;
                filled.awaitUninterruptibly();
            }
            gather(hoped, patienceNanos);
            int count = Math.min(most, waiting.size());
            List<PendingWrite<?>> taken = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                taken.add(waiting.remove());
            }
            return taken;
        } finally {
            wanted = 0;
            lock.unlock();
        }
    }

    private void gather(int hoped, long patienceNanos) {
        long left = patienceNanos;
        try {
            while (left > 0 && waiting.size() < hoped && !closed) {
                wanted = hoped;
                left = filled.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            // nobody interrupts the writer, and it has work, so it continues with the waiting
            // writes
            wanted = 0;
        }
    }

    /** Accepts no more writes; waiting ones can still be taken. */
    void close() {
        lock.lock();
        try {
            closed = true;
            filled.signalAll();
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }
}
