package io.mailyard.stops;

import io.mailyard.db.Database;
import io.mailyard.db.Row;
import io.mailyard.db.Tx;
import io.mailyard.delivery.StopOrder;
import io.mailyard.delivery.StopReceipt;
import io.mailyard.lanes.EngineSession;
import io.mailyard.lanes.QueueScope;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Numbered stops and their receipts. */
public final class StopLog {
    /** Orders read at once; a node that missed more asks again. */
    private static final int MOST = 1000;

    /** Every session that holds mail; a stop waits for those that hold some of its scope. */
    private static final String AWAIT =
            "INSERT INTO stop_receipts (stop_id, session_id, node_id, took_effect_at, last_begun_at, past_data,"
                    + " delivered, last_end_at, complete, lease_ended_at)"
                    + " SELECT ?, s.id, s.node_id, NULL, NULL, 0, 0, NULL, 0, NULL FROM node_sessions s"
                    + " WHERE s.ended_at IS NULL AND EXISTS (SELECT 1 FROM recipients r WHERE r.session_id = s.id)";

    private final Database database;
    private final List<Consumer<StopOrder>> listeners = new CopyOnWriteArrayList<>();

    public StopLog(Database database) {
        this.database = database;
    }

    /**
     * Adds a listener, called for every stop that this process adds, once it is durable: on the
     * writer's thread, so it must be quick. It cannot be removed.
     */
    public void onStop(Consumer<StopOrder> listener) {
        listeners.add(listener);
    }

    /** Adds a stop, durable together with its cause; listeners are called after the commit. */
    public void add(Tx tx, String kind, QueueScope scope, Instant now) {
        StopOrder order = insert(tx, kind, scope.toStopScope(), now);
        tx.update(
                AWAIT
                        + " AND EXISTS (SELECT 1 FROM recipients r WHERE r.session_id = s.id"
                        + " AND r.lane_id IN (SELECT id FROM lanes WHERE proc > 0 AND "
                        + scope.sqlCondition()
                        + "))",
                scope.argsAfter(order.seq()));
    }

    /** Adds a stop of all mail. */
    void addToAll(Tx tx, String kind, Instant now) {
        StopOrder order = insert(tx, kind, QueueScope.EVERYTHING.toStopScope(), now);
        tx.update(AWAIT, order.seq());
    }

    /** Adds a stop of a node. */
    void add(Tx tx, String kind, StopOrder.Scope.OfNode node, Instant now) {
        StopOrder order = insert(tx, kind, node, now);
        tx.update(AWAIT + " AND s.node_id = ?", order.seq(), node.nodeId());
    }

    private StopOrder insert(Tx tx, String kind, StopOrder.Scope scope, Instant now) {
        StopOrder order = new StopOrder(tx.nextId("stops"), scope, now);
        tx.update(
                "INSERT INTO stops (id, kind, account_id, sender_id, campaign_id, isp, node_id, called_at)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                order.seq(),
                kind,
                account(scope),
                scope instanceof StopOrder.Scope.OfSender ofSender ? ofSender.senderId() : null,
                scope instanceof StopOrder.Scope.OfSender one ? value(one.campaignId()) : null,
                scope instanceof StopOrder.Scope.OfSender one ? one.isp() : "",
                scope instanceof StopOrder.Scope.OfNode ofNode ? ofNode.nodeId() : null,
                now);
        tx.afterCommit(() -> listeners.forEach(listener -> listener.accept(order)));
        return order;
    }

    private static @Nullable Long account(StopOrder.Scope scope) {
        return switch (scope) {
            case StopOrder.Scope.OfAccount ofAccount -> ofAccount.accountId();
            case StopOrder.Scope.OfSender ofSender -> value(ofSender.accountId());
            case StopOrder.Scope.OfNode _ -> null;
        };
    }

    private static @Nullable Long value(OptionalLong one) {
        return one.isPresent() ? one.getAsLong() : null;
    }

    /** Number of the newest stop including this group's; 0 before the first. */
    public static long newest(Tx tx) {
        return tx.number("SELECT coalesce(max(id), 0) FROM stops");
    }

    /** Number of the newest durable stop; 0 before the first. */
    public long newest() {
        return database.readOne(StopLog::newest);
    }

    /** Whether a stop is of all mail, the platform's own too. */
    public boolean isOfAll(long seq) {
        return database.readOne(tx ->
                tx.number(
                                "SELECT count(*) FROM stops WHERE id = ? AND account_id IS NULL AND sender_id = 0",
                                seq)
                        > 0);
    }

    /** Stops numbered above {@code seq} in ascending order, at most {@value #MOST}. */
    public List<StopOrder> after(long seq) {
        return database.readOne(tx ->
                tx.query(
                        "SELECT id, account_id, sender_id, campaign_id, isp, node_id, called_at FROM stops"
                                + " WHERE id > ? ORDER BY id LIMIT ?",
                        StopLog::order,
                        seq,
                        MOST));
    }

    private static StopOrder order(Row row) {
        Long node = row.numberOrNull("node_id");
        Long sender = row.numberOrNull("sender_id");
        StopOrder.Scope scope;
        if (node != null) {
            scope = new StopOrder.Scope.OfNode(node);
        } else if (sender != null) {
            scope =
                    new StopOrder.Scope.OfSender(
                            sender,
                            optional(row.numberOrNull("account_id")),
                            optional(row.numberOrNull("campaign_id")),
                            row.text("isp"));
        } else {
            scope = new StopOrder.Scope.OfAccount(row.number("account_id"));
        }
        return new StopOrder(row.number("id"), scope, row.time("called_at"));
    }

    private static OptionalLong optional(@Nullable Long value) {
        return value == null ? OptionalLong.empty() : OptionalLong.of(value);
    }

    /** Stores a receipt, or a more complete one of the same stop; a complete one is final. */
    public static void saveReceipt(Tx tx, EngineSession session, StopReceipt receipt) {
        tx.update(
                "INSERT INTO stop_receipts (stop_id, session_id, node_id, took_effect_at, last_begun_at, past_data,"
                        + " delivered, last_end_at, complete) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
                        + " ON CONFLICT (stop_id, session_id) DO UPDATE SET took_effect_at = excluded.took_effect_at,"
                        + " last_begun_at = excluded.last_begun_at, past_data = excluded.past_data,"
                        + " delivered = excluded.delivered, last_end_at = excluded.last_end_at,"
                        + " complete = excluded.complete WHERE stop_receipts.complete = 0",
                receipt.stopSeq(),
                session.id(),
                session.nodeId(),
                receipt.at(),
                receipt.lastBegun().orElse(null),
                receipt.pastData(),
                receipt.delivered(),
                receipt.lastEnd().orElse(null),
                receipt.complete());
    }

    /** Records that a session has ended, so that no attempt of its mail begins any more. */
    public static void recordLeaseEnd(Tx tx, long session, Instant now) {
        tx.update(
                "UPDATE stop_receipts SET complete = 1, lease_ended_at = ? WHERE session_id = ? AND complete = 0",
                now,
                session);
    }
}
