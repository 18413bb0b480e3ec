package io.mailyard.events;

import io.mailyard.base.AccountId;
import io.mailyard.base.TraceId;
import io.mailyard.db.InClause;
import io.mailyard.db.Row;
import io.mailyard.db.Tx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The undelivered events of webhooks: the tables {@code webhook_deliveries} and {@code
 * webhook_states}. One process at a time calls a webhook, under a lease, so that its events keep
 * their order; only the holder of the lease removes rows.
 */
final class SqlDeliveries {
    /** Events in one request. */
    static final int BATCH = 100;

    private static final String SELECT =
            "SELECT w.id, w.account_id, w.url, w.secret, w.previous_secret, w.previous_until, s.failures,"
                    + " s.batch_through, w.active FROM webhook_states s JOIN webhooks w ON w.id = s.webhook_id";
    private static final String DUE =
            " WHERE s.queued > 0 AND s.next_attempt_at <= ? AND s.lease_until <= ? AND w.active = 1";

    /** Webhooks examined to find the next ones. */
    private static final int IN_SIGHT = 500;

    /** The due webhooks, each with its position among those of its account. */
    private static final String IN_TURN =
            "SELECT id, account_id, url, secret, previous_secret, previous_until, failures,"
                    + " batch_through, active FROM (SELECT w.id, w.account_id, w.url, w.secret,"
                    + " w.previous_secret, w.previous_until, s.failures, s.batch_through, w.active,"
                    + " s.next_attempt_at, row_number() OVER (PARTITION BY w.account_id"
                    + " ORDER BY s.next_attempt_at, s.webhook_id) AS turn"
                    + " FROM webhook_states s JOIN webhooks w ON w.id = s.webhook_id"
                    + DUE
                    + ") AS due WHERE turn <= ? ORDER BY turn, next_attempt_at, id LIMIT ?";

    private static final String OLD =
            " FROM webhook_states s WHERE s.queued > 0 AND (SELECT min(f.at) FROM"
                    + " (SELECT d.at FROM webhook_deliveries d WHERE d.webhook_id = s.webhook_id"
                    + " ORDER BY d.id LIMIT 100) AS f) < ?";

    /** An event waiting for a webhook. */
    record StoredEvent(long id, Instant at, String body, TraceId trace) {}

    /** A process's lease of a webhook. */
    record Lease(String owner, Instant until) {}

    private record DueWebhook(EventBatch batch, boolean active) {}

    /**
     * Queues events.
     *
     * @param byHook the events of each webhook; a webhook that no longer exists is skipped
     * @param most maximum number of events that may wait for one webhook; further ones count as
     *     dropped
     * @return the number of dropped events
     */
    long add(Tx tx, Map<Long, List<StoredEvent>> byHook, int most) {
        List<@Nullable Object[]> rows = new ArrayList<>();
        List<@Nullable Object[]> counts = new ArrayList<>();
        long dropped = 0;
        for (Map.Entry<Long, Long> entry : queued(tx, byHook.keySet()).entrySet()) {
            List<StoredEvent> told = byHook.getOrDefault(entry.getKey(), List.of());
            int room = Math.clamp(most - entry.getValue(), 0, told.size());
            told.subList(0, room)
                    .forEach(event ->
                            rows.add(
                                    new @Nullable Object[] {
                                        entry.getKey(),
                                        event.id(),
                                        event.at(),
                                        event.body(),
                                        event.trace().octets()
                                    }));
            counts.add(new @Nullable Object[] {room, told.size() - room, entry.getKey()});
            dropped += told.size() - room;
        }
        tx.updateAll(
                "INSERT INTO webhook_deliveries (webhook_id, id, at, body, trace_id)"
                        + " VALUES (?, ?, ?, ?, ?)",
                rows);
        tx.updateAll(
                "UPDATE webhook_states SET queued = queued + ?, dropped = dropped + ? WHERE webhook_id = ?",
                counts);
        return dropped;
    }

