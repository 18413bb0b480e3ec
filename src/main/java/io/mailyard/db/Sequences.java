package io.mailyard.db;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Ids assigned within one transaction: read at first use, counted in memory, and stored once before
 * the commit. The transaction holds the write lock, so nobody else counts meanwhile.
 */
final class Sequences {
    private final StoreSession session;
    private final Map<String, SequenceCounter> counters = new HashMap<>();

    /**
     * Creates counters.
     *
     * @param known the sequences that the session read when it began, all or none
     */
    Sequences(StoreSession session, Map<String, Long> known) {
        this.session = session;
        known.forEach((name, value) -> counters.put(name, new SequenceCounter(value)));
    }

    private static final class SequenceCounter {
        long value;
        long kept;
        final long stored;

        SequenceCounter(long value) {
            this.value = value;
            this.kept = value;
            this.stored = value;
        }
    }

    long next(String name) {
        SequenceCounter counter = counters.get(name);
        if (counter == null) {
            counter = load(name);
            counters.put(name, counter);
        }
        return ++counter.value;
    }

    private SequenceCounter load(String name) {
        List<Long> found =
                session.query(
                        "SELECT value FROM sequences WHERE name = ?", row -> row.number(1), name);
        return new SequenceCounter(found.isEmpty() ? 0 : found.getFirst());
    }

    /**
     * Ids assigned within one transaction: read at first use, counted in memory, and stored once
     * before the commit. The transaction holds the write lock, so nobody else counts meanwhile.
     */
    void keep() {
        for (SequenceCounter counter : counters.values()) {
            counter.kept = counter.value;
        }
    }

    /** Takes back ids assigned since {@link #keep}. */
    void undo() {
        for (SequenceCounter counter : counters.values()) {
            counter.value = counter.kept;
        }
    }

    /** Stores changed counters and commits; on PostgreSQL in one round trip. */
    void storeAndCommit() throws SQLException {
        List<@Nullable Object> args = new ArrayList<>();
        counters.forEach((name, counter) -> {
            if (counter.value != counter.stored) {
                args.add(name);
                args.add(counter.value);
            }
        });
        if (args.isEmpty()) {
            session.commit();
        } else {
            session.commitAfter(
                    "INSERT INTO sequences (name, value) VALUES (?, ?)"
                            + ", (?, ?)".repeat(args.size() / 2 - 1)
                            + " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                    args.toArray());
        }
    }
}
