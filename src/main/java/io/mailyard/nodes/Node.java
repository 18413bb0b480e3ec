package io.mailyard.nodes;

import java.time.Instant;
import java.util.Optional;

/**
 * A machine that sends.
 *
 * @param id from 1; {@link Nodes#LOCAL} is the node inside the server
 * @param host where it is reached, {@code address:port}, or a name or address alone
 * @param mode {@code HTTPS} or {@code SSH} (docs/spec/admin-api.md, section 4)
 * @param mtaActive whether its MTA is meant to run
 * @param syncWantedAt when it was last told to fetch its configuration
 */
public record Node(
        long id,
        String name,
        String host,
        String mode,
        boolean mtaActive,
        Optional<Instant> syncWantedAt,
        Instant createdAt,
        Instant updatedAt) {

    /** Whether it is the one inside the server. */
    public boolean local() {
        return id == Nodes.LOCAL;
    }

    Node with(String newName, String newHost, String newMode, Instant now) {
        return new Node(id, newName, newHost, newMode, mtaActive, syncWantedAt, createdAt, now);
    }
}
