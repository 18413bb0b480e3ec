package io.mailyard.server;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * How the process ends by a signal: with status 0 once everything is closed, as a service manager
 * expects of a service that was told to stop, and with 1 where something hangs.
 */
public final class ShutdownHook {
    /** SIGTERM ends the process within 10 seconds, whatever hangs. */
    private static final Duration STOP = Duration.ofSeconds(9);

    /** As long as nothing was served yet, a slow step of the start is not waited for longer. */
    private static final Duration STOP_AMID_START = Duration.ofSeconds(2);

    private final CountDownLatch stop = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile boolean failed;
    private volatile boolean serves;

    private ShutdownHook() {}

    /** Acts on a signal from now on. */
    public static ShutdownHook onSignal() {
        ShutdownHook ending = new ShutdownHook();
        Runtime.getRuntime().addShutdownHook(new Thread(ending::signalled, "stop"));
        return ending;
    }

    public void await() throws InterruptedException {
        stop.await();
    }

    /** Whether the signal has come. */
    public boolean isSignalled() {
        return stop.getCount() == 0;
    }

    /** It has started: from now on there is work to end in good order. */
    public void serves() {
        serves = true;
    }

    public void done() {
        stopped.countDown();
    }

    /** The command tells its failure itself and ends with a status of its own. */
    public void failed() {
        failed = true;
        stopped.countDown();
    }

    void signalled() {
        stop.countDown();
        try {
            boolean whole = stoppedWithin(STOP_AMID_START);
            if (!whole && serves) {
                whole = stoppedWithin(STOP.minus(STOP_AMID_START));
            }
            if (failed) {
                return;
            }
            if (!whole && serves) {
                System.err.println("mailyard: not everything ended in time");
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
