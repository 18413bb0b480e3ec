package io.mailyard.db;

import io.mailyard.base.Retryable;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loop of background work: one thread that runs a round when it is woken, and regularly for
 * changes of other processes and due times. A failing round is logged once per spell of trouble and
 * repeated.
 */
public final class BackgroundLoop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BackgroundLoop.class);

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

    /** One round of work that knows when the next one is due. */
    @FunctionalInterface
    public interface TimedRound {
        /**
         * Does the due work.
         *
         * @return time until the next round, unless it is woken; zero: it follows at once
         */
        Duration go() throws InterruptedException;
    }

    private final String name;
    private final Duration every;
    private final TimedRound round;
    private final Semaphore bell = new Semaphore(0);
    private volatile boolean closing;
    private volatile @Nullable Thread thread;
    private boolean ailing;

    /**
     * @param name name of the thread, also for the log
     * @param every maximum sleep
     */
    public BackgroundLoop(String name, Duration every, LoopRound round) {
        this(name, () -> round.go() ? Duration.ZERO : every, every);
    }

    private BackgroundLoop(String name, TimedRound round, Duration every) {
        this.name = name;
        this.every = every;
        this.round = round;
    }

    /**
     * A loop whose rounds say when the next one is due.
     *
     * @param retry sleep after a round that failed
     */
    public static BackgroundLoop timed(String name, Duration retry, TimedRound round) {
        return new BackgroundLoop(name, round, retry);
    }

    /** Starts with a round. */
    public void start() {
        thread = Thread.ofVirtual().name(name).start(() -> run(Duration.ZERO));
    }

    /** Starts with a sleep. */
    public void startLater() {
        thread = Thread.ofVirtual().name(name).start(() -> run(every));
    }

    /** Signals that there may be work. Quick, for any thread. */
    public void wake() {
        bell.release();
    }

    /** Whether its thread was ever started; still true once it is closed. */
    public boolean started() {
        return thread != null;
    }

    /** Whether it was closed. */
    public boolean closing() {
        return closing;
    }

    private void run(Duration first) {
        try {
            rest(first);
            while (!closing) {
                rest(gone());
            }
        } catch (InterruptedException stopped) {
            closing = true;
        }
    }

    private Duration gone() throws InterruptedException {
        try {
            Duration next = round.go();
            ailing = false;
            return next;
        } catch (RuntimeException failed) {
            complain(failed);
            return every;
        }
    }

    private void rest(Duration time) throws InterruptedException {
        if (time.isPositive() && bell.tryAcquire(time.toMillis(), TimeUnit.MILLISECONDS)) {
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
            LOG.error("{}: a round failed; continuing", name, failed);
        } else {
            LOG.warn("{} waits: {}", name, reason);
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
