package io.mailyard.events;

import io.mailyard.base.AccountId;
import io.mailyard.base.Page;
import io.mailyard.base.Slice;
import io.mailyard.db.Row;
import io.mailyard.db.Tx;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Webhooks in the table {@code webhooks}. The owner comes first in every call: nothing of another
 * one is ever found or changed.
 */
final class SqlWebhookStore {
    private static final String SELECT =
            "SELECT w.id, w.account_id, w.url, w.events, w.active, w.secret, w.previous_secret, w.previous_until,"
                    + " w.created_at, w.updated_at, s.queued, s.delivered, s.dropped, s.failing_since, s.last_attempt_at,"
                    + " s.last_answer, s.next_attempt_at FROM webhooks w JOIN webhook_states s ON s.webhook_id = w.id"
                    + " WHERE w.account_id = ?";

    Optional<Webhook.Shown> find(Tx tx, AccountId owner, long id) {
        return tx.one(SELECT + " AND w.id = ?", SqlWebhookStore::shown, owner.value(), id);
    }

    Slice<Webhook.Shown> list(Tx tx, AccountId owner, Page page) {
        List<Webhook.Shown> rows =
                tx.query(
                        SELECT + " AND w.id >= ? ORDER BY w.id LIMIT ?",
                        SqlWebhookStore::shown,
                        owner.value(),
                        page.fromId(),
                        page.limit() + 1);
        boolean more = rows.size() > page.limit();
        return new Slice<>(
                more ? rows.subList(0, page.limit()) : rows,
                count(tx, owner),
                more ? OptionalLong.of(rows.getLast().webhook().id()) : OptionalLong.empty());
    }

    long count(Tx tx, AccountId owner) {
        return tx.number("SELECT count(*) FROM webhooks WHERE account_id = ?", owner.value());
    }

    void insert(Tx tx, Webhook webhook) {
        tx.update(
                "INSERT INTO webhooks (id, account_id, url, events, active, secret, created_at, updated_at)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                webhook.id(),
                webhook.owner().value(),
                webhook.url(),
                String.join(" ", webhook.events()),
                webhook.active(),
                webhook.secrets().current().text(),
                webhook.createdAt(),
                webhook.updatedAt());
        tx.update(
                "INSERT INTO webhook_states (webhook_id, queued, delivered, dropped, failures, last_answer,"
                        + " next_attempt_at, lease_owner, lease_until) VALUES (?, 0, 0, 0, 0, '', ?, '', 0)",
                webhook.id(),
                webhook.createdAt());
    }

    /** Stores it as it is now; what waits for it is tried at once. */
    void update(Tx tx, Webhook webhook) {
        WebhookSecret.Pair secrets = webhook.secrets();
        tx.update(
                "UPDATE webhooks SET url = ?, events = ?, active = ?, secret = ?, previous_secret = ?,"
                        + " previous_until = ?, updated_at = ? WHERE account_id = ? AND id = ?",
                webhook.url(),
                String.join(" ", webhook.events()),
                webhook.active(),
                secrets.current().text(),
                secrets.previous().map(before -> before.secret().text()).orElse(null),
                secrets.previous().map(WebhookSecret.Previous::until).orElse(null),
                webhook.updatedAt(),
                webhook.owner().value(),
                webhook.id());
        tx.update(
                "UPDATE webhook_states SET next_attempt_at = ? WHERE webhook_id = ?",
                webhook.updatedAt(),
                webhook.id());
    }

    /** With all that waits for it. */
    void delete(Tx tx, AccountId owner, long id) {
        int gone =
                tx.update(
                        "DELETE FROM webhooks WHERE account_id = ? AND id = ?", owner.value(), id);
        if (gone > 0) {
            tx.update("DELETE FROM webhook_states WHERE webhook_id = ?", id);
            tx.update("DELETE FROM webhook_deliveries WHERE webhook_id = ?", id);
        }
    }

    /** The ids of all there are. */
    List<Long> ids(Tx tx, AccountId owner) {
        return tx.query(
                "SELECT id FROM webhooks WHERE account_id = ? ORDER BY id",
                row -> row.number(1),
                owner.value());
    }

    /** The active ones of everybody, as far as events must know them. */
    List<ActiveWebhooks.Hook> active(Tx tx) {
        return tx.query(
                "SELECT id, account_id, events FROM webhooks WHERE active = 1 ORDER BY id",
                row ->
                        new ActiveWebhooks.Hook(
                                row.number(1),
                                new AccountId(row.number(2)),
                                Webhook.kinds(List.of(row.text(3).split(" ")))));
    }

    long revision(Tx tx) {
        return tx.number("SELECT revision FROM webhook_revision WHERE one = 1");
    }

    /** Counts a change to a webhook; the new revision. */
    long revised(Tx tx) {
        tx.update("UPDATE webhook_revision SET revision = revision + 1 WHERE one = 1");
        return revision(tx);
    }

    /** The secret in a column, and in the two after it the one before. */
    static WebhookSecret.Pair secrets(Row row, int column) {
        String before = row.textOrNull(column + 1);
        @Nullable Instant until = row.timeOrNull(column + 2);
        Optional<WebhookSecret.Previous> previous =
                before == null || until == null
                        ? Optional.empty()
                        : Optional.of(new WebhookSecret.Previous(WebhookSecret.of(before), until));
        return new WebhookSecret.Pair(WebhookSecret.of(row.text(column)), previous);
    }

    private static Webhook.Shown shown(Row row) {
        Webhook webhook =
                new Webhook(
                        row.number(1),
                        new AccountId(row.number(2)),
                        row.text(3),
                        List.of(row.text(4).split(" ")),
                        row.flag(5),
                        secrets(row, 6),
                        row.time(9),
                        row.time(10));
        Webhook.State state =
                new Webhook.State(
                        row.number(11),
                        row.number(12),
                        row.number(13),
                        row.timeOrNull(14),
                        row.timeOrNull(15),
                        row.text(16),
                        row.time(17));
        return new Webhook.Shown(webhook, state);
    }
}
