package io.mailyard.db;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The numbers given out within one transaction: read at the first use, counted in memory, stored
 * once before the commit. Nobody else can count meanwhile, since the transaction holds the write
 * lock.
 */
final class Sequences {
    private final Session session;
    private final Map<String, Counter> counters = new HashMap<>();

    Sequences(Session session) {
        this.session = session;
    }

    private static final class Counter {
        long value;
        long kept;
        final long stored;

        Counter(long value) {
            this.value = value;
            this.kept = value;
            this.stored = value;
        }
    }

    long next(String name) {
        Counter counter = counters.get(name);
        if (counter == null) {
            counter = load(name);
            counters.put(name, counter);
        }
        return ++counter.value;
    }

    private Counter load(String name) {
        List<Long> found =
                session.query(
                        "SELECT value FROM sequences WHERE name = ?", row -> row.number(1), name);
        return new Counter(found.isEmpty() ? 0 : found.getFirst());
    }

    /** The numbers given out since the last call are given for good. */
    void keep() {
        for (Counter counter : counters.values()) {
            counter.kept = counter.value;
        }
    }

    /** Takes back the numbers given out since {@link #keep}. */
    void undo() {
        for (Counter counter : counters.values()) {
            counter.value = counter.kept;
        }
    }

    /** Stores the counters that moved. */
    void flush() {
        List<@Nullable Object[]> rows = new ArrayList<>();
        counters.forEach((name, counter) -> {
            if (counter.value != counter.stored) {
                rows.add(new @Nullable Object[] {name, counter.value});
            }
        });
        session.updateAll(
                "INSERT INTO sequences (name, value) VALUES (?, ?)"
                        + " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                rows);
    }
}
