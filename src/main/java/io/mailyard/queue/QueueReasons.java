package io.mailyard.queue;

import io.mailyard.db.InClause;
import io.mailyard.db.Tx;
import io.mailyard.lanes.QueueScope;
import io.mailyard.queue.QueueRow.QueueRowSample;
import io.mailyard.queue.QueueRow.RowKey;
import io.mailyard.queue.QueueRow.ShownQueueRow;
import io.mailyard.queue.QueueRow.WaitReason;
import io.mailyard.stops.PlatformStop;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/** Why the mail of some rows of the queue waits. */
final class QueueReasons {
    /** Holds and locks that are compared with the rows of a page. */
    private static final int COMPARED = 5_000;

    /** Reasons of a row: the first says it, the rest must fit a cell of a table. */
    private static final int SHOWN = 5;

    private final QueueScope scope;
    private final List<QueueRow> rows;
    private final Instant now;
    private final PlatformStop.PlatformState platform;
    private final Map<Long, String> senders = new HashMap<>();
    private final Map<Long, String> accounts = new HashMap<>();
    private final List<KindOfHold> holds = new ArrayList<>();
    private final List<QueueLock> locks;
    private final Map<Long, Set<Long>> nodes = new HashMap<>();
    private final Set<Long> running;

    private record KindOfHold(String kind, Hold hold) {}

    private record QueueLock(
            long sender, String isp, String domain, Instant until, String answer) {}

    QueueReasons(Tx tx, QueueScope scope, List<QueueRow> rows, Instant now) {
        this.scope = scope;
        this.rows = rows;
        this.now = now;
        this.platform = PlatformStop.state(tx);
        Set<Long> senderIds =
                rows.stream().map(row -> row.key().sender()).collect(Collectors.toSet());
        Set<Long> accountIds =
                rows.stream().map(row -> row.key().account()).collect(Collectors.toSet());
        read(tx, "SELECT id, name FROM senders WHERE id IN {list}", senderIds, senders);
        read(tx, "SELECT id, title AS name FROM accounts WHERE id IN {list}", accountIds, accounts);
        readHolds(tx, senderIds, accountIds);
        this.locks =
                InClause.query(
                        tx,
                        "SELECT sender_id, isp, domain, until_at, answer FROM locks"
                                + " WHERE until_at > ? AND sender_id IN {list} LIMIT "
                                + COMPARED,
                        senderIds,
                        row ->
                                new QueueLock(
                                        row.number("sender_id"),
                                        row.text("isp"),
                                        row.text("domain"),
                                        row.time("until_at"),
                                        row.text("answer")),
                        now);
        InClause.query(
                        tx,
                        "SELECT DISTINCT sender_id, node_id FROM sender_ips WHERE sender_id IN {list}",
                        senderIds,
                        row -> List.of(row.number("sender_id"), row.number("node_id")))
                .forEach(pair ->
                        nodes.computeIfAbsent(pair.getFirst(), _ -> new HashSet<>())
                                .add(pair.getLast()));
        this.running =
                new HashSet<>(
                        tx.query(QueueSenderAvailability.RUNNING_NODES, row -> row.number(), now));
    }

    private static void read(Tx tx, String sql, Set<Long> ids, Map<Long, String> names) {
        InClause.query(tx, sql, ids, row -> Map.entry(row.number("id"), row.text("name")))
                .forEach(entry -> names.put(entry.getKey(), entry.getValue()));
    }

    private void readHolds(Tx tx, Set<Long> senderIds, Set<Long> accountIds) {
        Set<Long> ids = new HashSet<>(senderIds);
        ids.remove(0L);
        String select = "SELECT kind, " + Hold.COLUMNS + " FROM holds WHERE %s LIMIT " + COMPARED;
        holds.addAll(
                InClause.query(
                        tx,
                        select.formatted("account_id IS NULL AND sender_id IN {list}"),
                        ids,
                        row -> new KindOfHold(row.text("kind"), Hold.read(row))));
        holds.addAll(
                InClause.query(
                        tx,
                        select.formatted("account_id IN {list}"),
                        accountIds,
                        row -> new KindOfHold(row.text("kind"), Hold.read(row))));
    }

    /** The rows with names, samples and reasons. */
    List<ShownQueueRow> shown(Map<RowKey, QueueRowSample> samples) {
        return rows.stream()
                .map(row ->
                        new ShownQueueRow(
                                row,
                                senders.getOrDefault(row.key().sender(), ""),
                                accounts.getOrDefault(row.key().account(), ""),
                                samples.getOrDefault(row.key(), QueueRowSample.NONE),
                                reasons(row)))
                .toList();
    }

    private List<WaitReason> reasons(QueueRow row) {
        List<WaitReason> reasons = new ArrayList<>();
        if (platform.isStopped()) {
            reasons.add(new WaitReason("platform", platform.until(), platform.reason()));
        }
        if (!row.accountState().isEmpty() && row.key().account() > 0) {
            reasons.add(WaitReason.of(row.accountState()));
        }
        if (row.counts().suspended() > 0) {
            if (row.key().sender() == 0 && row.key().account() > 0 && scope.sender().isEmpty()) {
                reasons.add(WaitReason.of("no_sender"));
            }
            held(row, reasons);
        }
        if (row.key().sender() > 0) {
            ofSender(row, reasons);
        }
        if (reasons.isEmpty()) {
            reasons.add(moving(row));
        }
        return reasons.subList(0, Math.min(SHOWN, reasons.size()));
    }

    private void held(QueueRow row, List<WaitReason> reasons) {
        RowKey key = row.key();
        QueueScope mail =
                new QueueScope(
                        known(key.sender()),
                        known(key.account()),
                        known(key.campaign()),
                        key.isp());
        holds.stream()
                .filter(hold -> hold.hold().scope().overlaps(mail))
                .map(hold ->
                        new WaitReason(
                                hold.kind().equals("deleted") ? "sender_deleted" : hold.kind(),
                                hold.hold().until(),
                                hold.hold().reason()))
                .distinct()
                .forEach(reasons::add);
    }

    private static OptionalLong known(long id) {
        return id == 0 ? OptionalLong.empty() : OptionalLong.of(id);
    }

    private void ofSender(QueueRow row, List<WaitReason> reasons) {
        RowKey key = row.key();
        Set<Long> of = nodes.getOrDefault(key.sender(), Set.of());
        if (of.isEmpty()) {
            reasons.add(WaitReason.of("no_address"));
        } else if (of.stream().noneMatch(running::contains)) {
            reasons.add(WaitReason.of("no_node"));
        }
        locks.stream()
                .filter(lock -> lock.sender() == key.sender())
                .filter(lock -> key.isp().isEmpty() || lock.isp().equals(key.isp()))
                .filter(lock ->
                        key.domain().isEmpty()
                                || lock.domain().isEmpty()
                                || lock.domain().equals(key.domain()))
                .findFirst()
                .ifPresent(lock ->
                        reasons.add(
                                new WaitReason(
                                        "locked", Optional.of(lock.until()), lock.answer())));
    }

    private WaitReason moving(QueueRow row) {
        if (row.counts().proc() > 0) {
            return WaitReason.of("sending");
        }
        return row.dueAt().filter(at -> at.isAfter(now)).isPresent()
                ? new WaitReason("retry", row.dueAt(), "")
                : WaitReason.of("due");
    }
}
