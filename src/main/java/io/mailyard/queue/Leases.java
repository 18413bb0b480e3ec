package io.mailyard.queue;

import io.mailyard.db.Tx;
import io.mailyard.delivery.DeliveryTask;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Gives mail to nodes. The lanes that are due are walked account by account, a few of each, from
 * where the walk before stopped; what is to be had is dealt evenly; a statement fetches for up to
 * {@value #LANES} lanes.
 */
final class Leases {
    /**
     * Parcels in one lease: a fast node asks some times a second, and who comes meanwhile waits for
     * the lease that is under way.
     */
    static final int MOST = 1000;

    /** Lanes looked at in one walk: a few milliseconds. */
    private static final int WALK = 512;

    /** Lanes of one account, while others may wait behind it. */
    private static final int EACH = 16;

    /** Lanes that one statement fetches for. */
    private static final int LANES = 16;

    /** A lane may have less due than it has queued: what it leaves is dealt again. */
    private static final int ROUNDS = 3;

    /** When to look again at a lane whose mail is all tied to other nodes. */
    private static final long TIED_MILLIS = 1000;

    private static final String VISITED =
            "UPDATE lanes SET fresh = fresh - ?, retry = retry - ?, proc = proc + ?, due_at = ? WHERE id = ?";

    private final Duration thawRamp;

    /** By sender, the account that the next walk begins at; one for each sender there is. */
    private final Map<Long, Long> cursors = new ConcurrentHashMap<>();

    Leases(Duration thawRamp) {
        this.thawRamp = thawRamp;
    }

    /** True where a walk may find something; asked before a write is made of it. */
    static boolean worthwhile(Tx tx, List<Long> senders, Instant now) {
        for (List<Long> part : InClause.parts(senders)) {
            List<Long> found =
                    tx.query(
                            "SELECT id FROM lanes WHERE stopped_at IS NULL AND fresh + retry > 0 AND due_at <= ?"
                                    + " AND sender_id IN "
                                    + InClause.list(part.size())
                                    + " LIMIT 1",
                            row -> row.number(1),
                            InClause.args(part, now));
            if (!found.isEmpty()) {
                return true;
            }
        }
        return false;
    }

    void serve(Tx tx, List<LeaseRequest> requests) {
        if (requests.isEmpty()) {
            return;
        }
        long stopSeq = StopLog.newest(tx);
        boolean stopped = PlatformStop.state(tx).stopped();
        for (LeaseRequest request : requests) {
            if (NodeSessions.open(tx, request.session().id())) {
                request.answer(stopped ? List.of() : new Giving(tx, request, stopSeq).give());
            } else {
                request.refuse();
            }
        }
    }

    /** One lease. */
    private final class Giving {
        private final Tx tx;
        private final LeaseRequest request;
        private final long now;
        private final long stopSeq;
        private final int most;
        private final FairShares shares;
        private final List<DeliveryTask> given = new ArrayList<>();

        Giving(Tx tx, LeaseRequest request, long stopSeq) {
            this.tx = tx;
            this.request = request;
            this.now = request.now().toEpochMilli();
            this.stopSeq = stopSeq;
            this.most = Math.min(request.wants().most(), MOST);
            this.shares = new FairShares(request.wants(), request.now(), thawRamp);
        }

        List<DeliveryTask> give() {
            boolean fromTheMiddle = false;
            boolean manyOfOne = false;
            for (List<Long> senders : InClause.parts(request.senders())) {
                ScanResult walked = walk(senders, EACH, true);
                take(walked);
                fromTheMiddle |= walked.fromTheMiddle;
                manyOfOne |= walked.longest >= EACH;
            }
            for (List<Long> senders : InClause.parts(request.senders())) {
                if (given.size() < most && (fromTheMiddle || manyOfOne)) {
                    take(walk(senders, WALK, false));
                }
            }
            return List.copyOf(given);
        }

        private ScanResult walk(List<Long> senders, int each, boolean onwards) {
            int steps = Math.max(EACH, WALK / senders.size());
            LaneScan walk = new LaneScan(senders, onwards ? cursors : Map.of());
            ScanResult walked = walk.lanes(tx, each, steps, now);
            if (onwards) {
                walked.remember(cursors, senders, steps);
            }
            return walked;
        }

        private void take(ScanResult walked) {
            shares.consider(walked.due);
            List<LaneSlot> order = new ArrayList<>();
            for (int round = 0; round < ROUNDS && given.size() + order.size() < most; round++) {
                List<LaneSlot> dealt = shares.deal(most - given.size() - order.size());
                if (dealt.isEmpty()) {
                    break;
                }
                order.addAll(fetch(dealt));
            }
            for (LaneSlot lane : order) {
                given.add(lane.parcels.remove());
            }
            store(walked);
        }

        /** Fetches what was dealt; the lanes in the order of the deal, as often as they gave. */
        private List<LaneSlot> fetch(List<LaneSlot> dealt) {
            Map<Long, LaneSlot> byId = new LinkedHashMap<>();
            dealt.forEach(lane -> byId.put(lane.id, lane));
            List<LaneSlot> distinct = List.copyOf(byId.values());
            Map<Long, Integer> got = new HashMap<>();
            for (int from = 0; from < distinct.size(); from += LANES) {
                List<LaneSlot> some =
                        distinct.subList(from, Math.min(distinct.size(), from + LANES));
                RecipientLeaser fetch = new RecipientLeaser(request, stopSeq);
                fetch.of(tx, some).forEach((lane, count) -> got.put(lane, count));
            }
            List<LaneSlot> order = new ArrayList<>();
            for (LaneSlot lane : dealt) {
                int left = got.getOrDefault(lane.id, 0);
                if (left > 0) {
                    got.put(lane.id, left - 1);
                    lane.dealt--;
                    order.add(lane);
                }
            }
            return order;
        }

        private void store(ScanResult walked) {
            List<@Nullable Object[]> rows = new ArrayList<>();
            Map<Long, Long> ramps = new LinkedHashMap<>();
            for (LaneSlot lane : walked.due) {
                long due = due(lane);
                if (lane.taken() > 0 || due > now || walked.cutShort(lane.account)) {
                    rows.add(
                            new @Nullable Object[] {
                                lane.fresh, lane.retry, lane.taken(), due, lane.id
                            });
                }
                if (lane.thawedAt != null && lane.taken() > 0) {
                    ramps.merge(lane.account, lane.taken(), Long::sum);
                }
            }
            tx.updateAll(VISITED, rows);
            List<@Nullable Object[]> thaws = new ArrayList<>();
            ramps.forEach((account, by) -> thaws.add(new @Nullable Object[] {by, account}));
            tx.updateAll("UPDATE thaws SET leased = leased + ? WHERE account_id = ?", thaws);
        }

        /** When the lane is to be looked at again. Now puts it behind those not looked at yet. */
        private long due(LaneSlot lane) {
            if (lane.lockedUntil > 0) {
                return lane.lockedUntil;
            }
            if (!lane.exhausted || lane.taken() >= lane.queued) {
                return now;
            }
            return lane.nextDue == Lanes.NEVER ? now + TIED_MILLIS : Math.max(now, lane.nextDue);
        }
    }
}
