package io.mailyard.leases;

import io.mailyard.base.AccountId;
import io.mailyard.base.TraceId;
import io.mailyard.db.InClause;
import io.mailyard.db.Row;
import io.mailyard.db.Tx;
import io.mailyard.delivery.DeliveryTask;
import io.mailyard.delivery.HeaderOverrides;
import io.mailyard.lanes.EngineSession;
import io.mailyard.lanes.Lanes;
import io.mailyard.lanes.LeaseRequest;
import io.mailyard.lanes.RecipientState;
import io.mailyard.policies.KeySecret;
import io.mailyard.senders.SenderId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Takes recipients from lanes, earliest due first, and marks them as leased. */
final class RecipientLeaser {
    private static final String BRANCH =
            "SELECT * FROM (SELECT r.id, r.lane_id, r.message_id, r.address, r.domain, r.state, r.attempts, r.due_at, r.expires_at,"
                    + " CASE WHEN r.tied_version = ? THEN r.tied_ip ELSE NULL END AS tied_ip,"
                    + " (SELECT m.envelope_from FROM messages m WHERE m.id = r.message_id) AS envelope_from,"
                    + " (SELECT m.size FROM messages m WHERE m.id = r.message_id) AS size,"
                    + " (SELECT o.put FROM routings g JOIN routed_overrides o ON o.rules_id = g.rules_id"
                    + " AND o.rule = r.rule AND o.share = r.share WHERE g.id = r.routing_id) AS put,"
                    + " (SELECT m.header_from FROM messages m WHERE m.id = r.message_id) AS header_from,"
                    + " (SELECT m.source FROM messages m WHERE m.id = r.message_id) AS source,"
                    + " (SELECT m.passed_on FROM messages m WHERE m.id = r.message_id) AS passed_on,"
                    + " (SELECT m.trace_id FROM messages m WHERE m.id = r.message_id) AS trace_id"
                    + " FROM recipients r WHERE r.lane_id = ? AND r.state <= 1"
                    + " AND (r.tied_node IS NULL OR r.tied_node = ? OR r.tied_version <> ?)"
                    + " ORDER BY r.due_at, r.id LIMIT ?) AS first_due";

    private final EngineSession session;
    private final SenderDirectory senders;
    private final long stopSeq;
    private final long number;
    private final long now;

    RecipientLeaser(LeaseRequest request, SenderDirectory senders, long stopSeq) {
        this.session = request.session();
        this.senders = senders;
        this.stopSeq = stopSeq;
        this.number = request.number();
        this.now = request.now().toEpochMilli();
    }

    private record DueRecipient(
            long id,
            long lane,
            long message,
            String address,
            String domain,
            RecipientState state,
            long attempts,
            long dueAt,
            long expiresAt,
            @Nullable String tiedIp,
            String envelopeFrom,
            long size,
            HeaderOverrides overrides,
            String headerFrom,
            String source,
            boolean passedOn,
            TraceId trace) {
        static DueRecipient read(Row row) {
            return new DueRecipient(
                    row.number("id"),
                    row.number("lane_id"),
                    row.number("message_id"),
                    row.text("address"),
                    row.text("domain"),
                    RecipientState.of(row.number("state")),
                    row.number("attempts"),
                    row.number("due_at"),
                    row.number("expires_at"),
                    row.textOrNull("tied_ip"),
                    row.text("envelope_from"),
                    row.number("size"),
                    row.flag("passed_on") ? HeaderOverrides.NONE : overrides(row.textOrNull("put")),
                    row.text("header_from"),
                    row.text("source"),
                    row.flag("passed_on"),
                    TraceId.of(row.bytesOrNull("trace_id")));
        }

        private static HeaderOverrides overrides(@Nullable String put) {
            if (put == null) {
                return HeaderOverrides.NONE;
            }
            String[] lines = put.split("\n", -1);
            return new HeaderOverrides(lines[0], lines[1], lines[2]);
        }

        /** The From address of the message as sent. */
        String from() {
            return overrides.fromEmail().isEmpty() ? headerFrom : overrides.fromEmail();
        }

        /** The author: notices and delivery notifications are the platform's own. */
        AccountId author(long account) {
            boolean own = source.equals("dsn") || AccountId.isPlatform(account);
            return own ? AccountId.PLATFORM : new AccountId(account);
        }

        /** The reverse path; a bounce keeps its empty one. */
        String reversePath() {
            return envelopeFrom.isEmpty() || overrides.fromEmail().isEmpty()
                    ? envelopeFrom
                    : overrides.fromEmail();
        }
    }

