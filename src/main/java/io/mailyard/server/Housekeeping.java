package io.mailyard.server;

import io.mailyard.base.Retryable;
import io.mailyard.db.BackgroundLoop;
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
    private final BackgroundLoop loop = new BackgroundLoop("housekeeping", EVERY, this::round);
    private int rounds;

    private Housekeeping(Access access, Writes writes, Runnable flushing, Runnable forgetting) {
        this.access = access;
        this.writes = writes;
        this.flushing = flushing;
        this.forgetting = forgetting;
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
        housekeeping.loop.start();
        return housekeeping;
    }

    private boolean round() {
        if (rounds++ % ROUNDS_TO_SWEEP == 0) {
            attempt(writes::sweepKeys);
            attempt(forgetting);
        }
        attempt(access::flushUses);
        attempt(flushing);
        return false;
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
        loop.close(EVERY);
        attempt(access::flushAllUses);
        attempt(flushing);
    }
}
