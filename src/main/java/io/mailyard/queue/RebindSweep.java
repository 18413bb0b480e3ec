package io.mailyard.queue;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.mailyard.api.Reference;
import io.mailyard.base.AccountId;
import io.mailyard.db.Database;
import io.mailyard.db.Row;
import io.mailyard.db.Tx;
import io.mailyard.queue.StagedChange.LaneStep;
import io.mailyard.routing.AccountRouter;
import io.mailyard.routing.Destination;
import io.mailyard.routing.MessageAttributes;
import io.mailyard.routing.RoutingDecision;
import io.mailyard.routing.RoutingEngine;
import io.mailyard.routing.RoutingEngine.RoutingMode;
import io.mailyard.routing.Selection;
import io.mailyard.senders.SenderId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Routes anew what virtual senders route and what stands for want of a sender, recipient by
 * recipient: their sender was deleted or unassigned, or none could send when they were accepted. It
 * stands until one is found; the stop that made it stand was durable before.
 */
final class RebindSweep {
    /** Recipients read at once, and moved in one transaction: keeps other writers' wait short. */
    private static final int STEP = 250;

    /** Lanes looked at in one round. */
    private static final int LANES = 200;

    /** Pages read in one round, so that other tasks get their turn. */
    private static final int PAGES = 40;

    /** After that long a lane is looked at again though nothing is known to have changed. */
    private static final Duration AGAIN = Duration.ofSeconds(10);

    /** About 100 bytes each. */
    private static final int MOST_SEEN = 20_000;

    private static final String LANE =
            "SELECT id, account_id, campaign_id, isp, domain, sender_id, vsender_id, fresh + retry, clock_offset, stopped_at, named"
                    + " FROM lanes WHERE vsender_id <> 0 AND stopped_at IS NOT NULL AND fresh + retry > 0"
                    + " AND purged = 0 AND account_state = '' AND "
                    + Rebind.STRANDED
                    + Rebind.NOT_HELD;
    private static final String RECIPIENT =
            "SELECT r.id, r.message_id, r.domain, r.state, r.due_at, r.expires_at, m.group_id, m.header_from"
                    + " FROM recipients r JOIN messages m ON m.id = r.message_id WHERE r.lane_id = ? AND r.state <= 1";
    private static final String MOVE =
            "UPDATE recipients SET lane_id = ?, due_at = ?, expires_at = ?, tied_node = NULL, tied_ip = NULL,"
                    + " routing_id = ?, rule = ?, share = ? WHERE id = ?";

    private final Database database;
    private final QueueStage stage;
    private final Lanes lanes;
    private final SenderDirectory senders;
    private final RoutingEngine router;
    private final InstantSource clock;
    private final Cache<Long, Seen> seen =
            Caffeine.newBuilder().maximumSize(MOST_SEEN).expireAfterWrite(AGAIN).build();
    private long lanesFrom;
    private Place place = Place.NONE;

    RebindSweep(
            Database database,
            QueueStage stage,
            Lanes lanes,
            SenderDirectory senders,
            RoutingEngine router,
            InstantSource clock) {
        this.database = database;
        this.stage = stage;
        this.lanes = lanes;
        this.senders = senders;
        this.router = router;
        this.clock = clock;
    }

    /** What a lane was looked through with, and how many were left in it. */
    private record Seen(Object state, long left) {}

    /**
     * How far a lane was looked through.
     *
     * @param left how many were passed and stay
     */
    private record Place(long lane, Object state, long dueAt, long id, long left) {
        static final Place NONE = beginning(0, 0);

        static Place beginning(long lane, Object state) {
            return new Place(lane, state, Long.MIN_VALUE, 0, 0);
        }

        Place behind(Page page) {
            Waiting last = page.some().getLast();
            return new Place(
                    lane,
                    state,
                    last.dueAt(),
                    last.id(),
                    left + page.some().size() - page.movable().size());
        }
    }

    /** A lane whose mail stands for want of a sender. */
    private record Standing(
            long id,
            AccountId account,
            long campaign,
            String isp,
            String domain,
            long sender,
            long vsender,
            long queued,
            long clock,
            String named) {
        static Standing read(Row row) {
            return new Standing(
                    row.number(1),
                    new AccountId(row.number(2)),
                    row.number(3),
                    row.text(4),
                    row.text(5),
                    row.number(6),
                    row.number(7),
                    row.number(8),
                    row.number(10) - row.number(9),
                    row.text(11));
        }

        LaneKey key() {
            return new LaneKey(sender, vsender, isp, domain, named);
        }
    }

