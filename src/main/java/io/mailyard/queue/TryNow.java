package io.mailyard.queue;

import io.mailyard.api.ObjectSchema;
import io.mailyard.base.AccountId;
import io.mailyard.db.GroupStage;
import io.mailyard.db.Row;
import io.mailyard.db.Tx;
import io.mailyard.lanes.Lanes;
import io.mailyard.lanes.QueueScope;
import io.mailyard.lanes.RecipientState;
import io.mailyard.lanes.StagedChange;
import io.mailyard.lanes.StagedChange.LaneStep;
import io.mailyard.lanes.WorkSignal;
import io.mailyard.queue.QueueRow.QueueRowCounts;
import io.mailyard.queue.QueueRow.RowKey;
import io.mailyard.queue.QueueRow.ShownQueueRow;
import io.mailyard.queue.QueueRow.WaitReason;
import io.mailyard.wire.Out;
import io.mailyard.writes.Change;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes waiting recipients of a message due at once. Only the retry's wait is skipped: whatever
 * else keeps mail, such as a hold, a freeze, a lock or a rate limit, still does.
 */
final class TryNow {
    private static final String WAITING =
            """
            SELECT r.id, r.address, r.state, r.due_at, r.tied_node, r.tied_version, r.lane_id,
              l.sender_id, l.account_id, l.campaign_id, l.isp, l.domain, l.account_state,
              l.stopped_at, l.clock_offset, l.tie_version
            FROM recipients r JOIN lanes l ON l.id = r.lane_id
            WHERE r.account_id = ? AND r.message_id = ? AND r.id >= ? AND r.id <= ?
              AND r.state <= 2 AND l.purged = 0 ORDER BY r.id LIMIT ?
            """;

    private static final String MAKE_DUE =
            "UPDATE recipients SET due_at = ? WHERE id = ? AND state <= 1 AND due_at > ?";

    /** Reasons that end once the recipient is due. */
    private static final Set<String> ONLY_TIME = Set.of("retry", "due");

    private final GroupStage<StagedChange> stage;
    private final WorkSignal signal;

    TryNow(GroupStage<StagedChange> stage, WorkSignal signal) {
        this.stage = stage;
        this.signal = signal;
    }

    /** A recipient that is not finished, with its lane. */
    private record WaitingRecipient(
            long id,
            String address,
            RecipientState state,
            long dueAt,
            @Nullable Long tiedNode,
            long lane,
            RowKey key,
            String accountState,
            boolean stopped,
            long clockOffset) {
        static WaitingRecipient read(Row row) {
            boolean tied = row.number("tied_version") == row.number("tie_version");
            return new WaitingRecipient(
                    row.number("id"),
                    row.text("address"),
                    RecipientState.of(row.number("state")),
                    row.number("due_at"),
                    tied ? row.numberOrNull("tied_node") : null,
                    row.number("lane_id"),
                    new RowKey(
                            row.number("sender_id"),
                            row.number("account_id"),
                            row.number("campaign_id"),
                            row.text("isp"),
                            row.text("domain")),
                    row.text("account_state"),
                    row.numberOrNull("stopped_at") != null,
                    row.number("clock_offset"));
        }

        Instant due() {
            return Instant.ofEpochMilli(dueAt + clockOffset);
        }
    }

    /**
     * Result of a try for one recipient.
     *
     * @param tried whether nothing keeps it from being tried now
     * @param at when it will be tried; empty: not known
     * @param reasons what keeps it; empty if tried
     */
    record TryNowResult(
            long recipient,
            String address,
            boolean tried,
            Optional<Instant> at,
            List<WaitReason> reasons) {
        static final ObjectSchema SCHEMA =
                ObjectSchema.of("TryNow", "A waiting recipient, and whether it is tried now.")
                        .number("recipient_id", "The recipient.")
                        .text("email", "The address.")
                        .flag("tried", "Whether it is due now; false: reasons say what keeps it.")
                        .time("at", "When it will be tried; null: not known.")
                        .orNull()
                        .objects("reasons", WaitReason.SCHEMA, "What keeps it.");

        void write(Out out) {
            out.number("recipient_id", recipient)
                    .text("email", address)
                    .flag("tried", tried)
                    .time("at", at.orElse(null))
                    .objects("reasons", reasons, (each, reason) -> reason.write(each));
        }
    }

    /**
     * Recipients of one call.
     *
     * @param next first recipient of the next page, if any
     */
    record TryNowResults(List<TryNowResult> recipients, OptionalLong next) {
        long tried() {
            return recipients.stream().filter(TryNowResult::tried).count();
        }
    }

