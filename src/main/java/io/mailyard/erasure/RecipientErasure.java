package io.mailyard.erasure;

import io.mailyard.audit.AuditMask;
import io.mailyard.db.Dialect;
import io.mailyard.db.InClause;
import io.mailyard.db.Row;
import io.mailyard.db.Tx;
import io.mailyard.outcomes.MessageContents;
import io.mailyard.queue.Queue;
import io.mailyard.suppressions.ErasedKeys;
import io.mailyard.tasks.TaskKind;
import io.mailyard.tasks.TaskProgress;
import io.mailyard.wire.JsonText;
import io.mailyard.wire.Value;
import io.mailyard.writes.Change;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Erases a recipient of all accounts: purges what waits for it, then masks its address in
 * recipients, events, answers, requests of webhooks and the audit; removes contents, subjects and
 * conversations of messages to it; keeps its suppressions as hashes. Counts stay as they are.
 */
final class RecipientErasure implements TaskKind {
    static final String NAME = "recipients.erase";

    /** Ids of recipients that a step looks at: a few milliseconds. */
    private static final long IDS = 20_000;

    private static final int REQUESTS = 100;

    private final Queue queue;

    RecipientErasure(Queue queue) {
        this.queue = queue;
    }

    /** Phases of the erasure, one after the other. */
    private enum ErasurePhase {
        RECIPIENTS,
        WEBHOOKS,
        AUDIT,
        SUPPRESSIONS
    }

    /**
     * Where it is.
     *
     * @param from the key with which the phase goes on
     * @param counts what was erased so far
     */
    private record ErasureCursor(
            String address, ErasurePhase phase, long from, Map<String, Long> counts) {
        static ErasureCursor parse(String json) {
            Map<String, Value> members = JsonText.read(json).values();
            Map<String, Long> counts = new LinkedHashMap<>();
            if (members.get("counts") instanceof Value.Members(Map<String, Value> known)) {
                known.forEach((name, value) -> counts.put(name, number(value)));
            }
            return new ErasureCursor(
                    text(members.get("address")),
                    ErasurePhase.valueOf(text(members.get("phase"))),
                    number(members.get("from")),
                    counts);
        }

        private static String text(@Nullable Value value) {
            return value instanceof Value.Text(String text) ? text : "";
        }

        private static long number(@Nullable Value value) {
            return value instanceof Value.Numeral number ? Long.parseLong(number.literal()) : 0;
        }

        String json() {
            return JsonText.write(out -> {
                out.text("address", address).text("phase", phase.name()).number("from", from);
                out.object("counts", each -> counts.forEach(each::number));
            });
        }

        String result() {
            return JsonText.write(out -> counts.forEach(out::number));
        }

        ErasureCursor at(long next) {
            return new ErasureCursor(address, phase, next, counts);
        }

        ErasureCursor next(ErasurePhase then) {
            return new ErasureCursor(address, then, 0, counts);
        }

        void count(String what, long more) {
            counts.merge(what, more, Long::sum);
        }
    }

