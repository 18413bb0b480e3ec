package io.mailyard.domains;

import io.mailyard.db.Tx;
import java.time.Instant;
import java.util.Optional;

/** The table {@code domain_tasks}. */
final class DomainTaskTable {
    /** The time of the next check of all domains. */
    static final String CHECK = "check";

    /** The time when the store of a program without domains was upgraded. */
    static final String UPGRADE = "upgrade";

    private DomainTaskTable() {}

    static Optional<Instant> at(Tx tx, String name) {
        return tx.one("SELECT at FROM domain_tasks WHERE name = ?", row -> row.time("at"), name);
    }

    static void set(Tx tx, String name, Instant at) {
        tx.update(
                "INSERT INTO domain_tasks (name, at) VALUES (?, ?)"
                        + " ON CONFLICT (name) DO UPDATE SET at = excluded.at",
                name,
                at);
    }
}
