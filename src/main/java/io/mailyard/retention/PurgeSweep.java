package io.mailyard.retention;

import io.mailyard.db.Database;
import io.mailyard.db.Tx;
import io.mailyard.lanes.RecipientState;
import io.mailyard.outcomes.DeliveryEventListener;
import io.mailyard.outcomes.Finisher;
import java.time.InstantSource;
import java.util.List;

/** Ends the recipients of purged lanes in steps; they were counted when the lane was purged. */
public final class PurgeSweep {
    /** Recipients ended per transaction: keeps the wait of other writers short. */
    private static final int STEP = 500;

    private final Database database;
    private final DeliveryEventListener events;
    private final InstantSource clock;

    public PurgeSweep(Database database, DeliveryEventListener events, InstantSource clock) {
        this.database = database;
        this.events = events;
        this.clock = clock;
    }

    /** Runs one step; returns whether more may remain. */
    public boolean step() {
        List<Long> lanes =
                database.readOne(tx ->
                        tx.query(
                                "SELECT id FROM lanes WHERE purged = 1 ORDER BY id LIMIT 1",
                                row -> row.number()));
        lanes.forEach(lane -> database.write(tx -> step(tx, lane)));
        return !lanes.isEmpty();
    }

    private int step(Tx tx, long lane) {
        List<Long> left =
                tx.query(
                        "SELECT id FROM recipients WHERE lane_id = ? AND state <= 1 ORDER BY due_at, id LIMIT ?",
                        row -> row.number(),
                        lane,
                        STEP);
        Finisher.of(RecipientState.PURGED, clock.instant()).finish(tx, events, left);
        if (left.size() < STEP) {
            tx.update("UPDATE lanes SET purged = 2 WHERE id = ? AND purged = 1", lane);
        }
        return left.size();
    }
}