    /**
     * Makes recipients due.
     *
     * @param from the first recipient
     * @param to the last one
     */
    TryNowResults tryNow(
            Change change, AccountId account, long message, long from, long to, int limit) {
        Tx tx = change.tx();
        List<WaitingRecipient> found =
                tx.query(
                        WAITING,
                        WaitingRecipient::read,
                        account.value(),
                        message,
                        from,
                        to,
                        limit + 1);
        List<WaitingRecipient> page = found.subList(0, Math.min(limit, found.size()));
        Map<RowKey, List<WaitReason>> reasons = reasons(tx, account, page, change.now());
        Set<Long> running =
                new HashSet<>(
                        tx.query(
                                QueueSenderAvailability.RUNNING_NODES,
                                row -> row.number(),
                                change.now()));
        List<TryNowResult> results =
                page.stream()
                        .map(recipient ->
                                result(
                                        recipient,
                                        reasons.getOrDefault(recipient.key(), List.of()),
                                        running,
                                        change.now()))
                        .toList();
        makeDue(tx, page, results, change.now());
        return new TryNowResults(
                results,
                found.size() > limit
                        ? OptionalLong.of(found.get(limit).id())
                        : OptionalLong.empty());
    }

    private static Map<RowKey, List<WaitReason>> reasons(
            Tx tx, AccountId account, List<WaitingRecipient> page, Instant now) {
        Map<RowKey, QueueRow> rows = new LinkedHashMap<>();
        page.forEach(recipient ->
                rows.putIfAbsent(
                        recipient.key(),
                        new QueueRow(
                                recipient.key(),
                                new QueueRowCounts(recipient.stopped() ? 1 : 0, 0, 0, 1),
                                Optional.empty(),
                                recipient.accountState())));
        Map<RowKey, List<WaitReason>> reasons = new LinkedHashMap<>();
        QueueScope scope = QueueScope.ofAccount(account.value());
        for (ShownQueueRow shown :
                new QueueReasons(tx, scope, List.copyOf(rows.values()), now).shown(Map.of())) {
            reasons.put(shown.row().key(), shown.reasons());
        }
        return reasons;
    }

    private static TryNowResult result(
            WaitingRecipient recipient, List<WaitReason> ofLane, Set<Long> running, Instant now) {
        List<WaitReason> kept = new ArrayList<>(ofLane);
        kept.removeIf(reason -> ONLY_TIME.contains(reason.reason()));
        Long node = recipient.tiedNode();
        if (node != null && !running.contains(node) && kept.isEmpty()) {
            kept.add(WaitReason.of("no_node"));
        }
        if (recipient.state() == RecipientState.PROC) {
            kept.clear();
            kept.add(WaitReason.of("sending"));
        }
        boolean tried = kept.isEmpty() && !recipient.stopped();
        return new TryNowResult(
                recipient.id(),
                recipient.address(),
                tried,
                tried ? Optional.of(now) : at(recipient, kept),
                kept);
    }

    /** When the last of the reasons ends, if all of them end by themselves. */
    private static Optional<Instant> at(WaitingRecipient recipient, List<WaitReason> kept) {
        boolean known =
                !kept.isEmpty() && kept.stream().allMatch(reason -> reason.until().isPresent());
        if (!known || recipient.state() == RecipientState.PROC) {
            return Optional.empty();
        }
        Instant latest = recipient.due();
        for (WaitReason reason : kept) {
            Instant until = reason.until().orElse(latest);
            latest = until.isAfter(latest) ? until : latest;
        }
        return Optional.of(latest);
    }

    private void makeDue(
            Tx tx, List<WaitingRecipient> page, List<TryNowResult> results, Instant now) {
        List<@Nullable Object[]> updates = new ArrayList<>();
        Set<Long> lanes = new LinkedHashSet<>();
        for (int i = 0; i < page.size(); i++) {
            WaitingRecipient recipient = page.get(i);
            if (results.get(i).tried()) {
                long due = now.toEpochMilli() - recipient.clockOffset();
                updates.add(new @Nullable Object[] {due, recipient.id(), due});
                lanes.add(recipient.lane());
            }
        }
        if (updates.isEmpty()) {
            return;
        }
        tx.updateAll(MAKE_DUE, updates);
        lanes.forEach(lane ->
                tx.stage(stage, new LaneStep(lane, 0, 0, 0, now.toEpochMilli(), Lanes.NEVER, 0)));
        tx.afterCommit(signal::wake);
    }
}