    /**
     * Takes the dealt number of recipients of each lane, or as many as are due. Reads one more, to
     * know when the lane is due again.
     *
     * @return the number of recipients taken, by lane
     */
    Map<Long, Integer> lease(Tx tx, List<LaneSlot> lanes) {
        Map<Long, LaneSlot> byId = new HashMap<>();
        for (LaneSlot lane : lanes) {
            byId.put(lane.id, lane);
            lane.nextDue = Lanes.NEVER;
        }
        List<Long> taken = new ArrayList<>();
        Map<Long, Integer> counts = new HashMap<>();
        List<DueRecipient> found =
                new ArrayList<>(tx.query(sql(lanes.size()), DueRecipient::read, args(lanes)));
        found.sort(
                Comparator.comparingLong(DueRecipient::dueAt).thenComparingLong(DueRecipient::id));
        for (DueRecipient due : found) {
            LaneSlot lane = byId.get(due.lane());
            if (lane == null) {
                continue;
            }
            int count = counts.getOrDefault(lane.id, 0);
            if (count < lane.dealt && due.dueAt() <= now - lane.clockOffset) {
                counts.put(lane.id, count + 1);
                taken.add(due.id());
                take(lane, due);
            } else {
                lane.nextDue = Math.min(lane.nextDue, due.dueAt() + lane.clockOffset);
            }
        }
        for (LaneSlot lane : lanes) {
            // If the next one is due it can be dealt; otherwise nothing more is due now.
            lane.exhausted = lane.nextDue > now;
        }
        mark(tx, taken);
        return counts;
    }

    private static String sql(int lanes) {
        return BRANCH + (" UNION ALL " + BRANCH).repeat(InClause.size(lanes) - 1);
    }

    private @Nullable Object[] args(List<LaneSlot> lanes) {
        List<@Nullable Object> args = new ArrayList<>();
        for (int i = 0; i < InClause.size(lanes.size()); i++) {
            boolean real = i < lanes.size();
            LaneSlot lane = lanes.get(real ? i : lanes.size() - 1);
            args.add(lane.tieVersion);
            args.add(real ? lane.id : -1L);
            args.add(session.nodeId());
            args.add(lane.tieVersion);
            args.add(real ? lane.dealt + 1L : 0L);
        }
        return args.toArray();
    }

    private void take(LaneSlot lane, DueRecipient due) {
        if (due.state() == RecipientState.NEW) {
            lane.fresh++;
        } else {
            lane.retry++;
        }
        String ip = due.tiedIp();
        lane.tasks.add(
                new DeliveryTask(
                        due.id(),
                        due.message(),
                        lane.account,
                        lane.campaign,
                        lane.destination.senderId(),
                        lane.destination.isp(),
                        due.domain(),
                        due.reversePath(),
                        due.address(),
                        (int) due.attempts(),
                        Instant.ofEpochMilli(due.expiresAt() + lane.clockOffset),
                        ip == null ? "" : ip,
                        due.size(),
                        stopSeq,
                        due.overrides(),
                        due.passedOn(),
                        keys(lane, due),
                        number,
                        due.trace()));
    }

    private List<KeySecret> keys(LaneSlot lane, DueRecipient due) {
        return due.passedOn()
                ? List.of()
                : senders.keys(
                        due.author(lane.account),
                        new SenderId(lane.destination.senderId()),
                        due.from());
    }

    private void mark(Tx tx, List<Long> recipients) {
        InClause.update(
                tx,
                "UPDATE recipients SET state = 2, session_id = ?, lease = ? WHERE id IN {list}",
                recipients,
                session.id(),
                number);
    }
}