    private record Waiting(
            long id,
            long message,
            String domain,
            RecipientState state,
            long dueAt,
            long expiresAt,
            long group,
            String from) {
        static Waiting read(Row row) {
            return new Waiting(
                    row.number(1),
                    row.number(2),
                    row.text(3),
                    RecipientState.of(row.number(4)),
                    row.number(5),
                    row.number(6),
                    row.number(7),
                    row.text(8));
        }

        AccountRouter.Asked asked(Standing lane) {
            return new AccountRouter.Asked(
                    message,
                    id,
                    MessageAttributes.of(group, from, domain),
                    new Destination(lane.campaign(), lane.isp(), lane.domain()));
        }
    }

    /** How the mail of a lane goes now: by a virtual sender, or by a sender of the account's. */
    private record Now(Optional<AccountRouter> routes, Optional<SenderId> first) {
        /** Whether it goes by a sender now, or waits by what its rule names now. */
        boolean moves(Tx tx, Standing lane, AccountRouter.Asked asked, Instant at) {
            if (routes.isEmpty()) {
                return first.isPresent();
            }
            AccountRouter by = routes.get();
            return !(by.choice(tx, asked, at) instanceof Selection.NoneAble(int rule, _))
                    || !waiting(by, lane, rule).equals(lane.key());
        }

        private static LaneKey waiting(AccountRouter by, Standing lane, int rule) {
            return new LaneKey(
                    0,
                    by.virtualSender().value(),
                    lane.isp(),
                    lane.domain(),
                    LaneKey.named(by.named(rule)));
        }

        boolean counts(Standing lane, RoutingDecision routed) {
            return routed.sender().isPresent()
                    || (routes.isPresent() && !key(lane, routed).equals(lane.key()));
        }

        RoutingDecision routed(Tx tx, AccountRouter.Asked asked, Instant at) {
            return routes.map(by -> by.pinned(tx, asked, at))
                    .orElseGet(() -> RoutingDecision.plainly(first));
        }
    }

    /** Its own virtual sender while there is one, else as mail that names none. */
    private Now now(Tx tx, Standing lane) {
        AccountId account = lane.account();
        Optional<Reference> own = Optional.of(new Reference.ById(lane.vsender()));
        RoutingMode way = router.way(tx, account, router.stamps().of(tx, account), own);
        if (way instanceof RoutingMode.Unknown) {
            way = router.way(tx, account, router.stamps().of(tx, account), Optional.empty());
        }
        return way instanceof RoutingMode.By(AccountRouter routes)
                ? new Now(Optional.of(routes), Optional.empty())
                : new Now(Optional.empty(), senders.firstFor(tx, account));
    }

    /** Looks through what stands; whether there is more to do at once. */
    boolean sweep() {
        List<Standing> standing =
                database.glance(tx ->
                        tx.query(
                                LANE + " AND id > ? ORDER BY id LIMIT ?",
                                Standing::read,
                                lanesFrom,
                                LANES));
        int pages = 0;
        for (Standing lane : standing) {
            pages = through(lane, pages);
            if (pages >= PAGES) {
                return true;
            }
            lanesFrom = lane.id();
        }
        if (standing.size() < LANES) {
            lanesFrom = 0;
        }
        return standing.size() == LANES;
    }

    /**
     * Goes through a lane, from where the last round left it.
     *
     * @param pages read in this round
     * @return the same with those of this lane; {@link #PAGES}: it is not at its end
     */
    private int through(Standing lane, int pages) {
        Object state = database.read(tx -> router.state(tx, lane.account()));
        Seen known = seen.getIfPresent(lane.id());
        if (known != null && known.state().equals(state) && lane.queued() <= known.left()) {
            return pages;
        }
        boolean goesOn = place.lane() == lane.id() && place.state().equals(state);
        place = goesOn ? place : Place.beginning(lane.id(), state);
        for (int read = pages; read < PAGES; read++) {
            Page page = page(lane, place);
            if (!page.movable().isEmpty()) {
                database.write(tx -> move(tx, lane, page.movable()));
            }
            place = page.some().isEmpty() ? place : place.behind(page);
            if (page.some().size() < STEP) {
                seen.put(lane.id(), new Seen(state, place.left()));
                place = Place.NONE;
                return Math.min(read + 1, PAGES - 1);
            }
        }
        return PAGES;
    }

