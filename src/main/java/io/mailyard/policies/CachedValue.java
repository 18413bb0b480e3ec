package io.mailyard.policies;

import io.mailyard.db.Database;
import io.mailyard.db.Tx;
import io.mailyard.db.Work;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Something read from policies, kept in memory: right at once after a change by this process, and
 * within a second after one by another. Every half second at most one statement asks whether
 * anything changed; only then is it read anew. Safe for any number of threads.
 */
final class CachedValue<V> {
    /** The number of the last change of any policy, counted as ids are. */
    static final String CHANGES = "policy_changes";

    /** Half of the second that is promised leaves room for the query. */
    private static final Duration FRESH = Duration.ofMillis(500);

    /**
     * @param mark how many changes this process had made when it began to read
     * @param number {@link #CHANGES} as it was read
     */
    private record Known<V>(V value, long mark, long number, long readNanos) {}

    private final Database database;
    private final AtomicLong marks;
    private final Work<V> read;
    private final ReentrantLock reading = new ReentrantLock();
    private volatile @Nullable Known<V> known;

    /**
     * @param marks moves when this process has changed a policy
     */
    CachedValue(Database database, AtomicLong marks, Work<V> read) {
        this.database = database;
        this.marks = marks;
        this.read = read;
    }

    V value() {
        Known<V> now = known;
        if (now != null && fresh(now)) {
            return now.value();
        }
        reading.lock();
        try {
            Known<V> read = known;
            return read != null && fresh(read) ? read.value() : again(read);
        } finally {
            reading.unlock();
        }
    }

    private boolean fresh(Known<V> one) {
        return one.mark() == marks.get() && System.nanoTime() - one.readNanos() < FRESH.toNanos();
    }

    private V again(@Nullable Known<V> before) {
        long mark = marks.get();
        long began = System.nanoTime();
        if (before != null && before.number() == database.readOne(CachedValue::number)) {
            known = new Known<>(before.value(), mark, before.number(), began);
            return before.value();
        }
        Known<V> anew = database.read(tx -> new Known<>(read.run(tx), mark, number(tx), began));
        known = anew;
        return anew.value();
    }

    private static long number(Tx tx) {
        return tx.number("SELECT coalesce(max(value), 0) FROM sequences WHERE name = ?", CHANGES);
    }
}
