package io.mailyard.db;

import java.time.Instant;
import java.util.Optional;

/** Detects other servers over the same PostgreSQL. */
final class OtherServers {
    private final StoreSession session;

    OtherServers(StoreSession session) {
        this.session = session;
    }

    boolean table(String name) {
        return session.number(
                        "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema() AND tablename = ?",
                        name)
                > 0;
    }

    /** The server active in the last minute, as part of a sentence. */
    Optional<String> heardOf(Instant now) {
        if (table("server_processes")) {
            return session
                    .query(
                            "SELECT version FROM server_processes WHERE heard_at > "
                                    + ServerPresence.NOW
                                    + " - "
                                    + ServerPresence.HEARD_OF.toMillis(),
                            row -> row.text(1))
                    .stream()
                    .findFirst()
                    .map(version ->
                            "a server of version " + version + " was heard of in the last minute");
        }
        if (!table("node_sessions")) {
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
