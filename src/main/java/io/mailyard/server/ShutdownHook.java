package io.mailyard.server;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ends the process on a signal: with status 0 once everything is closed, as a service manager
 * expects of a service that it stopped, and with 1 if something hangs.
 */
public final class ShutdownHook {
    /** Upper limit from the end of the notice, 1 s by default, to the end of the process. */
    private static final Duration STOP = Duration.ofSeconds(8);

    /**
     * Upper limit while nothing was served yet: a slow step of the start is not waited for longer.
     */
    private static final Duration STOP_AMID_START = Duration.ofSeconds(2);

    private final CountDownLatch stop = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile boolean failed;
    private volatile boolean serves;
    private volatile Duration notice = Duration.ofSeconds(1);

    private ShutdownHook() {}

    /** Handles a signal from now on; one that has come before counts too. */
    public static ShutdownHook onSignal() {
        ShutdownHook ending = new ShutdownHook();
        try {
            Runtime.getRuntime().addShutdownHook(new Thread(ending::signalled, "stop"));
        } catch (IllegalStateException alreadyStopping) {
            // the signal came before: Java ends the process by itself, and nothing is to be started
            ending.stop.countDown();
        }
        return ending;
    }

    /**
     * Waits until the signal arrives; for the thread that closes everything then.
     *
     * @throws InterruptedException if the waiting thread is interrupted
     */
    public void await() throws InterruptedException {
        stop.await();
    }

    /** Whether the signal has arrived. */
    public boolean isSignalled() {
        return stop.getCount() == 0;
    }

    /** Records that the server has started: from now on a signal lets running work end. */
    public void serves() {
        serves = true;
    }

    /**
     * Records that the server has started, and how long it serves on after a signal.
     *
     * @param served how long it serves on after a signal
     */
    public void serves(Duration served) {
        notice = served;
        serves();
    }

    /** Records that everything is closed: the process ends with status 0. */
    public void done() {
        stopped.countDown();
    }

    /**
     * Records that the command failed: it reports its failure itself and ends with its own status.
     */
    public void failed() {
        failed = true;
        stopped.countDown();
    }

    void signalled() {
        stop.countDown();
        try {
            boolean whole = stoppedWithin(STOP_AMID_START);
            if (!whole && serves) {
                whole = stoppedWithin(notice.plus(STOP).minus(STOP_AMID_START));
            }
            if (failed) {
                return;
            }
            if (!whole && serves) {
                System.err.println("mailyard: not everything stopped in time");
            }
            System.out.flush();
            System.err.flush();
            Runtime.getRuntime().halt(whole || !serves ? 0 : 1);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean stoppedWithin(Duration limit) throws InterruptedException {
        return stopped.await(limit.toMillis(), TimeUnit.MILLISECONDS);
    }
}
