package io.mailyard.db;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Tells whether something with a number was changed by this process since it was read: what is kept
 * in memory is good while its mark is the same. A mark moves once the change is durable and before
 * {@link Database#write} returns, so whoever reads after a change was acknowledged reads anew. Read
 * the mark first, then the store.
 */
public final class ChangeCounters {
    /** Things share marks, so this bounds the memory; one in so many changes drops another's. */
    private static final int MARKS = 4096;

    private final AtomicLongArray marks = new AtomicLongArray(MARKS);

    /** The mark of the thing {@code id} as it stands. */
    public long of(long id) {
        return marks.get(place(id));
    }

    /** The thing {@code id} is changed by {@code tx}; its mark moves if and when that is stored. */
    public void changed(Tx tx, long id) {
        tx.afterCommit(() -> marks.incrementAndGet(place(id)));
    }

    private static int place(long id) {
        return (int) (id & (MARKS - 1));
    }
}