    /** The cursor with which a task begins. */
    static String begin(ErasedAddress address) {
        return new ErasureCursor(address.text(), ErasurePhase.RECIPIENTS, 0, new LinkedHashMap<>())
                .json();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public TaskProgress step(TaskStepRun step) {
        ErasureCursor cursor = ErasureCursor.parse(step.task().cursor());
        ErasedAddress address = new ErasedAddress(cursor.address());
        return step.write(change ->
                switch (cursor.phase()) {
                    case RECIPIENTS -> recipients(change, cursor, address, step.task().total());
                    case WEBHOOKS -> webhooks(change, cursor, address, step.task().total());
                    case AUDIT -> audit(change, cursor, address, step.task().total());
                    case SUPPRESSIONS -> suppressions(change, cursor, address);
                });
    }

    private record ErasedRecipient(long id, long message, long account, long state) {}

    private TaskProgress recipients(
            Change change, ErasureCursor cursor, ErasedAddress address, long total) {
        Tx tx = change.tx();
        long last = tx.number("SELECT coalesce(max(id), 0) FROM recipients");
        long until = cursor.from() + IDS;
        List<ErasedRecipient> found =
                tx.query(
                        "SELECT id, message_id, account_id, state FROM recipients"
                                + " WHERE id > ? AND id <= ? AND (lower(address) = ? OR address = ?)",
                        row ->
                                new ErasedRecipient(
                                        row.number("id"),
                                        row.number("message_id"),
                                        row.number("account_id"),
                                        row.number("state")),
                        cursor.from(),
                        until,
                        address.lower(),
                        address.text());
        List<Long> waiting =
                found.stream().filter(one -> one.state() <= 1).map(ErasedRecipient::id).toList();
        if (!waiting.isEmpty()) {
            cursor.count("purged", queue.purgeRecipients(tx, waiting, change.now()));
        }
        if (found.stream().anyMatch(one -> one.state() == 2)) {
            // a node has some of it: the same part is looked at again when that has ended
            return TaskProgress.at(cursor.json(), Math.min(cursor.from(), total), total);
        }
        found.forEach(one -> erase(tx, cursor, address, one));
        boolean over = until >= last;
        return TaskProgress.at(
                (over ? cursor.next(ErasurePhase.WEBHOOKS) : cursor.at(until)).json(),
                Math.min(until, total),
                total);
    }

    private static void erase(
            Tx tx, ErasureCursor cursor, ErasedAddress address, ErasedRecipient one) {
        tx.update(
                "UPDATE recipients SET address = ?, domain = ?, answer = '', conversation_id = 0"
                        + " WHERE id = ?",
                ErasedAddress.ADDRESS,
                ErasedAddress.DOMAIN,
                one.id());
        cursor.count("recipients", 1);
        cursor.count(
                "events",
                tx.update(
                        "UPDATE events SET recipient = ?, answer = '', conversation_id = 0"
                                + " WHERE account_id = ? AND message_id = ? AND recipient_id = ?",
                        ErasedAddress.ADDRESS,
                        one.account(),
                        one.message(),
                        one.id()));
        message(tx, cursor, address, one);
    }

    /** Erases what the message says, unless others still wait for it. */
    private static void message(
            Tx tx, ErasureCursor cursor, ErasedAddress address, ErasedRecipient one) {
        cursor.count("conversations", conversations(tx, one));
        long others =
                tx.number(
                        "SELECT count(*) FROM recipients WHERE message_id = ? AND id <> ?",
                        one.message(),
                        one.id());
        long open =
                tx.number(
                        "SELECT count(*) FROM recipients WHERE message_id = ? AND state <= 2 AND id <> ?",
                        one.message(),
                        one.id());
        if (open == 0) {
            MessageContents.remove(tx, List.of(one.message()));
        }
        if (others == 0) {
            tx.update("UPDATE messages SET subject = '' WHERE id = ?", one.message());
        } else {
            tx.query("SELECT subject FROM messages WHERE id = ?", row -> row.text(), one.message())
                    .forEach(subject ->
                            tx.update(
                                    "UPDATE messages SET subject = ? WHERE id = ?",
                                    address.mask(subject),
                                    one.message()));
        }
        String key = tx.dialect() == Dialect.SQLITE ? "rowid" : "id";
        tx.update("DELETE FROM message_words WHERE " + key + " = ?", one.message());
        cursor.count("messages", 1);
    }

    private static int conversations(Tx tx, ErasedRecipient one) {
        long octets =
                tx.number(
                        "SELECT coalesce(sum(octets), 0) FROM conversations WHERE message_id = ?",
                        one.message());
        tx.update(
                "UPDATE conversation_space SET octets = octets - ? WHERE account_id = ?",
                octets,
                one.account());
        return tx.update("DELETE FROM conversations WHERE message_id = ?", one.message());
    }

    private record SentRequest(long webhook, long number, String body, String answer) {
        static SentRequest read(Row row) {
            return new SentRequest(
                    row.number("webhook_id"),
                    row.number("number"),
                    row.text("body"),
                    row.text("answer"));
        }
    }

    /** Requests to webhooks that are kept: a part of the webhooks in each step. */
    private static TaskProgress webhooks(
            Change change, ErasureCursor cursor, ErasedAddress address, long total) {
        Tx tx = change.tx();
        List<Long> webhooks =
                tx.query(
                        "SELECT DISTINCT webhook_id FROM webhook_log WHERE webhook_id > ?"
                                + " ORDER BY webhook_id LIMIT ?",
                        row -> row.number(),
                        cursor.from(),
                        REQUESTS / 10);
        for (SentRequest request :
                InClause.query(
                        tx,
                        "SELECT webhook_id, number, body, answer FROM webhook_log WHERE webhook_id IN {list}",
                        webhooks,
                        SentRequest::read)) {
            String body = address.mask(request.body());
            String answer = address.mask(request.answer());
            if (!body.equals(request.body()) || !answer.equals(request.answer())) {
                tx.update(
                        "UPDATE webhook_log SET body = ?, answer = ? WHERE webhook_id = ? AND number = ?",
                        body,
                        answer,
                        request.webhook(),
                        request.number());
                cursor.count("webhook_requests", 1);
            }
        }
        ErasureCursor next =
                webhooks.isEmpty()
                        ? cursor.next(ErasurePhase.AUDIT)
                        : cursor.at(webhooks.getLast());
        return TaskProgress.at(next.json(), total, total);
    }

    private static TaskProgress audit(
            Change change, ErasureCursor cursor, ErasedAddress address, long total) {
        AuditMask.MaskScan scan =
                AuditMask.mask(change.tx(), Math.max(1, cursor.from()), address::mask);
        if (!scan.rows().isEmpty()) {
            cursor.count("audit_rows", scan.rows().size());
            change.recordCreation(
                    AuditMask.ACTION,
                    Change.Subject.of("audit", scan.rows().getFirst().id()),
                    out ->
                            out.objects(
                                    "rows",
                                    new ArrayList<>(scan.rows()),
                                    (each, row) ->
                                            each.number("id", row.id())
                                                    .text("hash", row.hash())
                                                    .text("digest", row.digest())));
        }
        ErasureCursor next =
                scan.next() == 0 ? cursor.next(ErasurePhase.SUPPRESSIONS) : cursor.at(scan.next());
        return TaskProgress.at(next.json(), total, total);
    }

    private static TaskProgress suppressions(
            Change change, ErasureCursor cursor, ErasedAddress address) {
        cursor.count("suppressions", ErasedKeys.erase(change.tx(), address.text()));
        return TaskProgress.over(
                Math.max(1, cursor.counts().getOrDefault("recipients", 0L)), cursor.result());
    }
}
