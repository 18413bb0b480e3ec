package io.mailyard.search;

import io.mailyard.base.ApiException;
import io.mailyard.base.ErrorCode;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Limits searches that run at once, which read for longer than other calls: four in all, so that
 * readers remain for the rest, and two of one caller.
 */
final class SearchSlots {
    private static final int IN_ALL = 4;
    private static final int OF_ONE = 2;

    /** A search waits this long for its turn. */
    private static final long PATIENCE_SECONDS = 2;

    private final Semaphore all = new Semaphore(IN_ALL, true);
    private final ConcurrentMap<String, Integer> running = new ConcurrentHashMap<>();

    /**
     * Runs a search of a caller.
     *
     * @throws ApiException error 429 or 503 where too many run
     */
    <T> T run(String caller, Supplier<T> search) {
        if (running.merge(caller, 1, Integer::sum) > OF_ONE) {
            leave(caller);
            throw new ApiException(
                    ErrorCode.TOO_MANY_REQUESTS,
                    OF_ONE + " searches of yours are running: wait for one to end");
        }
        try {
            if (!all.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new ApiException(
                        ErrorCode.NOT_READY, IN_ALL + " searches are running: try again");
            }
            try {
                return search.get();
            } finally {
                all.release();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new ApiException(ErrorCode.NOT_READY, "the server is stopping");
        } finally {
            leave(caller);
        }
    }

    private void leave(String caller) {
        running.computeIfPresent(caller, (_, count) -> count == 1 ? null : count - 1);
    }
}
