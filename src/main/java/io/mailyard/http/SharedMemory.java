package io.mailyard.http;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Memory shared by all callers, of which one address has at most a part. Counts bytes; allocates
 * nothing.
 */
final class SharedMemory {
    private final long total;
    private final long mostOfAddress;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition given = lock.newCondition();
    private final Map<String, Long> byAddress = new HashMap<>();
    private long used;

    SharedMemory(long total, long mostOfAddress) {
        this.total = total;
        this.mostOfAddress = mostOfAddress;
    }

    /** The part of one request from {@code address}, empty at first. */
    MemoryPart part(String address) {
        return new MemoryPart(IpText.group(address));
    }

    long used() {
        lock.lock();
        try {
            return used;
        } finally {
            lock.unlock();
        }
    }

    /** Memory of one request; returned when it is closed. For one thread at a time. */
    final class MemoryPart implements AutoCloseable {
        private final String group;
        private long held;

        private MemoryPart(String group) {
            this.group = group;
        }

        /** Takes more at once; false if there is not enough. */
        boolean take(long bytes) {
            return take(bytes, 0);
        }

        /** Takes more, waiting up to the given time; false if there is not enough by then. */
        boolean take(long bytes, long waitMillis) {
            if (bytes <= 0) {
                return true;
            }
            lock.lock();
            try {
                long left = TimeUnit.MILLISECONDS.toNanos(waitMillis);
                while (!fits(bytes)) {
                    if (left <= 0) {
                        return false;
                    }
                    left = given.awaitNanos(left);
                }
                used += bytes;
                held += bytes;
                byAddress.merge(group, bytes, Long::sum);
                return true;
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                return false;
            } finally {
                lock.unlock();
            }
        }

        private boolean fits(long bytes) {
            return used + bytes <= total
                    && byAddress.getOrDefault(group, 0L) + bytes <= mostOfAddress;
        }

        @Override
        public void close() {
            if (held == 0) {
                return;
            }
            lock.lock();
            try {
                long back = held;
                held = 0;
                used -= back;
                byAddress.computeIfPresent(group, (_, sum) -> sum == back ? null : sum - back);
                given.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }
}