    /** Number of waiting events for each webhook. */
    private static Map<Long, Long> queued(Tx tx, Collection<Long> ids) {
        Map<Long, Long> queued = new HashMap<>();
        InClause.query(
                        tx,
                        "SELECT webhook_id, queued FROM webhook_states WHERE webhook_id IN {list}",
                        ids,
                        row -> Map.entry(row.number("webhook_id"), row.number("queued")))
                .forEach(entry -> queued.put(entry.getKey(), entry.getValue()));
        return queued;
    }

    boolean anyDue(Tx tx, Instant now) {
        return tx.number(
                        "SELECT count(*) FROM (SELECT 1 FROM webhook_states s JOIN webhooks w ON w.id = s.webhook_id"
                                + DUE
                                + " LIMIT 1) AS found",
                        now,
                        now)
                > 0;
    }

    /**
     * Leases due webhooks, with their next batches: first one of each account, then a second, and
     * so on.
     *
     * @param most maximum number of webhooks in total
     * @param room how many of an account's webhooks may be called now
     */
    List<EventBatch> claim(
            Tx tx, Lease lease, Instant now, int most, ToIntFunction<AccountId> room) {
        List<DueWebhook> candidates =
                tx.query(
                        IN_TURN,
                        SqlDeliveries::candidate,
                        now,
                        now,
                        WebhookSender.OF_AN_ACCOUNT,
                        IN_SIGHT);
        Map<AccountId, Integer> taken = new HashMap<>();
        List<DueWebhook> due =
                candidates.stream()
                        .filter(candidate -> {
                            AccountId account = candidate.batch().owner();
                            return taken.merge(account, 1, Integer::sum)
                                    <= room.applyAsInt(account);
                        })
                        .limit(most)
                        .toList();
        List<EventBatch> claimed = new ArrayList<>();
        for (DueWebhook candidate : due) {
            EventBatch batch = candidate.batch();
            EventBatch whole = batch.upTo(through(tx, batch.webhookId(), batch.through()));
            if (whole.through() == 0) {
                continue;
            }
            tx.update(
                    "UPDATE webhook_states SET batch_through = ?, lease_owner = ?, lease_until = ? WHERE webhook_id = ?",
                    whole.through(),
                    lease.owner(),
                    lease.until(),
                    batch.webhookId());
            claimed.add(whole);
        }
        return claimed;
    }

    private static DueWebhook candidate(Row row) {
        Long through = row.numberOrNull("batch_through");
        EventBatch batch =
                new EventBatch(
                        row.number("id"),
                        new AccountId(row.number("account_id")),
                        row.text("url"),
                        Webhook.secrets(row),
                        through == null ? 0 : through,
                        (int) row.number("failures"));
        return new DueWebhook(batch, row.flag("active"));
    }

    /** The last event of the batch that was begun, or of a new one; 0 if none waits. */
    private static long through(Tx tx, long webhook, long begun) {
        if (begun > 0) {
            return begun;
        }
        return tx.number(
                "SELECT coalesce(max(id), 0) FROM (SELECT id FROM webhook_deliveries"
                        + " WHERE webhook_id = ? ORDER BY id LIMIT ?) AS batch",
                webhook,
                BATCH);
    }

    /** The events of a batch, in order. */
    List<StoredEvent> events(Tx tx, EventBatch batch) {
        return tx.query(
                "SELECT id, at, body, trace_id FROM webhook_deliveries WHERE webhook_id = ? AND id <= ? ORDER BY id",
                row ->
                        new StoredEvent(
                                row.number("id"),
                                row.time("at"),
                                row.text("body"),
                                TraceId.of(row.bytesOrNull("trace_id"))),
                batch.webhookId(),
                batch.through());
    }

