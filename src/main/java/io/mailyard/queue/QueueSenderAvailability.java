package io.mailyard.queue;

import io.mailyard.db.InClause;
import io.mailyard.db.Row;
import io.mailyard.db.Tx;
import io.mailyard.routing.SenderAvailability;
import io.mailyard.senders.SenderId;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Reasons known to the queue why senders cannot send: holds, locks, and inactive nodes. */
final class QueueSenderAvailability implements SenderAvailability {
    /** Cached locks, about 150 bytes each; mail for further ones waits in its lane. */
    private static final int MOST_LOCKS = 20_000;

    /**
     * Nodes that run now; the argument is the time. A node that was just activated runs as soon as
     * it receives the change.
     */
    static final String RUNNING_NODES =
            "SELECT DISTINCT s.node_id FROM node_sessions s JOIN nodes n ON n.id = s.node_id"
                    + " WHERE s.ended_at IS NULL AND n.mta_active = 1 AND s.lease_until > ?"
                    + " AND (s.running = 1 OR n.updated_at >= s.last_seen_at)";

    private final InstantSource clock;

    QueueSenderAvailability(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public List<SenderHold> holds(Tx tx, Collection<SenderId> senders) {
        return InClause.query(
                tx,
                "SELECT sender_id, account_id, campaign_id, isp FROM holds WHERE kind = '"
                        + Hold.KIND
                        + "' AND sender_id IN {list}",
                senders.stream().map(SenderId::value).toList(),
                QueueSenderAvailability::hold);
    }

    private static SenderHold hold(Row row) {
        return new SenderHold(
                new SenderId(row.number("sender_id")),
                optional(row.numberOrNull("account_id")),
                optional(row.numberOrNull("campaign_id")),
                row.text("isp"));
    }

    private static OptionalLong optional(@Nullable Long value) {
        return value == null ? OptionalLong.empty() : OptionalLong.of(value);
    }

    @Override
    public TransientState transientState(Tx tx) {
        List<DestinationLock> locks =
                tx.query(
                        "SELECT sender_id, isp, domain FROM locks WHERE until_at > ? LIMIT ?",
                        row ->
                                new DestinationLock(
                                        new SenderId(row.number("sender_id")),
                                        row.text("isp"),
                                        row.text("domain")),
                        clock.instant(),
                        MOST_LOCKS);
        List<Long> running = tx.query(RUNNING_NODES, row -> row.number(), clock.instant());
        return new TransientState(new HashSet<>(locks), new HashSet<>(running));
    }
}
