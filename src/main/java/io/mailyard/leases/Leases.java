package io.mailyard.leases;

import io.mailyard.db.InClause;
import io.mailyard.db.Tx;
import io.mailyard.delivery.DeliveryTask;
import io.mailyard.lanes.Lanes;
import io.mailyard.lanes.LeaseRequest;
import io.mailyard.stops.PlatformStop;
import io.mailyard.stops.StopLog;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Leases mail to nodes. Due lanes are scanned account by account, a few of each, continuing where
 * the last scan stopped; available mail is divided evenly; one statement takes recipients of up to
 * {@value #LANES_PER_STATEMENT} lanes.
 */
public final class Leases {
    /**
     * Tasks per lease: a fast node asks several times a second, and other writes wait for a running
     * lease.
     */
    static final int MAX_TASKS = 1000;

    /** Lanes per scan: a few milliseconds. */
    private static final int SCAN_STEPS = 512;

    /** Lanes per account while other accounts may wait. */
    private static final int LANES_PER_ACCOUNT = 16;

    /** Lanes per statement. */
    private static final int LANES_PER_STATEMENT = 16;

    /** Rounds of dealing: a lane may have less due than queued, and the rest is dealt again. */
    private static final int DEAL_ROUNDS = 3;

    /** Delay before checking a lane again whose mail is tied to other nodes. */
    private static final long TIED_MILLIS = 1000;

    private static final String UPDATE_LANE =
            "UPDATE lanes SET fresh = fresh - ?, retry = retry - ?, proc = proc + ?, due_at = ? WHERE id = ?";

    private final Duration thawRamp;
    private final SenderDirectory senders;

    /** By sender, the account at which the next scan begins. */
    private final Map<Long, Long> cursors = new ConcurrentHashMap<>();

    /**
     * @param senders provides the keys that sign the mail
     */
    public Leases(Duration thawRamp, SenderDirectory senders) {
        this.thawRamp = thawRamp;
        this.senders = senders;
    }

    /** Whether a scan may find mail; checked before starting a write. */
    static boolean hasWork(Tx tx, List<Long> senders, Instant now) {
        for (List<Long> part : InClause.parts(senders)) {
            List<Long> found =
                    tx.query(
                            "SELECT id FROM lanes WHERE stopped_at IS NULL AND fresh + retry > 0 AND due_at <= ?"
                                    + " AND sender_id IN "
                                    + InClause.list(part.size())
                                    + " LIMIT 1",
                            row -> row.number(),
                            InClause.args(part, now));
            if (!found.isEmpty()) {
                return true;
            }
        }
        return false;
    }

    /**
     * Answers each request in turn: with mail that this transaction leases to the node, none during
     * a stop of the platform, or a refusal if the session has ended or a later request overtook it.
     * What one request takes, the next cannot get.
     */
    public void answer(Tx tx, List<LeaseRequest> requests) {
        if (requests.isEmpty()) {
            return;
        }
        long stopSeq = StopLog.newest(tx);
        boolean stopped = PlatformStop.state(tx).isStopped();
        for (LeaseRequest request : requests) {
            Optional<Long> newest = LeaseReturns.newest(tx, request.session().id());
            if (newest.isEmpty()) {
                request.refuse();
            } else if (request.number() > 0 && request.number() <= newest.get()) {
                request.overtake();
            } else {
                answer(
                        tx,
                        request,
                        stopped ? List.of() : new LeaseBuilder(tx, request, stopSeq).lease());
            }
        }
    }

    private static void answer(Tx tx, LeaseRequest request, List<DeliveryTask> tasks) {
        if (request.number() > 0 && !tasks.isEmpty()) {
            LeaseReturns.record(tx, request.session().id(), request.number());
        }
        request.answer(tasks);
    }

    /** Builds one lease. */
    private final class LeaseBuilder {
        private final Tx tx;
        private final LeaseRequest request;
        private final long now;
        private final long stopSeq;
        private final int maxTasks;
        private final FairShares shares;
        private final List<DeliveryTask> leased = new ArrayList<>();

        LeaseBuilder(Tx tx, LeaseRequest request, long stopSeq) {
            this.tx = tx;
            this.request = request;
            this.now = request.now().toEpochMilli();
            this.stopSeq = stopSeq;
            this.maxTasks = Math.min(request.capacity().total(), MAX_TASKS);
            this.shares = new FairShares(request.capacity(), request.now(), thawRamp);
        }

        List<DeliveryTask> lease() {
            boolean fromTheMiddle = false;
            boolean manyOfOne = false;
            for (List<Long> senders : InClause.parts(request.senders())) {
                ScanResult result = scan(senders, LANES_PER_ACCOUNT, true);
                take(result);
                fromTheMiddle |= result.fromTheMiddle;
                manyOfOne |= result.largestPosition >= LANES_PER_ACCOUNT;
            }
            for (List<Long> senders : InClause.parts(request.senders())) {
                if (leased.size() < maxTasks && (fromTheMiddle || manyOfOne)) {
                    take(scan(senders, SCAN_STEPS, false));
                }
            }
            return List.copyOf(leased);
        }

        private ScanResult scan(List<Long> senders, int each, boolean onwards) {
            int steps = Math.max(LANES_PER_ACCOUNT, SCAN_STEPS / senders.size());
            LaneScan scan = new LaneScan(senders, onwards ? cursors : Map.of());
            ScanResult result = scan.run(tx, each, steps, now);
            if (onwards) {
                result.saveCursors(cursors, senders, steps);
            }
            return result;
        }

        private void take(ScanResult result) {
            shares.setLanes(result.due);
            List<LaneSlot> order = new ArrayList<>();
            for (int round = 0;
                    round < DEAL_ROUNDS && leased.size() + order.size() < maxTasks;
                    round++) {
                List<LaneSlot> dealt = shares.deal(maxTasks - leased.size() - order.size());
                if (dealt.isEmpty()) {
                    break;
                }
                order.addAll(fetch(dealt));
            }
            for (LaneSlot lane : order) {
                leased.add(lane.tasks.remove());
            }
            store(result);
        }

        /**
         * Takes the dealt recipients; returns the lanes in order of the deal, once for each
         * recipient.
         */
        private List<LaneSlot> fetch(List<LaneSlot> dealt) {
            Map<Long, LaneSlot> byId = new LinkedHashMap<>();
            dealt.forEach(lane -> byId.put(lane.id, lane));
            List<LaneSlot> distinct = List.copyOf(byId.values());
            Map<Long, Integer> got = new HashMap<>();
            for (int from = 0; from < distinct.size(); from += LANES_PER_STATEMENT) {
                List<LaneSlot> slots =
                        distinct.subList(
                                from, Math.min(distinct.size(), from + LANES_PER_STATEMENT));
                RecipientLeaser leaser = new RecipientLeaser(request, senders, stopSeq);
                leaser.lease(tx, slots).forEach((lane, count) -> got.put(lane, count));
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

        private void store(ScanResult result) {
            List<@Nullable Object[]> rows = new ArrayList<>();
            Map<Long, Long> ramps = new LinkedHashMap<>();
            for (LaneSlot lane : result.due) {
                long due = due(lane);
                if (lane.taken() > 0 || due > now || result.isTruncated(lane.account)) {
                    rows.add(
                            new @Nullable Object[] {
                                lane.fresh, lane.retry, lane.taken(), due, lane.id
                            });
                }
                if (lane.thawedAt != null && lane.taken() > 0) {
                    ramps.merge(lane.account, lane.taken(), Long::sum);
                }
            }
            tx.updateAll(UPDATE_LANE, rows);
            List<@Nullable Object[]> thaws = new ArrayList<>();
            ramps.forEach((account, by) -> thaws.add(new @Nullable Object[] {by, account}));
            tx.updateAll("UPDATE thaws SET leased = leased + ? WHERE account_id = ?", thaws);
        }

        /** When to check the lane again. The current time puts it behind lanes not visited yet. */
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
