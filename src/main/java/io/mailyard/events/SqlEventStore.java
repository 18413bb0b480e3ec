package io.mailyard.events;

import io.mailyard.base.AccountId;
import io.mailyard.base.AnsweredBy;
import io.mailyard.base.TraceId;
import io.mailyard.db.Row;
import io.mailyard.db.Tx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Events in the table {@code events}. */
final class SqlEventStore {
    private static final String COLUMNS =
            "at, kind, account_id, message_id, recipient_id, recipient, sender_id, campaign_id, attempt, ip, host, answer,"
                    + " answered_by, "
                    + AttemptRecord.COLUMNS
                    + ", next_at";

    /** An event with its number. */
    record Numbered(long id, Event event) {}

    void insert(Tx tx, List<Numbered> events) {
        tx.updateAll(
                "INSERT INTO events (id, "
                        + COLUMNS
                        + ") VALUES (?"
                        + ", ?".repeat(COLUMNS.split(",").length)
                        + ")",
                events.stream().map(SqlEventStore::row).toList());
    }

    private static @Nullable Object[] row(Numbered numbered) {
        Event event = numbered.event();
        List<@Nullable Object> row =
                new ArrayList<>(
                        List.of(
                                numbered.id(),
                                event.at(),
                                event.kind().word(),
                                event.account().value(),
                                event.messageId(),
                                event.recipientId(),
                                event.recipient(),
                                event.senderId(),
                                event.campaignId(),
                                event.attempt(),
                                event.ip(),
                                event.host(),
                                event.answer(),
                                (long) event.answeredBy().number()));
        row.addAll(event.details().values());
        row.add(event.details().next().orElse(null));
        return row.toArray();
    }

    /** Events in the order in which they occurred, without the trace, which the message has. */
    List<Event> ofMessage(Tx tx, AccountId account, long messageId) {
        return tx.query(
                "SELECT "
                        + COLUMNS
                        + " FROM events WHERE account_id = ? AND message_id = ? ORDER BY id",
                SqlEventStore::event,
                account.value(),
                messageId);
    }

    long count(Tx tx, AccountId account) {
        return tx.number("SELECT count(*) FROM events WHERE account_id = ?", account.value());
    }

    int deleteAll(Tx tx, AccountId account) {
        return tx.update("DELETE FROM events WHERE account_id = ?", account.value());
    }

    /**
     * Removes up to {@code most} events older than {@code before}, the oldest first; returns their
     * number.
     */
    int forget(Tx tx, Instant before, int most) {
        return tx.update(
                "DELETE FROM events WHERE id IN (SELECT id FROM events WHERE at < ? ORDER BY at LIMIT ?)",
                before,
                most);
    }

    /** Time of the oldest event. */
    Optional<Instant> oldest(Tx tx) {
        return tx.one("SELECT at FROM events ORDER BY at LIMIT 1", row -> row.time("at"));
    }

    private static Event event(Row row) {
        return new Event(
                row.time("at"),
                EventKind.of(row.text("kind")).orElseThrow(),
                new AccountId(row.number("account_id")),
                row.number("message_id"),
                row.number("recipient_id"),
                row.text("recipient"),
                row.number("sender_id"),
                row.number("campaign_id"),
                (int) row.number("attempt"),
                row.text("ip"),
                row.text("host"),
                row.text("answer"),
                AnsweredBy.of(row.number("answered_by")),
                AttemptRecord.read(row).with(row.timeOrNull("next_at")),
                TraceId.NONE);
    }
}
