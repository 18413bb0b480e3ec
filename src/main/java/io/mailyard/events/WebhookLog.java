package io.mailyard.events;

import io.mailyard.api.ObjectSchema;
import io.mailyard.base.TraceId;
import io.mailyard.db.Row;
import io.mailyard.db.Tx;
import io.mailyard.wire.Out;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The last requests of each webhook, in the table {@code webhook_log}: a ring of {@code
 * webhooks.log} rows for each, so that a busy webhook takes no room of another.
 */
final class WebhookLog {
    private static final String COLUMNS =
            "number, at, kind, message, events, status, answer, millis, body, trace_id";

    private final int most;

    /**
     * @param most rows of one webhook; 0: nothing is kept
     */
    WebhookLog(int most) {
        this.most = most;
    }

    /** Why a request was sent. */
    enum WebhookLogKind {
        EVENTS,
        TEST,
        REPLAY;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * A request and what became of it.
     *
     * @param number among those of its webhook, from 1; 0: not stored yet
     * @param status of the answer; 0: there was none
     * @param answer what the host answered, or why there is no answer; of a success empty
     */
    record WebhookLogEntry(
            long number,
            Instant at,
            WebhookLogKind kind,
            WebhookRequest request,
            int status,
            String answer,
            long millis) {
        static WebhookLogEntry of(
                WebhookLogKind kind,
                WebhookRequest request,
                WebhookAnswer answer,
                Instant began,
                Instant ended) {
            return new WebhookLogEntry(
                    0,
                    began,
                    kind,
                    request,
                    answer.status(),
                    answer.shown(),
                    Math.max(0, Duration.between(began, ended).toMillis()));
        }

        boolean taken() {
            return status / 100 == 2;
        }

        WebhookLogEntry numbered(long number) {
            return new WebhookLogEntry(number, at, kind, request, status, answer, millis);
        }

        void write(Out out) {
            out.number("id", number)
                    .time("at", at)
                    .text("kind", kind.word())
                    .text("message_id", request.message())
                    .text("trace_id", request.trace().text())
                    .number("events", request.events())
                    .flag("taken", taken())
                    .number("status", status)
                    .text("answer", answer)
                    .number("millis", millis);
        }

        /** Writes all of it. */
        void writeWhole(Out out) {
            write(out);
            out.text("body", request.text());
        }
    }

    static final ObjectSchema SCHEMA =
            ObjectSchema.of("WebhookDelivery", "A request of a webhook, and what became of it.")
                    .number("id", "Its number among those of the webhook, from 1.")
                    .time("at", "When it was sent.")
                    .word("kind", "Why it was sent.", "events", "test", "replay")
                    .text("message_id", "Its webhook-id: the same when it is sent again.")
                    .text("trace_id", "The trace id in its traceparent.")
                    .number("events", "How many events are in it.")
                    .flag("taken", "Whether the host took it (2xx).")
                    .number("status", "The HTTP status of the answer; 0: there was none.")
                    .text("answer", "What the host answered, or why there is no answer.")
                    .number("millis", "How long it took.");

    /** Schema of a request of a webhook, with what was sent where one is asked for. */
    static final ObjectSchema WHOLE_IF_ONE =
            SCHEMA.as("WebhookDeliveryListed", "A request of a webhook, in its log.")
                    .text("body", "What was sent; only of the one that delivery names.")
                    .optional();

    /** Adds a request of a webhook, unless it was deleted meanwhile; its number, or 0. */
    long add(Tx tx, long webhook, WebhookLogEntry entry) {
        if (most == 0
                || tx.update(
                                "UPDATE webhook_states SET logged = logged + 1 WHERE webhook_id = ?",
                                webhook)
                        == 0) {
            return 0;
        }
        long number = tx.number("SELECT logged FROM webhook_states WHERE webhook_id = ?", webhook);
        tx.update(
                """
                INSERT INTO webhook_log (webhook_id, number, at, kind, message, events, status,
                  answer, millis, body, trace_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                webhook,
                number,
                entry.at(),
                entry.kind().word(),
                entry.request().message(),
                entry.request().events(),
                entry.status(),
                entry.answer(),
                entry.millis(),
                entry.request().text(),
                entry.request().trace().octets());
        tx.update(
                "DELETE FROM webhook_log WHERE webhook_id = ? AND number <= ?",
                webhook,
                number - most);
        return number;
    }

    /**
     * A page of a webhook's requests, the newest first.
     *
     * @param from the number of the first; 0: the newest
     * @param failedOnly whether those that the host took are left out
     */
    List<WebhookLogEntry> list(Tx tx, long webhook, long from, int limit, boolean failedOnly) {
        return tx.query(
                "SELECT "
                        + COLUMNS
                        + " FROM webhook_log WHERE webhook_id = ? AND number <= ?"
                        + (failedOnly ? " AND status / 100 <> 2" : "")
                        + " ORDER BY number DESC LIMIT ?",
                WebhookLog::entry,
                webhook,
                from == 0 ? Long.MAX_VALUE : from,
                limit);
    }

    long count(Tx tx, long webhook, boolean failedOnly) {
        return tx.number(
                "SELECT count(*) FROM webhook_log WHERE webhook_id = ?"
                        + (failedOnly ? " AND status / 100 <> 2" : ""),
                webhook);
    }

    Optional<WebhookLogEntry> find(Tx tx, long webhook, long number) {
        return tx.one(
                "SELECT " + COLUMNS + " FROM webhook_log WHERE webhook_id = ? AND number = ?",
                WebhookLog::entry,
                webhook,
                number);
    }

    private static WebhookLogEntry entry(Row row) {
        return new WebhookLogEntry(
                row.number("number"),
                row.time("at"),
                WebhookLogKind.valueOf(row.text("kind").toUpperCase(Locale.ROOT)),
                new WebhookRequest(
                        row.text("message"),
                        (int) row.number("events"),
                        row.text("body"),
                        TraceId.of(row.bytesOrNull("trace_id"))),
                (int) row.number("status"),
                row.text("answer"),
                row.number("millis"));
    }

    /** Removes up to {@code rows} requests before a time, the oldest first; their number. */
    static int forget(Tx tx, Instant before, int rows) {
        return tx.update(
                """
                DELETE FROM webhook_log WHERE (webhook_id, number) IN
                  (SELECT webhook_id, number FROM webhook_log WHERE at < ? ORDER BY at LIMIT ?)
                """,
                before,
                rows);
    }

    /** Time of the oldest request. */
    static Optional<Instant> oldest(Tx tx) {
        return tx.one("SELECT at FROM webhook_log ORDER BY at LIMIT 1", row -> row.time("at"));
    }
}
