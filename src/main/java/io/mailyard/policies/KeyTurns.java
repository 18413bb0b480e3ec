package io.mailyard.policies;

import io.mailyard.base.ApiException;
import io.mailyard.base.ErrorCode;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Turns at making key pairs, of which one of RSA takes some hundred milliseconds of a core. Half of
 * the processors work on them, by platform threads, so that no carrier of virtual threads is held;
 * an account has eight turns at most, and a quarter of all are left to administrators.
 */
final class KeyTurns {
    /** Maximum number of turns, of those that work and those that wait. */
    static final int MOST = 64;

    static final int MOST_OF_ACCOUNT = 8;

    /** Keys of no account, which administrators make. */
    static final int MOST_OF_PLATFORM = 16;

    private static final Duration MOST_WAIT = Duration.ofSeconds(10);
    private static final int IDLE_SECONDS = 5;

    /** The pairs of the whole process. */
    static final KeyTurns SHARED =
            new KeyTurns(Math.max(1, Runtime.getRuntime().availableProcessors() / 2), MOST_WAIT);

    private final ThreadPoolExecutor threads;
    private final Duration mostWait;
    private final Map<Long, Integer> owners = new HashMap<>();
    private int all;

    KeyTurns(int threads, Duration mostWait) {
        this.mostWait = mostWait;
        this.threads =
                new ThreadPoolExecutor(
                        threads,
                        threads,
                        IDLE_SECONDS,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(MOST),
                        Thread.ofPlatform().daemon().name("key-pairs-", 1).factory());
        this.threads.allowCoreThreadTimeOut(true);
    }

    /**
     * Waits for a turn and for the result.
     *
     * @param account whose key it is; 0 for one of no account
     * @throws ApiException error 429 if the account has eight turns, 503 if others have all of them
     *     or none came within ten seconds
     */
    <T> T run(long account, Supplier<T> making) {
        enter(account);
        try {
            return made(new FutureTask<>(making::get));
        } finally {
            leave(account);
        }
    }

    private <T> T made(FutureTask<T> task) {
        threads.execute(task);
        try {
            return task.get(mostWait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | CancellationException late) {
            throw full();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new ApiException(ErrorCode.NOT_READY, "the server is stopping");
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(failed.getCause());
        } finally {
            if (!task.isDone()) {
                task.cancel(false);
                threads.remove(task);
            }
        }
    }

    private synchronized void enter(long account) {
        int most = account == 0 ? MOST_OF_PLATFORM : MOST_OF_ACCOUNT;
        if (owners.getOrDefault(account, 0) >= most) {
            throw new ApiException(
                    ErrorCode.TOO_MANY_REQUESTS, "keys of this owner are being made: try again");
        }
        if (all >= (account == 0 ? MOST : MOST - MOST_OF_PLATFORM)) {
            throw full();
        }
        owners.merge(account, 1, Integer::sum);
        all++;
    }

    /** Returns the number of turns that work or wait. */
    synchronized int waiting() {
        return all;
    }

    private synchronized void leave(long account) {
        owners.computeIfPresent(account, (_, count) -> count == 1 ? null : count - 1);
        all--;
    }

    private static ApiException full() {
        return new ApiException(ErrorCode.NOT_READY, "other keys are being made: try again");
    }
}
