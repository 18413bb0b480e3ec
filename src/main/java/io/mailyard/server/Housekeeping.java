package io.mailyard.server;

import io.mailyard.base.Retryable;
import io.mailyard.gate.Access;
import io.mailyard.writes.Writes;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Periodic small tasks: stores when tokens and sessions were last used, and removes old idempotency
 * keys and the results of old notices.
 */
final class Housekeeping implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);
    private static final Duration EVERY = Duration.ofSeconds(10);

    /** Idempotency keys are removed every this many rounds: every ten minutes. */
    private static final int ROUNDS_TO_SWEEP = 60;

    private final Access access;
    private final Writes writes;
    private final Runnable flushing;
    private final Runnable forgetting;
    private final Thread thread;

    private Housekeeping(Access access, Writes writes, Runnable flushing, Runnable forgetting) {
        this.access = access;
        this.writes = writes;
        this.flushing = flushing;
        this.forgetting = forgetting;
        this.thread = Thread.ofVirtual().name("housekeeping").unstarted(this::run);
    }

    /**
     * Starts it.
     *
     * @param flushing stores last uses of another component
     * @param forgetting removes expired rows of another component
     */
    static Housekeeping start(
            Access access, Writes writes, Runnable flushing, Runnable forgetting) {
        Housekeeping housekeeping = new Housekeeping(access, writes, flushing, forgetting);
        housekeeping.thread.start();
        return housekeeping;
    }

    private void run() {
        for (int round = 0; !Thread.currentThread().isInterrupted(); round++) {
            if (round % ROUNDS_TO_SWEEP == 0) {
                attempt(writes::sweepKeys);
                attempt(forgetting);
            }
            try {
                Thread.sleep(EVERY);
            } catch (InterruptedException stopped) {
                return;
            }
            attempt(access::flushUses);
            attempt(flushing);
        }
    }

    private static void attempt(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException failed) {
            LOG.warn(
                    "housekeeping failed and is retried later: {}",
                    Retryable.detail(failed).orElse(String.valueOf(failed.getMessage())));
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(EVERY);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        attempt(access::flushAllUses);
        attempt(flushing);
    }
}