    /**
     * Records that a batch was delivered.
     *
     * @param lease this process's lease, with its new end if another batch waits
     * @param goOn whether another batch follows at once; otherwise the lease is released
     * @return the next batch
     */
    Optional<EventBatch> recordDelivery(
            Tx tx,
            EventBatch batch,
            int events,
            Lease lease,
            boolean goOn,
            Instant now,
            String answer) {
        Optional<DueWebhook> held = held(tx, batch.webhookId(), lease.owner());
        if (held.isEmpty()) {
            return Optional.empty();
        }
        tx.update(
                "DELETE FROM webhook_deliveries WHERE webhook_id = ? AND id <= ?",
                batch.webhookId(),
                batch.through());
        long through = goOn && held.get().active() ? through(tx, batch.webhookId(), 0) : 0;
        tx.update(
                "UPDATE webhook_states SET queued = queued - ?, delivered = delivered + ?, batch_through = ?,"
                        + " failures = 0, failing_since = NULL, last_attempt_at = ?, last_answer = ?,"
                        + " next_attempt_at = ?, lease_owner = ?, lease_until = ? WHERE webhook_id = ?",
                events,
                events,
                through > 0 ? through : null,
                now,
                answer,
                now,
                through > 0 ? lease.owner() : "",
                through > 0 ? lease.until() : Instant.EPOCH,
                batch.webhookId());
        return through > 0 ? Optional.of(held.get().batch().upTo(through)) : Optional.empty();
    }

    private static Optional<DueWebhook> held(Tx tx, long webhook, String owner) {
        return tx.one(
                SELECT + " WHERE s.webhook_id = ? AND s.lease_owner = ?",
                SqlDeliveries::candidate,
                webhook,
                owner);
    }

    /**
     * Records that a batch failed, to be tried again at {@code next}; false if the lease was lost.
     */
    boolean recordFailure(
            Tx tx, EventBatch batch, String owner, Instant now, String answer, Instant next) {
        return tx.update(
                        "UPDATE webhook_states SET failures = failures + 1, failing_since = coalesce(failing_since, ?),"
                                + " last_attempt_at = ?, last_answer = ?, next_attempt_at = ?, lease_owner = '',"
                                + " lease_until = 0 WHERE webhook_id = ? AND lease_owner = ?",
                        now,
                        now,
                        answer,
                        next,
                        batch.webhookId(),
                        owner)
                > 0;
    }

    /** Whether the oldest event of a webhook has waited since before {@code before}. */
    boolean anyOlder(Tx tx, Instant before) {
        return tx.number("SELECT count(*) FROM (SELECT 1" + OLD + " LIMIT 1) AS found", before) > 0;
    }

    /**
     * Drops up to {@code most} events of each webhook that is not leased and that have waited since
     * before {@code before}; returns their number.
     */
    long dropOld(Tx tx, Instant before, Instant now, int most) {
        List<Long> webhooks =
                tx.query(
                        "SELECT webhook_id" + OLD + " AND s.lease_until <= ?",
                        row -> row.number("webhook_id"),
                        before,
                        now);
        long dropped = 0;
        for (Long webhook : webhooks) {
            int gone =
                    tx.update(
                            "DELETE FROM webhook_deliveries WHERE webhook_id = ? AND id IN (SELECT id"
                                    + " FROM webhook_deliveries WHERE webhook_id = ? AND at < ?"
                                    + " ORDER BY id LIMIT ?)",
                            webhook,
                            webhook,
                            before,
                            most);
            tx.update(
                    "UPDATE webhook_states SET queued = queued - ?, dropped = dropped + ?, batch_through = NULL"
                            + " WHERE webhook_id = ?",
                    gone,
                    gone,
                    webhook);
            dropped += gone;
        }
        return dropped;
    }

    /** Releases leases: those of {@code owner}, or all if it is empty. */
    int release(Tx tx, String owner) {
        return tx.update(
                "UPDATE webhook_states SET lease_owner = '', lease_until = 0"
                        + " WHERE lease_owner <> '' AND (lease_owner = ? OR ? = '')",
                owner,
                owner);
    }
}
