package io.mailyard.domains;

import io.mailyard.db.Tx;
import java.time.Instant;
import java.util.Optional;

/** The table {@code domain_tasks}. */
final class DomainTaskTable {
    /** When the next check of all domains is due. */
    static final String CHECK = "check";

    /** When the store of a program without domains was gone through. */
    static final String UPGRADE = "upgrade";

    private DomainTaskTable() {}

    static Optional<Instant> at(Tx tx, String name) {
        return tx.one("SELECT at FROM domain_tasks WHERE name = ?", row -> row.time(1), name);
    }

    static void set(Tx tx, String name, Instant at) {
        tx.update(
                "INSERT INTO domain_tasks (name, at) VALUES (?, ?)"
                        + " ON CONFLICT (name) DO UPDATE SET at = excluded.at",
                name,
                at);
    }
}
