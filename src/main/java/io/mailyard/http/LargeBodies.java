package io.mailyard.http;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Limits the heap memory of running requests, in KiB, first come first served. Bodies of usual size
 * have one such memory, large ones, which few calls accept, another, so that a small call does not
 * wait for a large one.
 */
final class LargeBodies {
    /**
     * A request's memory as a multiple of its body: the body, its parsed form, decoded content, and
     * the results made of it.
     */
    static final int TIMES = 5;

    /** Wait for memory, shorter than a client waits for its answer. */
    private static final Duration MOST_TO_WAIT = Duration.ofSeconds(5);

    private final Semaphore free;

    LargeBodies(int bytes) {
        this.free = new Semaphore(bytes >> 10, true);
    }

    /** A share for one request, empty at first. */
    BodyShare share() {
        return new BodyShare();
    }

    /** The memory of one request, until it is answered. For one thread. */
    final class BodyShare implements AutoCloseable {
        private int held;

        /** Reserves memory for a body of that size, waiting for it; false if none becomes free. */
        boolean take(int bytes) {
            int kib = (int) (((long) bytes * TIMES) >> 10) - held;
            if (kib <= 0) {
                return true;
            }
            try {
                if (!free.tryAcquire(kib, MOST_TO_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
                    return false;
                }
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                return false;
            }
            held += kib;
            return true;
        }

        @Override
        public void close() {
            free.release(held);
            held = 0;
        }
    }
}
