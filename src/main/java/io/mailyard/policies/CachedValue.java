package io.mailyard.policies;

import io.mailyard.db.Database;
import io.mailyard.db.Tx;
import io.mailyard.db.Work;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Data derived from policies, cached in memory: changes of this process apply at once, those of
 * others within a second. At most one statement every half second asks whether anything changed;
 * only then is the data read again. Safe for any number of threads.
 */
final class CachedValue<V> {
    /** The sequence with the number of the last change of any policy. */
    static final String CHANGES = "policy_changes";

    /** Half of the promised second; the rest is for the query. */
    private static final Duration FRESH = Duration.ofMillis(500);

    /**
     * The data.
     *
     * @param mark number of this process's changes before it was read
     * @param number {@link #CHANGES} as it was read
     */
    private record KnownValue<V>(V value, long mark, long number, long readNanos) {}

    private final Database database;
    private final AtomicLong marks;
    private final Work<V> read;
    private final ReentrantLock reading = new ReentrantLock();
    private volatile @Nullable KnownValue<V> known;

    /**
     * Creates a cache.
     *
     * @param marks advances when this process has changed a policy
     */
    CachedValue(Database database, AtomicLong marks, Work<V> read) {
        this.database = database;
        this.marks = marks;
        this.read = read;
    }

    V value() {
        KnownValue<V> now = known;
        if (now != null && fresh(now)) {
            return now.value();
        }
        reading.lock();
        try {
            KnownValue<V> read = known;
            return read != null && fresh(read) ? read.value() : again(read);
        } finally {
            reading.unlock();
        }
    }

    private boolean fresh(KnownValue<V> one) {
        return one.mark() == marks.get() && System.nanoTime() - one.readNanos() < FRESH.toNanos();
    }

    private V again(@Nullable KnownValue<V> before) {
        long mark = marks.get();
        long began = System.nanoTime();
        if (before != null && before.number() == database.readOne(CachedValue::number)) {
            known = new KnownValue<>(before.value(), mark, before.number(), began);
            return before.value();
        }
        KnownValue<V> anew =
                database.read(tx -> new KnownValue<>(read.run(tx), mark, number(tx), began));
        known = anew;
        return anew.value();
    }

    private static long number(Tx tx) {
        return tx.number("SELECT coalesce(max(value), 0) FROM sequences WHERE name = ?", CHANGES);
    }
}
