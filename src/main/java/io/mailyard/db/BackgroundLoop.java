package io.mailyard.db;

import io.mailyard.base.Retryable;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Background work on the store: one thread that runs a round when it is woken, and regularly for
 * changes of other processes and due times. A failing round is logged once per spell of trouble and
 * repeated.
 */
public final class BackgroundLoop implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("io.mailyard.db");

    /** One round of work. */
    @FunctionalInterface
    public interface LoopRound {
        /**
         * Does the due work.
         *
         * @return whether the next round follows at once
         */
        boolean go() throws InterruptedException;
    }

    private final String name;
    private final Duration every;
    private final LoopRound round;
    private final Semaphore bell = new Semaphore(0);
    private volatile boolean closing;
    private volatile @Nullable Thread thread;
    private boolean ailing;

    /**
     * @param name name of the thread, also for the log
     * @param every maximum sleep
     */
    public BackgroundLoop(String name, Duration every, LoopRound round) {
        this.name = name;
        this.every = every;
        this.round = round;
    }

    public void start() {
        thread = Thread.ofVirtual().name(name).start(this::run);
    }

    /** Signals that there may be work. Quick, for any thread. */
    public void wake() {
        bell.release();
    }

    public boolean started() {
        return thread != null;
    }

    /** Whether it was closed. */
    public boolean closing() {
        return closing;
    }

    private void run() {
        try {
            while (!closing) {
                if (!gone()) {
                    rest();
                }
            }
        } catch (InterruptedException stopped) {
            closing = true;
        }
    }

    private boolean gone() throws InterruptedException {
        try {
            boolean more = round.go();
            ailing = false;
            return more;
        } catch (RuntimeException failed) {
            complain(failed);
            return false;
        }
    }

    private void rest() throws InterruptedException {
        if (bell.tryAcquire(every.toMillis(), TimeUnit.MILLISECONDS)) {
            bell.drainPermits();
        }
    }

    private void complain(RuntimeException failed) {
        if (ailing) {
            return;
        }
        ailing = true;
        String reason = Retryable.detail(failed).orElse(null);
        if (reason == null) {
            LOG.log(System.Logger.Level.ERROR, name + ": a round failed; continuing", failed);
        } else {
            LOG.log(System.Logger.Level.WARNING, name + " waits: " + reason);
        }
    }

    /** Starts no further round, and waits briefly for the running one. */
    public void close(Duration grace) {
        closing = true;
        wake();
        Thread running = thread;
        if (running == null) {
            return;
        }
        try {
            running.join(grace);
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        close(Duration.ofSeconds(2));
    }
}
