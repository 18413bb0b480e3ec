package io.mailyard.retention;

import io.mailyard.db.GroupStage;
import io.mailyard.db.InClause;
import io.mailyard.db.Row;
import io.mailyard.db.Tx;
import io.mailyard.lanes.RecipientState;
import io.mailyard.lanes.StagedChange;
import io.mailyard.lanes.StagedChange.LaneStep;
import io.mailyard.lanes.StagedChange.LedgerStep;
import io.mailyard.outcomes.DeliveryEventListener;
import io.mailyard.outcomes.Finisher;
import io.mailyard.statistics.StatisticsFigure;
import io.mailyard.statistics.StatisticsKey;
import java.time.Instant;
import java.util.List;

/** Purges single recipients that no node attempts. */
public final class RecipientPurge {
    private static final String WAITING =
            """
            SELECT r.id, r.state, r.account_id, l.id AS lane_id, l.sender_id, l.isp
            FROM recipients r JOIN lanes l ON l.id = r.lane_id
            WHERE r.state <= 1 AND l.purged = 0 AND r.id IN {list}
            """;

    private RecipientPurge() {}

    private record PurgedRecipient(
            long id, RecipientState state, long account, long lane, long sender, String isp) {
        static PurgedRecipient read(Row row) {
            return new PurgedRecipient(
                    row.number("id"),
                    RecipientState.of(row.number("state")),
                    row.number("account_id"),
                    row.number("lane_id"),
                    row.number("sender_id"),
                    row.text("isp"));
        }
    }

    /** Ends those that wait, and returns their number; mail with a node ends by itself. */
    public static int purge(
            Tx tx,
            GroupStage<StagedChange> stage,
            DeliveryEventListener events,
            List<Long> recipients,
            Instant now) {
        List<PurgedRecipient> waiting =
                InClause.query(tx, WAITING, recipients, PurgedRecipient::read);
        Finisher.of(RecipientState.PURGED, now)
                .finish(tx, events, waiting.stream().map(PurgedRecipient::id).toList());
        for (PurgedRecipient one : waiting) {
            tx.stage(stage, LaneStep.leaving(one.lane(), one.state()));
            tx.stage(
                    stage,
                    LedgerStep.of(
                            StatisticsKey.of(now, one.account(), one.sender(), one.isp()),
                            StatisticsFigure.PURGED,
                            1));
        }
        return waiting.size();
    }
}
