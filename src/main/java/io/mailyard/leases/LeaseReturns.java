package io.mailyard.leases;

import io.mailyard.db.Database;
import io.mailyard.db.GroupStage;
import io.mailyard.db.Tx;
import io.mailyard.delivery.LeaseNumber;
import io.mailyard.lanes.EngineSession;
import io.mailyard.lanes.RecipientState;
import io.mailyard.lanes.StagedChange;
import io.mailyard.lanes.StagedChange.LaneStep;
import io.mailyard.lanes.StagedChange.LedgerStep;
import io.mailyard.outcomes.DeliveryEventListener;
import io.mailyard.outcomes.Finisher;
import io.mailyard.statistics.StatisticsFigure;
import io.mailyard.statistics.StatisticsKey;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** Returns leased recipients to the queue that no attempt will be made of. */
public final class LeaseReturns {
    /** Recipients returned in one transaction: keeps the wait of other writers short. */
    static final int STEP = 500;

    private final Database database;
    private final GroupStage<StagedChange> stage;
    private final DeliveryEventListener events;
    private final InstantSource clock;

    LeaseReturns(
            Database database,
            GroupStage<StagedChange> stage,
            DeliveryEventListener events,
            InstantSource clock) {
        this.database = database;
        this.stage = stage;
        this.events = events;
        this.clock = clock;
    }

    /** Returns everything that a session holds. */
    void all(long session) {
        repeat(tx -> step(tx, "r.session_id = ?", session));
    }

    /**
     * Returns what requests leased whose answers the node never had, so that it does not wait for
     * the end of a session that goes on. Of those that still arrive, none leases anything.
     *
     * @throws SessionEnded if the session has ended
     * @throws LeaseOvertaken if a later request was here before
     */
    void returnUnanswered(EngineSession session, LeaseNumber number) {
        database.write(tx -> overtake(tx, session.id(), number.number()));
        repeat(tx ->
                step(
                        tx,
                        "r.session_id = ? AND r.lease > ? AND r.lease < ?",
                        session.id(),
                        number.answered(),
                        number.number()));
    }

    private static long overtake(Tx tx, long session, long number) {
        long last = newest(tx, session).orElseThrow(() -> new SessionEnded(session));
        if (number <= last) {
            throw new LeaseOvertaken();
        }
        record(tx, session, number - 1);
        return number;
    }

    /** Number of the newest request that was answered in a session; empty if it has ended. */
    static Optional<Long> newest(Tx tx, long session) {
        return tx.one(
                "SELECT last_lease FROM node_sessions WHERE ended_at IS NULL AND id = ?",
                row -> row.number(),
                session);
    }

    /** Records the newest request of a session. */
    static void record(Tx tx, long session, long number) {
        tx.update("UPDATE node_sessions SET last_lease = ? WHERE id = ?", number, session);
    }

    private void repeat(ToIntFunction<Tx> step) {
        int returned = STEP;
        while (returned == STEP) {
            returned = database.write(step::applyAsInt);
        }
    }

    /** A leased recipient that is returned. */
    private record LeasedRow(
            long id,
            long lane,
            long account,
            long attempts,
            boolean purged,
            long due,
            long node,
            long sender,
            String isp) {}

    private static List<LeasedRow> held(Tx tx, String which, long... args) {
        List<Object> all = new ArrayList<>();
        for (long arg : args) {
            all.add(arg);
        }
        all.add(STEP);
        return tx.query(
                "SELECT r.id, r.lane_id, r.account_id, r.attempts, l.purged, r.due_at + l.clock_offset AS due,"
                        + " s.node_id, l.sender_id, l.isp FROM recipients r JOIN lanes l ON l.id = r.lane_id"
                        + " JOIN node_sessions s ON s.id = r.session_id WHERE "
                        + which
                        + " ORDER BY r.id LIMIT ?",
                row ->
                        new LeasedRow(
                                row.number("id"),
                                row.number("lane_id"),
                                row.number("account_id"),
                                row.number("attempts"),
                                row.number("purged") > 0,
                                row.number("due"),
                                row.number("node_id"),
                                row.number("sender_id"),
                                row.text("isp")),
                all.toArray());
    }

    /**
     * Returns recipients without counting an attempt, since it is unknown whether there was one.
     */
    private int step(Tx tx, String which, long... args) {
        List<LeasedRow> held = held(tx, which, args);
        List<@Nullable Object[]> rows = new ArrayList<>(held.size());
        Map<Long, LaneStep> steps = new LinkedHashMap<>();
        List<Long> purged = new ArrayList<>();
        for (LeasedRow leasedRow : held) {
            RecipientState state = RecipientState.waiting(leasedRow.attempts());
            steps.merge(
                    leasedRow.lane(),
                    new LaneStep(
                            leasedRow.lane(),
                            !leasedRow.purged() && state == RecipientState.NEW ? 1 : 0,
                            !leasedRow.purged() && state == RecipientState.RETRY ? 1 : 0,
                            -1,
                            leasedRow.due(),
                            leasedRow.due(),
                            0),
                    LaneStep::plus);
            if (leasedRow.purged()) {
                purged.add(leasedRow.id());
            }
            rows.add(new @Nullable Object[] {state.number(), leasedRow.id()});
        }
        tx.updateAll("UPDATE recipients SET state = ?, session_id = NULL WHERE id = ?", rows);
        LostLeases.record(
                tx,
                held.stream()
                        .map(leasedRow -> new @Nullable Object[] {leasedRow.id(), leasedRow.node()})
                        .toList());
        Finisher.of(RecipientState.PURGED, now()).finish(tx, events, purged);
        for (LeasedRow leasedRow : held) {
            if (leasedRow.purged()) {
                StatisticsKey key =
                        StatisticsKey.of(
                                now(), leasedRow.account(), leasedRow.sender(), leasedRow.isp());
                tx.stage(stage, LedgerStep.of(key, StatisticsFigure.PURGED, 1));
            }
        }
        steps.values().forEach(step -> tx.stage(stage, step));
        return held.size();
    }

    private Instant now() {
        return clock.instant();
    }
}
