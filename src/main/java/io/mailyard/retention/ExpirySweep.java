package io.mailyard.retention;

import io.mailyard.db.Database;
import io.mailyard.db.GroupStage;
import io.mailyard.db.InClause;
import io.mailyard.db.Row;
import io.mailyard.db.Tx;
import io.mailyard.lanes.Lanes;
import io.mailyard.lanes.RecipientState;
import io.mailyard.lanes.StagedChange;
import io.mailyard.lanes.StagedChange.LaneStep;
import io.mailyard.lanes.StagedChange.LedgerStep;
import io.mailyard.outcomes.DeliveryEventListener;
import io.mailyard.outcomes.Finisher;
import io.mailyard.statistics.StatisticsFigure;
import io.mailyard.statistics.StatisticsKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Expires mail that no node attempts, for example while no node runs. Nodes report the expiry of
 * mail they hold.
 */
public final class ExpirySweep {
    /** Grace period in which nodes can report the expiry themselves. */
    public static final Duration GRACE = Duration.ofSeconds(60);

    /** Lanes per round. */
    private static final int LANES = 100;

    /** Recipients read at once and expired in one transaction. */
    private static final int STEP = 500;

    private final Database database;
    private final GroupStage<StagedChange> stage;
    private final DeliveryEventListener events;
    private final InstantSource clock;

    public ExpirySweep(
            Database database,
            GroupStage<StagedChange> stage,
            DeliveryEventListener events,
            InstantSource clock) {
        this.database = database;
        this.stage = stage;
        this.events = events;
        this.clock = clock;
    }

    private record DueLane(long id, long clockOffset, long bound) {}

    private record ExpiringRecipient(long id, long dueAt, long expiresAt) {}

    /** Checks lanes whose earliest expiry has passed; returns the number of expired recipients. */
    public int sweep() {
        Instant now = clock.instant();
        List<DueLane> lanes =
                database.readOne(tx ->
                        tx.query(
                                "SELECT id, clock_offset, expires_at FROM lanes WHERE stopped_at IS NULL AND fresh + retry > 0"
                                        + " AND expires_at <= ? ORDER BY expires_at LIMIT ?",
                                row ->
                                        new DueLane(
                                                row.number("id"),
                                                row.number("clock_offset"),
                                                row.number("expires_at")),
                                now.minus(GRACE),
                                LANES));
        int ended = 0;
        for (DueLane lane : lanes) {
            ended += sweep(lane, now.toEpochMilli());
        }
        return ended;
    }

    /**
     * Checks due recipients, since expired ones are due. Afterwards the lane's bound is the
     * earliest remaining expiry, or the time when the next recipient is due, which is no later.
     */
    private int sweep(DueLane lane, long now) {
        long time = now - lane.clockOffset();
        long bound = Lanes.NEVER;
        int ended = 0;
        ExpiringRecipient last = new ExpiringRecipient(0, Long.MIN_VALUE, 0);
        List<ExpiringRecipient> page = page(lane.id(), last);
        while (!page.isEmpty() && last.dueAt() <= time) {
            List<Long> over =
                    page.stream()
                            .filter(expiringRecipient -> expiringRecipient.expiresAt() <= time)
                            .map(ExpiringRecipient::id)
                            .toList();
            ended += over.isEmpty() ? 0 : database.write(tx -> expire(tx, lane.id(), over, now));
            for (ExpiringRecipient expiringRecipient : page) {
                if (expiringRecipient.expiresAt() > time) {
                    bound =
                            Math.min(
                                    bound,
                                    expiringRecipient.dueAt() > time
                                            ? expiringRecipient.dueAt()
                                            : expiringRecipient.expiresAt());
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

    private List<ExpiringRecipient> page(long lane, ExpiringRecipient after) {
        return database.readOne(tx ->
                tx.query(
                        "SELECT id, due_at, expires_at FROM recipients WHERE lane_id = ? AND state <= 1"
                                + " AND (due_at, id) > (?, ?) ORDER BY due_at, id LIMIT ?",
                        row ->
                                new ExpiringRecipient(
                                        row.number("id"),
                                        row.number("due_at"),
                                        row.number("expires_at")),
                        lane,
                        after.dueAt(),
                        after.id(),
                        STEP));
    }

    private record ExpiredRecipient(
            long id, long account, RecipientState state, long sender, String isp) {
        static ExpiredRecipient read(Row row) {
            return new ExpiredRecipient(
                    row.number("id"),
                    row.number("account_id"),
                    RecipientState.of(row.number("state")),
                    row.number("sender_id"),
                    row.text("isp"));
        }

        StatisticsKey key(Instant at) {
            return StatisticsKey.of(at, account, sender, isp);
        }
    }

    /** Expires those that are still due. */
    private int expire(Tx tx, long lane, List<Long> recipients, long now) {
        Map<Long, ExpiredRecipient> over = new LinkedHashMap<>();
        InClause.query(
                        tx,
                        """
                        SELECT r.id, r.account_id, r.state, l.sender_id, l.isp
                        FROM recipients r JOIN lanes l ON l.id = r.lane_id
                        WHERE r.state <= 1 AND l.stopped_at IS NULL AND l.purged = 0
                          AND r.expires_at + l.clock_offset <= ? AND r.id IN {list}
                        """,
                        recipients,
                        ExpiredRecipient::read,
                        now)
                .forEach(expiredRecipient -> over.put(expiredRecipient.id(), expiredRecipient));
        Finisher.of(RecipientState.EXPIRED, Instant.ofEpochMilli(now))
                .finish(tx, events, List.copyOf(over.keySet()));
        for (ExpiredRecipient expiredRecipient : over.values()) {
            tx.stage(stage, LaneStep.leaving(lane, expiredRecipient.state()));
            tx.stage(
                    stage,
                    LedgerStep.of(
                            expiredRecipient.key(Instant.ofEpochMilli(now)),
                            StatisticsFigure.EXPIRED,
                            1));
        }
        return over.size();
    }
}
