package io.mailyard.events;

import io.mailyard.base.AccountId;
import io.mailyard.db.SortedList;
import io.mailyard.db.SortedList.SortKey;
import io.mailyard.db.SortedList.SortedPage;
import io.mailyard.db.SortedList.SortedSlice;
import io.mailyard.db.Tx;
import io.mailyard.fields.FieldTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The table {@code webhooks}. The owner is the first parameter of every method, so that no data of
 * another one is ever found or changed.
 */
final class SqlWebhookStore {
    private static final String WITH_STATES = "webhooks JOIN webhook_states ON webhook_id = id";

    private static final FieldTable<Webhook> TABLE =
            new FieldTable<>("webhooks", WITH_STATES, Webhook.ALL_FIELDS, Webhook::new);

    /**
     * By the first letters of the URL: all 2048 in {@code next_from} would not fit {@code from}.
     */
    static final SortedList SORTS =
            new SortedList(
                    WITH_STATES,
                    SortKey.text("url", "substr(url, 1, 255)"),
                    SortKey.number("queued", "queued"),
                    SortKey.number("dropped", "dropped"),
                    SortKey.number("last_attempt_at", "last_attempt_at"));

    Optional<Webhook> find(Tx tx, AccountId owner, long id) {
        return TABLE.find(tx, "account_id = ? AND id = ?", owner.value(), id);
    }

    /**
     * A page of an owner's webhooks.
     *
     * @param search in the address and the events; empty: all
     * @param active only those that are switched on, or only the others
     */
    SortedSlice<Webhook> list(
            Tx tx, AccountId owner, String search, Optional<Boolean> active, SortedPage page) {
        StringBuilder where = new StringBuilder("account_id = ?");
        List<@Nullable Object> args = new ArrayList<>(List.of(owner.value()));
        active.ifPresent(on -> {
            where.append(" AND active = ?");
            args.add(on);
        });
        if (!search.isEmpty()) {
            where.append(" AND ").append(SortedList.contains(search, args, "url", "events"));
        }
        return SORTS.read(
                tx,
                page,
                where.toString(),
                args,
                (rest, values) -> TABLE.query(tx, rest, values),
                Webhook::id);
    }

    long count(Tx tx, AccountId owner) {
        return TABLE.count(tx, "account_id = ?", owner.value());
    }

    void insert(Tx tx, Webhook webhook) {
        TABLE.insert(tx, webhook);
        tx.update(
                """
                INSERT INTO webhook_states (webhook_id, queued, delivered, dropped, failures,
                  last_answer, next_attempt_at, lease_owner, lease_until)
                VALUES (?, 0, 0, 0, 0, '', ?, '', 0)
                """,
                webhook.id(),
                webhook.get(Webhook.UPDATED_AT));
    }

    /** Stores the webhook; its waiting events are tried at once. */
    void update(Tx tx, Webhook webhook) {
        TABLE.update(tx, webhook);
        tx.update(
                "UPDATE webhook_states SET next_attempt_at = ? WHERE webhook_id = ?",
                webhook.get(Webhook.UPDATED_AT),
                webhook.id());
    }

    /** Deletes a webhook with its waiting events. */
    void delete(Tx tx, AccountId owner, long id) {
        int gone =
                tx.update(
                        "DELETE FROM webhooks WHERE account_id = ? AND id = ?", owner.value(), id);
        if (gone > 0) {
            tx.update("DELETE FROM webhook_states WHERE webhook_id = ?", id);
            tx.update("DELETE FROM webhook_deliveries WHERE webhook_id = ?", id);
            tx.update("DELETE FROM webhook_log WHERE webhook_id = ?", id);
        }
    }

    /** All ids. */
    List<Long> ids(Tx tx, AccountId owner) {
        return tx.query(
                "SELECT id FROM webhooks WHERE account_id = ? ORDER BY id",
                row -> row.number("id"),
                owner.value());
    }

    /** The active webhooks of all owners, with the parts that events need. */
    List<ActiveWebhooks.Hook> active(Tx tx) {
        return tx.query(
                "SELECT id, account_id, events FROM webhooks WHERE active = 1 ORDER BY id",
                row ->
                        new ActiveWebhooks.Hook(
                                row.number("id"),
                                new AccountId(row.number("account_id")),
                                Webhook.kinds(List.of(row.text("events").split(" ")))));
    }

    long revision(Tx tx) {
        return tx.number("SELECT revision FROM webhook_revision WHERE one = 1");
    }

    /** Counts a change of a webhook; returns the new revision. */
    long advanceRevision(Tx tx) {
        tx.update("UPDATE webhook_revision SET revision = revision + 1 WHERE one = 1");
        return revision(tx);
    }
}
