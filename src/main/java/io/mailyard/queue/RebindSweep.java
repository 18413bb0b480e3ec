package io.mailyard.queue;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.mailyard.api.Reference;
import io.mailyard.base.AccountId;
import io.mailyard.db.Database;
import io.mailyard.db.GroupStage;
import io.mailyard.db.InClause;
import io.mailyard.db.Row;
import io.mailyard.db.Tx;
import io.mailyard.lanes.Lane;
import io.mailyard.lanes.LaneKey;
import io.mailyard.lanes.Lanes;
import io.mailyard.lanes.RecipientState;
import io.mailyard.lanes.StagedChange;
import io.mailyard.lanes.StagedChange.LaneStep;
import io.mailyard.leases.SenderDirectory;
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
 * Reroutes, recipient by recipient, mail of virtual senders that is suspended for lack of a sender:
 * the sender was deleted or unassigned, or none could send at acceptance. The stop that suspended
 * it is already durable.
 */
final class RebindSweep {
    /**
     * Recipients read at once and moved in one transaction: keeps the wait of other writers short.
     */
    private static final int STEP = 250;

    /** Lanes per round. */
    private static final int MAX_LANES = 200;

    /** Pages per round, so that other tasks can run. */
    private static final int MAX_PAGES = 40;

    /** A lane is checked again after this time even if no change is known. */
    private static final Duration RECHECK_AFTER = Duration.ofSeconds(10);

    /** About 100 bytes each. */
    private static final int MAX_CHECKED = 20_000;

    private static final String LANE =
            "SELECT id, account_id, campaign_id, isp, domain, sender_id, vsender_id, fresh + retry AS queued, clock_offset, stopped_at, named"
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
    private final GroupStage<StagedChange> stage;
    private final Lanes lanes;
    private final SenderDirectory senders;
    private final RoutingEngine router;
    private final InstantSource clock;
    private final Cache<Long, CheckedLane> checked =
            Caffeine.newBuilder().maximumSize(MAX_CHECKED).expireAfterWrite(RECHECK_AFTER).build();
    private long lanesFrom;
    private RebindCursor cursor = RebindCursor.NONE;

