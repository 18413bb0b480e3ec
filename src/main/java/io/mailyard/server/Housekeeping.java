package io.mailyard.server;

import io.mailyard.base.Retryable;
import io.mailyard.db.BackgroundLoop;
import io.mailyard.gate.Access;
import io.mailyard.writes.Writes;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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

    /** A reason may have a number in it that is another one each time. */
    private static final int MOST_REASONS = 16;

    private final List<Runnable> flushing;
    private final List<Runnable> sweeping;
    private final List<Runnable> ending;
    private final BackgroundLoop loop = new BackgroundLoop("housekeeping", EVERY, this::round);

    /** Reasons that were logged since the last round in which nothing failed. */
    private final Set<String> told = new HashSet<>();

    private int rounds;

    /**
     * @param flushing tasks of every round
     * @param sweeping tasks of the first round and of some later ones
     * @param ending tasks at the end
     */
    Housekeeping(List<Runnable> flushing, List<Runnable> sweeping, List<Runnable> ending) {
        this.flushing = flushing;
        this.sweeping = sweeping;
        this.ending = ending;
    }

    /**
     * Starts it.
     *
     * @param flushing stores last uses of another component
     * @param forgetting removes expired rows of another component
     */
    static Housekeeping start(
            Access access, Writes writes, Runnable flushing, Runnable forgetting) {
        Housekeeping housekeeping =
                new Housekeeping(
                        List.of(access::flushUses, flushing),
                        List.of(writes::sweepKeys, forgetting),
                        List.of(access::flushAllUses, flushing));
        housekeeping.loop.start();
        return housekeeping;
    }

    boolean round() {
        boolean fine = rounds++ % ROUNDS_TO_SWEEP != 0 || attempt(sweeping);
        if (attempt(flushing) && fine) {
            told.clear();
        }
        return false;
    }

    private boolean attempt(List<Runnable> tasks) {
        boolean fine = true;
        for (Runnable task : tasks) {
            try {
                task.run();
            } catch (RuntimeException failed) {
                fine = false;
                tell(Retryable.detail(failed).orElse(String.valueOf(failed.getMessage())));
            }
        }
        return fine;
    }

    /** A store that is moved, or away, fails each round for as long: one line says so. */
    private void tell(String reason) {
        if (told.size() < MOST_REASONS && told.add(reason)) {
            LOG.warn("housekeeping failed and is retried later: {}", reason);
        }
    }

    @Override
    public void close() {
        loop.close(EVERY);
        attempt(ending);
    }
}
