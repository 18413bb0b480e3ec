package io.mailyard.db;

import io.mailyard.base.Retryable;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Work on the store in the background: one thread that goes round when it is woken, and every so
 * often for what another process did or whose time has come. A round that fails is told once for
 * each spell of trouble, and made again.
 */
public final class BackgroundLoop implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("io.mailyard.db");

    /** One look at what there is to do. */
    @FunctionalInterface
    public interface LoopRound {
        /**
         * Does what is due.
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
     * @param name of the thread and in the log
     * @param every how long it sleeps at most
     */
    public BackgroundLoop(String name, Duration every, LoopRound round) {
        this.name = name;
        this.every = every;
        this.round = round;
    }

    public void start() {
        thread = Thread.ofVirtual().name(name).start(this::run);
    }

    /** There may be something to do. Quick, for any thread. */
    public void wake() {
        bell.release();
    }

    public boolean started() {
        return thread != null;
    }

    /** Whether it was told to end. */
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
            LOG.log(System.Logger.Level.ERROR, name + ": a round failed; trying on", failed);
        } else {
            LOG.log(System.Logger.Level.WARNING, name + " waits: " + reason);
        }
    }

    /** Begins no further round, and waits a little for the one under way. */
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
