package io.mailyard.queue;

import io.mailyard.db.Database;
import io.mailyard.db.Row;
import io.mailyard.db.Tx;
import io.mailyard.queue.StagedChange.LaneStep;
import io.mailyard.queue.StagedChange.LedgerStep;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Ends mail whose time is over and that no node takes. Nodes report what expires in their hands;
 * this is for mail that none looks at, such as while no node runs.
 */
final class ExpirySweep {
    /** What nodes are given to say it themselves. */
    static final Duration GRACE = Duration.ofSeconds(60);

    /** Lanes looked at in one round. */
    private static final int LANES = 100;

    /** Recipients read at once, and ended in one transaction. */
    private static final int STEP = 500;

    private final Database database;
    private final QueueStage stage;
    private final DeliveryEventListener telling;
    private final InstantSource clock;

    ExpirySweep(
            Database database,
            QueueStage stage,
            DeliveryEventListener telling,
            InstantSource clock) {
        this.database = database;
        this.stage = stage;
        this.telling = telling;
        this.clock = clock;
    }

    private record LaneAt(long id, long clockOffset, long bound) {}

    private record Waiting(long id, long dueAt, long expiresAt) {}

    /** Looks at the lanes whose earliest expiry has passed; how many recipients expired. */
    int sweep() {
        Instant now = clock.instant();
        List<LaneAt> lanes =
                database.glance(tx ->
                        tx.query(
                                "SELECT id, clock_offset, expires_at FROM lanes WHERE stopped_at IS NULL AND fresh + retry > 0"
                                        + " AND expires_at <= ? ORDER BY expires_at LIMIT ?",
                                row -> new LaneAt(row.number(1), row.number(2), row.number(3)),
                                now.minus(GRACE),
                                LANES));
        int ended = 0;
        for (LaneAt lane : lanes) {
            ended += sweep(lane, now.toEpochMilli());
        }
        return ended;
    }

    /**
     * Goes through what is due: what has expired is due. Then the lane's bound is what is left, or
     * when something is due next, which is no later than it expires.
     */
    private int sweep(LaneAt lane, long now) {
        long time = now - lane.clockOffset();
        long bound = Lanes.NEVER;
        int ended = 0;
        Waiting last = new Waiting(0, Long.MIN_VALUE, 0);
        List<Waiting> page = page(lane.id(), last);
        while (!page.isEmpty() && last.dueAt() <= time) {
            List<Long> over =
                    page.stream().filter(one -> one.expiresAt() <= time).map(Waiting::id).toList();
            ended += over.isEmpty() ? 0 : database.write(tx -> expire(tx, lane.id(), over, now));
            for (Waiting one : page) {
                if (one.expiresAt() > time) {
                    bound = Math.min(bound, one.dueAt() > time ? one.dueAt() : one.expiresAt());
                }
            }
            last = page.getLast();
            page = page.size() < STEP ? List.of() : page(lane.id(), last);
        }
        long found = bound == Lanes.NEVER ? bound : bound + lane.clockOffset();
        database.write(tx ->
                tx.update(
                        "UPDATE lanes SET expires_at = ? WHERE id = ? AND expires_at = ? AND clock_offset = ?",
                        found,
                        lane.id(),
                        lane.bound(),
                        lane.clockOffset()));
        return ended;
    }

    private List<Waiting> page(long lane, Waiting after) {
        return database.glance(tx ->
                tx.query(
                        "SELECT id, due_at, expires_at FROM recipients WHERE lane_id = ? AND state <= 1"
                                + " AND (due_at, id) > (?, ?) ORDER BY due_at, id LIMIT ?",
                        row -> new Waiting(row.number(1), row.number(2), row.number(3)),
                        lane,
                        after.dueAt(),
                        after.id(),
                        STEP));
    }

    private record Over(long id, long account, RecipientState state) {
        static Over read(Row row) {
            return new Over(row.number(1), row.number(2), RecipientState.of(row.number(3)));
        }
    }

    /** Of what was seen, that which is still so. */
    private int expire(Tx tx, long lane, List<Long> recipients, long now) {
        Map<Long, Over> over = new LinkedHashMap<>();
        for (List<Long> part : InClause.parts(recipients)) {
            tx.query(
                            "SELECT r.id, r.account_id, r.state FROM recipients r JOIN lanes l ON l.id = r.lane_id"
                                    + " WHERE r.state <= 1 AND l.stopped_at IS NULL AND l.purged = 0"
                                    + " AND r.expires_at + l.clock_offset <= ? AND r.id IN "
                                    + InClause.list(part.size()),
                            Over::read,
                            InClause.args(part, now))
                    .forEach(one -> over.put(one.id(), one));
        }
        Finisher.of(RecipientState.EXPIRED, Instant.ofEpochMilli(now))
                .end(tx, telling, List.copyOf(over.keySet()));
        for (Over one : over.values()) {
            tx.stage(stage, LaneStep.less(lane, one.state()));
            tx.stage(stage, LedgerStep.ended(one.account(), RecipientState.EXPIRED));
        }
        return over.size();
    }
}
