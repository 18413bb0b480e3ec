package io.mailyard.agent;

import io.mailyard.db.Tx;
import io.mailyard.nodes.NodeFacts;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * What is true of a node's process, from what its sessions last said: synced where every living one
 * has confirmed what the node is to run by now, running where one takes attempts.
 */
final class SessionFacts implements NodeFacts {
    /** A process speaks every few seconds; one not heard of for as long is not there. */
    static final Duration ALIVE = Duration.ofSeconds(15);

    private final ConfigRevisions revisions;
    private final ChangeSignal bell;
    private final InstantSource clock;

    SessionFacts(ConfigRevisions revisions, ChangeSignal bell, InstantSource clock) {
        this.revisions = revisions;
        this.bell = bell;
        this.clock = clock;
    }

    /** Whoever saves and then asks is not told of a node that has confirmed what was before. */
    @Override
    public void freshen() {
        if (revisions.lookQuietly()) {
            bell.ring();
        }
    }

    private record Said(long revision, boolean running, Instant at, boolean ended) {}

    @Override
    public Facts of(Tx tx, long node) {
        List<Said> all =
                tx.query(
                        "SELECT revision, running, last_seen_at, ended_at FROM node_sessions"
                                + " WHERE node_id = ? ORDER BY last_seen_at DESC LIMIT 100",
                        row ->
                                new Said(
                                        row.number(1),
                                        row.flag(2),
                                        row.time(3),
                                        row.timeOrNull(4) != null),
                        node);
        Instant heard = clock.instant().minus(ALIVE);
        List<Said> living =
                all.stream().filter(one -> !one.ended() && one.at().isAfter(heard)).toList();
        boolean behind = revisions.behind(tx);
        ConfigRevisions.Planned wanted = revisions.planned(node);
        long confirmed =
                (living.isEmpty() ? all : living)
                        .stream().mapToLong(Said::revision).min().orElse(0);
        boolean synced =
                !behind
                        && !living.isEmpty()
                        && living.stream().allMatch(one -> one.revision() == wanted.revision());
        return new Facts(
                synced,
                living.stream().anyMatch(Said::running),
                confirmed,
                wanted.revision(),
                all.stream().findFirst().map(Said::at),
                confirmed == wanted.revision() ? List.of() : drift(tx, node, confirmed, wanted));
    }

    private List<String> drift(Tx tx, long node, long confirmed, ConfigRevisions.Planned wanted) {
        Optional<String> running = revisions.content(tx, node, confirmed);
        return ConfigDrift.between(running.orElse("{}"), wanted.content());
    }
}