    private record Page(List<Waiting> some, List<Long> movable) {}

    private Page page(Standing lane, Place from) {
        return database.read(tx -> {
            List<Waiting> some =
                    tx.query(
                            RECIPIENT
                                    + " AND (r.due_at, r.id) > (?, ?) ORDER BY r.due_at, r.id LIMIT ?",
                            Waiting::read,
                            lane.id(),
                            from.dueAt(),
                            from.id(),
                            STEP);
            Now now = now(tx, lane);
            Instant at = clock.instant();
            List<Long> movable =
                    some.stream()
                            .filter(one -> now.moves(tx, lane, one.asked(lane), at))
                            .map(Waiting::id)
                            .toList();
            return new Page(some, movable);
        });
    }

    /** Of what was seen, that which is still so. */
    private int move(Tx tx, Standing seenLane, List<Long> recipients) {
        Optional<Standing> found = tx.one(LANE + " AND id = ?", Standing::read, seenLane.id());
        if (found.isEmpty()) {
            return 0;
        }
        Standing lane = found.get();
        Now now = now(tx, lane);
        Instant at = clock.instant();
        Map<Waiting, RoutingDecision> moves = new LinkedHashMap<>();
        for (List<Long> part : InClause.parts(recipients)) {
            for (Waiting one :
                    tx.query(
                            RECIPIENT + " AND r.id IN " + InClause.list(part.size()),
                            Waiting::read,
                            InClause.args(part, lane.id()))) {
                RoutingDecision routed = now.routed(tx, one.asked(lane), at);
                if (now.counts(lane, routed)) {
                    moves.put(one, routed);
                }
            }
        }
        now.routes()
                .ifPresent(by ->
                        moves.values().stream()
                                .filter(one -> one.sender().isPresent())
                                .forEach(one -> by.count(tx, one, at)));
        store(tx, lane, moves, at);
        return moves.size();
    }

    private void store(Tx tx, Standing lane, Map<Waiting, RoutingDecision> moves, Instant at) {
        Set<LaneKey> keys = new HashSet<>();
        moves.values().forEach(routed -> keys.add(key(lane, routed)));
        keys.remove(lane.key());
        if (keys.isEmpty()) {
            return;
        }
        Lanes.Owner owner = new Lanes.Owner(lane.account(), lane.campaign());
        Map<LaneKey, Lane> targets = lanes.of(tx, owner, keys, at);
        List<@Nullable Object[]> rows = new ArrayList<>();
        Map<Long, LaneStep> steps = new LinkedHashMap<>();
        moves.forEach((one, routed) -> {
            Lane target = targets.get(key(lane, routed));
            if (target != null) {
                long time = target.clock(at.toEpochMilli());
                long due = time + Math.max(0, one.dueAt() - lane.clock());
                long expires = time + one.expiresAt() - lane.clock();
                rows.add(
                        new @Nullable Object[] {
                            target.id(),
                            Math.min(due, expires),
                            expires,
                            MessageWriter.orNull(routed.routing()),
                            routed.routing().isPresent() ? (long) routed.rule() : null,
                            MessageWriter.share(routed),
                            one.id()
                        });
                LaneStep less = LaneStep.less(lane.id(), one.state());
                steps.merge(lane.id(), less, LaneStep::and);
                long offset = target.clockOffset();
                steps.merge(
                        target.id(),
                        new LaneStep(
                                target.id(),
                                one.state() == RecipientState.NEW ? 1 : 0,
                                one.state() == RecipientState.RETRY ? 1 : 0,
                                0,
                                Math.min(due, expires) + offset,
                                expires + offset,
                                at.toEpochMilli()),
                        LaneStep::and);
            }
        });
        tx.updateAll(MOVE, rows);
        steps.values().forEach(step -> tx.stage(stage, step));
    }

    private static LaneKey key(Standing lane, RoutingDecision routed) {
        return LaneKey.of(routed, lane.isp(), lane.domain());
    }
}
