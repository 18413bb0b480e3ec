package io.mailyard.db;

import java.time.Instant;
import java.util.Optional;

/** Detects other servers over the same PostgreSQL. */
final class OtherServers {
    private final StoreSession session;

    OtherServers(StoreSession session) {
        this.session = session;
    }

    /** A server active in the last minute, as part of a sentence. */
    Optional<String> heardOf(Instant now) {
        return heardOf(now, Integer.MAX_VALUE);
    }

    /** A server active in the last minute that does not know a schema, as part of a sentence. */
    Optional<String> heardOf(Instant now, int schema) {
        if (StoreTables.exists(session, "server_processes")) {
            // none of a version before 0.2.0 says what it knows
            boolean says = StoreTables.hasColumn(session, "server_processes", "schema");
            return session
                    .query(
                            "SELECT version FROM server_processes WHERE heard_at > "
                                    + ServerPresence.NOW
                                    + " - "
                                    + ServerPresence.HEARD_OF.toMillis()
                                    + (says ? " AND coalesce(schema, 0) < " + schema : ""),
                            row -> row.text(1))
                    .stream()
                    .findFirst()
                    .map(version ->
                            "a server of version " + version + " was heard of in the last minute");
        }
        if (!StoreTables.exists(session, "node_sessions")) {
            return Optional.empty();
        }
        // Earlier versions are visible only through their nodes.
        long nodes =
                session.number(
                        "SELECT count(*) FROM node_sessions WHERE ended_at IS NULL AND last_seen_at > ?",
                        now.minus(ServerPresence.HEARD_OF));
        return nodes == 0
                ? Optional.empty()
                : Optional.of("a node of another server was heard of in the last minute");
    }
}
