package io.mailyard.http;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The memory on the heap for requests in work, in KiB: together they must not take the heap. Who
 * comes first is served first. The usual bodies have one, the large ones, which few calls take,
 * another: a small call does not wait for a large one.
 */
final class LargeBodies {
    /** The body, what it was parsed to, what is decoded, what is made of it, and that once more. */
    static final int TIMES = 5;

    /** Less than a client waits for its answer. */
    private static final Duration MOST_TO_WAIT = Duration.ofSeconds(5);

    private final Semaphore free;

    LargeBodies(int bytes) {
        this.free = new Semaphore(bytes >> 10, true);
    }

    /** A share for one request, empty at first. */
    BodyShare share() {
        return new BodyShare();
    }

    /** What one request holds, until it is answered. Of one thread. */
    final class BodyShare implements AutoCloseable {
        private int held;

        /** Room for a body of so many bytes, waiting for it; false where none becomes free. */
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