    RebindSweep(
            Database database,
            GroupStage<StagedChange> stage,
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

    /** The routing state with which a lane was checked, and the number of recipients left in it. */
    private record CheckedLane(Object state, long remaining) {}

    /**
     * Position within a lane.
     *
     * @param remaining recipients that were passed and stay
     */
    private record RebindCursor(long lane, Object state, long dueAt, long id, long remaining) {
        static final RebindCursor NONE = startOf(0, 0);

        static RebindCursor startOf(long lane, Object state) {
            return new RebindCursor(lane, state, Long.MIN_VALUE, 0, 0);
        }

        RebindCursor after(RecipientPage page) {
            ReboundRecipient last = page.recipients().getLast();
            return new RebindCursor(
                    lane,
                    state,
                    last.dueAt(),
                    last.id(),
                    remaining + page.recipients().size() - page.movable().size());
        }
    }

    /** A lane suspended for lack of a sender. */
    private record StrandedLane(
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
        static StrandedLane read(Row row) {
            return new StrandedLane(
                    row.number("id"),
                    new AccountId(row.number("account_id")),
                    row.number("campaign_id"),
                    row.text("isp"),
                    row.text("domain"),
                    row.number("sender_id"),
                    row.number("vsender_id"),
                    row.number("queued"),
                    row.number("stopped_at") - row.number("clock_offset"),
                    row.text("named"));
        }

        LaneKey key() {
            return new LaneKey(sender, vsender, isp, domain, named);
        }
    }

    private record ReboundRecipient(
            long id,
            long message,
            String domain,
            RecipientState state,
            long dueAt,
            long expiresAt,
            long group,
            String from) {
        static ReboundRecipient read(Row row) {
            return new ReboundRecipient(
                    row.number("id"),
                    row.number("message_id"),
                    row.text("domain"),
                    RecipientState.of(row.number("state")),
                    row.number("due_at"),
                    row.number("expires_at"),
                    row.number("group_id"),
                    row.text("header_from"));
        }

        AccountRouter.RoutingRequest toRequest(StrandedLane lane) {
            return new AccountRouter.RoutingRequest(
                    message,
                    id,
                    MessageAttributes.of(group, from, domain),
                    new Destination(lane.campaign(), lane.isp(), lane.domain()));
        }
    }

    /** Current routing of a lane: by a virtual sender, or by a sender of the account. */
    private record CurrentRouting(Optional<AccountRouter> router, Optional<SenderId> first) {
        /** Whether a recipient has a sender now, or waits for other senders than before. */
        boolean isMovable(
                Tx tx, StrandedLane lane, AccountRouter.RoutingRequest request, Instant at) {
            if (router.isEmpty()) {
                return first.isPresent();
            }
            AccountRouter by = router.get();
            return !(by.select(tx, request, at) instanceof Selection.NoneAble(int rule, _))
                    || !waitingKey(by, lane, rule).equals(lane.key());
        }

        private static LaneKey waitingKey(AccountRouter router, StrandedLane lane, int rule) {
            return new LaneKey(
                    0,
                    router.virtualSender().value(),
                    lane.isp(),
                    lane.domain(),
                    LaneKey.named(router.named(rule)));
        }

        boolean isMove(StrandedLane lane, RoutingDecision decision) {
            return decision.sender().isPresent()
                    || (router.isPresent() && !key(lane, decision).equals(lane.key()));
        }

        RoutingDecision route(Tx tx, AccountRouter.RoutingRequest request, Instant at) {
            return router.map(by -> by.decide(tx, request, at))
                    .orElseGet(() -> RoutingDecision.direct(first));
        }
    }

    /** The lane's virtual sender if it still exists, else the routing of mail that names none. */
    private CurrentRouting currentRouting(Tx tx, StrandedLane lane) {
        AccountId account = lane.account();
        Optional<Reference> own = Optional.of(new Reference.ById(lane.vsender()));
        RoutingMode mode = router.modeOf(tx, account, router.versions().of(tx, account), own);
        if (mode instanceof RoutingMode.UnknownVirtualSender) {
            mode = router.modeOf(tx, account, router.versions().of(tx, account), Optional.empty());
        }
        return mode instanceof RoutingMode.ByVirtualSender(AccountRouter routes)
                ? new CurrentRouting(Optional.of(routes), Optional.empty())
                : new CurrentRouting(Optional.empty(), senders.firstFor(tx, account));
    }

    /** Checks suspended lanes; returns whether more remain. */
    boolean sweep() {
        List<StrandedLane> stranded =
                database.readOne(tx ->
                        tx.query(
                                LANE + " AND id > ? ORDER BY id LIMIT ?",
                                StrandedLane::read,
                                lanesFrom,
                                MAX_LANES));
        int pages = 0;
        for (StrandedLane lane : stranded) {
            pages = sweepLane(lane, pages);
            if (pages >= MAX_PAGES) {
                return true;
            }
            lanesFrom = lane.id();
        }
        if (stranded.size() < MAX_LANES) {
            lanesFrom = 0;
        }
        return stranded.size() == MAX_LANES;
    }

    /**
     * Checks a lane, continuing from the last round.
     *
     * @param pages pages read in this round
     * @return the pages read in this round, including this lane; {@link #MAX_PAGES} if the lane is
     *     not finished
     */
    private int sweepLane(StrandedLane lane, int pages) {
        Object state = database.read(tx -> router.state(tx, lane.account()));
        CheckedLane known = checked.getIfPresent(lane.id());
        if (known != null && known.state().equals(state) && lane.queued() <= known.remaining()) {
            return pages;
        }
        boolean goesOn = cursor.lane() == lane.id() && cursor.state().equals(state);
        cursor = goesOn ? cursor : RebindCursor.startOf(lane.id(), state);
        for (int read = pages; read < MAX_PAGES; read++) {
            RecipientPage page = page(lane, cursor);
            if (!page.movable().isEmpty()) {
                database.write(tx -> move(tx, lane, page.movable()));
            }
            cursor = page.recipients().isEmpty() ? cursor : cursor.after(page);
            if (page.recipients().size() < STEP) {
                checked.put(lane.id(), new CheckedLane(state, cursor.remaining()));
                cursor = RebindCursor.NONE;
                return Math.min(read + 1, MAX_PAGES - 1);
            }
        }
        return MAX_PAGES;
    }

    private record RecipientPage(List<ReboundRecipient> recipients, List<Long> movable) {}

    private RecipientPage page(StrandedLane lane, RebindCursor from) {
        return database.read(tx -> {
            List<ReboundRecipient> recipients =
                    tx.query(
                            RECIPIENT
                                    + " AND (r.due_at, r.id) > (?, ?) ORDER BY r.due_at, r.id LIMIT ?",
                            ReboundRecipient::read,
                            lane.id(),
                            from.dueAt(),
                            from.id(),
                            STEP);
            CurrentRouting routing = currentRouting(tx, lane);
            Instant at = clock.instant();
            List<Long> movable =
                    recipients.stream()
                            .filter(waitingRecipient ->
                                    routing.isMovable(
                                            tx, lane, waitingRecipient.toRequest(lane), at))
                            .map(ReboundRecipient::id)
                            .toList();
            return new RecipientPage(recipients, movable);
        });
    }

    /** Moves those that are still suspended. */
    private int move(Tx tx, StrandedLane seenLane, List<Long> recipients) {
        Optional<StrandedLane> found =
                tx.one(LANE + " AND id = ?", StrandedLane::read, seenLane.id());
        if (found.isEmpty()) {
            return 0;
        }
        StrandedLane lane = found.get();
        CurrentRouting routing = currentRouting(tx, lane);
        Instant at = clock.instant();
        Map<ReboundRecipient, RoutingDecision> moves = new LinkedHashMap<>();
        for (ReboundRecipient waitingRecipient :
                InClause.query(
                        tx,
                        RECIPIENT + " AND r.id IN {list}",
                        recipients,
                        ReboundRecipient::read,
                        lane.id())) {
            RoutingDecision decision = routing.route(tx, waitingRecipient.toRequest(lane), at);
            if (routing.isMove(lane, decision)) {
                moves.put(waitingRecipient, decision);
            }
        }
        routing.router()
                .ifPresent(router ->
                        moves.values().stream()
                                .filter(decision -> decision.sender().isPresent())
                                .forEach(decision -> router.count(tx, decision, at)));
        store(tx, lane, moves, at);
        return moves.size();
    }

    private void store(
            Tx tx, StrandedLane lane, Map<ReboundRecipient, RoutingDecision> moves, Instant at) {
        Set<LaneKey> keys = new HashSet<>();
        moves.values().forEach(decision -> keys.add(key(lane, decision)));
        keys.remove(lane.key());
        if (keys.isEmpty()) {
            return;
        }
        Lanes.LaneOwner owner = new Lanes.LaneOwner(lane.account(), lane.campaign());
        Map<LaneKey, Lane> targets = lanes.of(tx, owner, keys, at);
        List<@Nullable Object[]> rows = new ArrayList<>();
        Map<Long, LaneStep> steps = new LinkedHashMap<>();
        moves.forEach((waitingRecipient, decision) -> {
            Lane target = targets.get(key(lane, decision));
            if (target != null) {
                long time = target.clock(at.toEpochMilli());
                long due = time + Math.max(0, waitingRecipient.dueAt() - lane.clock());
                long expires = time + waitingRecipient.expiresAt() - lane.clock();
                rows.add(
                        new @Nullable Object[] {
                            target.id(),
                            Math.min(due, expires),
                            expires,
                            MessageWriter.orNull(decision.routing()),
                            decision.routing().isPresent() ? (long) decision.rule() : null,
                            MessageWriter.share(decision),
                            waitingRecipient.id()
                        });
                LaneStep less = LaneStep.leaving(lane.id(), waitingRecipient.state());
                steps.merge(lane.id(), less, LaneStep::plus);
                long offset = target.clockOffset();
                steps.merge(
                        target.id(),
                        new LaneStep(
                                target.id(),
                                waitingRecipient.state() == RecipientState.NEW ? 1 : 0,
                                waitingRecipient.state() == RecipientState.RETRY ? 1 : 0,
                                0,
                                Math.min(due, expires) + offset,
                                expires + offset,
                                at.toEpochMilli()),
                        LaneStep::plus);
            }
        });
        tx.updateAll(MOVE, rows);
        steps.values().forEach(step -> tx.stage(stage, step));
    }

    private static LaneKey key(StrandedLane lane, RoutingDecision decision) {
        return LaneKey.of(decision, lane.isp(), lane.domain());
    }
}
