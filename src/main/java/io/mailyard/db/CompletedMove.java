package io.mailyard.db;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A move that came to its end before: the source has its mark, and the target has what the source
 * ends with.
 *
 * @param at when it ended
 * @param usedSince whether the target has been written to since
 */
public record CompletedMove(Instant at, boolean usedSince) {
    /** The end of a store: the last row of its audit, which has the hash of all rows before it. */
    private record StoreEnd(List<String> salts, long audit, String hash) {}

    /** The move of {@code source} into {@code target}, if it came to its end. */
    static Optional<CompletedMove> find(StoreSession source, StoreSession target) {
        Optional<Instant> at =
                source.one(
                        "SELECT applied_at FROM schema_versions WHERE version = ?",
                        row -> Instant.ofEpochMilli(row.number(1)),
                        SchemaState.MOVED);
        if (at.isEmpty()
                || !StoreTables.exists(target, "audit_head")
                || !StoreTables.exists(target, "erasure_salt")) {
            return Optional.empty();
        }
        StoreEnd moved = end(source);
        StoreEnd there = end(target);
        boolean same = moved.equals(there);
        boolean goesOn =
                moved.salts().equals(there.salts())
                        && target.number(
                                        "SELECT count(*) FROM audit WHERE id = ? AND hash = ?",
                                        moved.audit(),
                                        moved.hash())
                                > 0;
        return same || goesOn ? at.map(when -> new CompletedMove(when, !same)) : Optional.empty();
    }

    private static StoreEnd end(StoreSession session) {
        List<String> salts =
                session.query("SELECT salt FROM erasure_salt ORDER BY salt", row -> row.text(1));
        return session.one(
                        "SELECT id, hash FROM audit_head",
                        row -> new StoreEnd(salts, row.number(1), row.text(2)))
                .orElse(new StoreEnd(salts, 0, ""));
    }
}
