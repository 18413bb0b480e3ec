package io.mailyard.smtp;

import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Ends what takes too long. A socket's own time-out counts from each read and says nothing of
 * writes: a host that sends an octet a minute, or takes none, would hold a thread for ever.
 */
final class Alarm {
    /** One thread for all connections: all it does is to close sockets. */
    private static final ScheduledThreadPoolExecutor CLOCK = clock();

    private Alarm() {}

    private static ScheduledThreadPoolExecutor clock() {
        ScheduledThreadPoolExecutor clock =
                new ScheduledThreadPoolExecutor(
                        1, Thread.ofPlatform().daemon().name("smtp-alarm").factory());
        clock.setRemoveOnCancelPolicy(true);
        return clock;
    }

    /** Runs {@code action} after {@code wait}, unless it is cancelled. */
    static ScheduledFuture<?> after(Duration wait, Runnable action) {
        return CLOCK.schedule(action, wait.toMillis(), TimeUnit.MILLISECONDS);
    }
}
