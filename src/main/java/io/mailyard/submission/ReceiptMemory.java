package io.mailyard.submission;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** The memory that messages in receipt share, in KiB; who comes first is served first. */
final class ReceiptMemory {
    /** Less than a client's patience at the end of DATA (RFC 5321: 10 minutes). */
    private static final Duration MOST_TO_WAIT = Duration.ofSeconds(15);

    private final Semaphore free;
    private final Duration wait;

    ReceiptMemory(int bytes) {
        this(bytes, MOST_TO_WAIT);
    }

    ReceiptMemory(int bytes, Duration wait) {
        this.free = new Semaphore(bytes >> 10, true);
        this.wait = wait;
    }

    /** A share for one message, empty at first. */
    Share share() {
        return new Share();
    }

    /** What one message holds; given back when it is closed. Of one thread. */
    final class Share implements AutoCloseable {
        private int held;

        /** Takes more, waiting for it; false where it does not become free in time. */
        boolean take(int bytes) {
            int kib = (bytes + 1023) >> 10;
            try {
                if (!free.tryAcquire(kib, wait.toMillis(), TimeUnit.MILLISECONDS)) {
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
