package io.mailyard.db;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Detects whether this process changed an object since it was read: cached data is valid while its
 * counter is unchanged. A counter advances once the change is durable and before {@link
 * Database#write} returns, so a reader after an acknowledged change rereads. Read the counter
 * first, then the store.
 */
public final class ChangeCounters {
    /**
     * Objects share counters, which bounds memory; one in so many changes invalidates another
     * object.
     */
    private static final int MARKS = 4096;

    private final AtomicLongArray marks = new AtomicLongArray(MARKS);

    /** The current counter of object {@code id}. */
    public long of(long id) {
        return marks.get(place(id));
    }

    /**
     * Records that {@code tx} changes object {@code id}; its counter advances when that is stored.
     */
    public void changed(Tx tx, long id) {
        tx.afterCommit(() -> marks.incrementAndGet(place(id)));
    }

    private static int place(long id) {
        return (int) (id & (MARKS - 1));
    }
}
