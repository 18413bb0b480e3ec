package io.mailyard.outcomes;

import io.mailyard.base.AccountId;
import io.mailyard.base.AnsweredBy;
import io.mailyard.base.TraceId;
import io.mailyard.db.InClause;
import io.mailyard.db.Row;
import io.mailyard.db.Tx;
import io.mailyard.events.AttemptRecord;
import io.mailyard.lanes.RecipientState;
import io.mailyard.outcomes.DeliveryEventListener.DeliveryEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Ends recipients without an attempt. Changes only their rows; the caller adjusts lane counts and
 * the ledger.
 */
public final class Finisher {
    private static final String SELECT =
            "SELECT r.id, r.account_id, r.message_id, r.address, r.attempts, l.sender_id, l.campaign_id,"
                    + " r.host, r.answer, r.answered_by,"
                    + " (SELECT m.trace_id FROM messages m WHERE m.id = r.message_id) AS trace_id"
                    + " FROM recipients r JOIN lanes l ON l.id = r.lane_id WHERE r.id IN ";
    private static final String END =
            "UPDATE recipients SET state = ?, kind = ?, ended_at = ?, session_id = NULL, answered_by = CASE WHEN answer = ''"
                    + " THEN ? ELSE answered_by END, answer = CASE WHEN answer = '' THEN ? ELSE answer END WHERE id = ?";

    /** The answer for expired mail. */
    static final String NOT_IN_TIME = "not delivered in time";

    private final RecipientState state;
    private final String kind;
    private final String answer;
    private final Instant now;

    private Finisher(RecipientState state, String kind, String answer, Instant now) {
        this.state = state;
        this.kind = kind;
        this.answer = answer;
        this.now = now;
    }

    /** A finisher that expires or purges. */
    public static Finisher of(RecipientState state, Instant now) {
        return switch (state) {
            case EXPIRED -> new Finisher(state, "undeliv", NOT_IN_TIME, now);
            case PURGED -> new Finisher(state, "purge", "purged from the queue", now);
            case NEW, RETRY, PROC, DELIVERED, BOUNCED ->
                    throw new IllegalArgumentException("no ending without an attempt: " + state);
        };
    }

    /**
     * A recipient that ends.
     *
     * @param host host of the last attempt, with its {@code answer}; empty if there was none
     */
    private record FinishedRecipient(
            DeliveryEvent event, String host, String answer, AnsweredBy answeredBy) {
        Undelivered toUndelivered() {
            return new Undelivered(
                    event.at(),
                    new AccountId(event.account()),
                    event.message(),
                    event.address(),
                    true,
                    host,
                    answer.isEmpty() ? event.answer() : answer,
                    answer.isEmpty() ? event.answeredBy() : answeredBy);
        }
    }

    /**
     * Ends these recipients in the order of their ids, notifies {@code events} about each, and
     * frees the content of messages that are now over. Ids of recipients that do not exist are
     * ignored.
     */
    public void finish(Tx tx, DeliveryEventListener events, List<Long> recipients) {
        Set<Long> messages = new LinkedHashSet<>();
        for (List<Long> part : InClause.parts(recipients)) {
            List<@Nullable Object[]> rows = new ArrayList<>(part.size());
            List<Undelivered> undelivered = new ArrayList<>();
            for (FinishedRecipient ending :
                    tx.query(
                            SELECT + InClause.list(part.size()) + " ORDER BY r.id",
                            row ->
                                    new FinishedRecipient(
                                            toEvent(row),
                                            row.text("host"),
                                            row.text("answer"),
                                            AnsweredBy.of(row.number("answered_by"))),
                            InClause.args(part))) {
                DeliveryEvent deliveryEvent = ending.event();
                messages.add(deliveryEvent.message());
                if (state == RecipientState.EXPIRED) {
                    undelivered.add(ending.toUndelivered());
                }
                rows.add(
                        new @Nullable Object[] {
                            state.number(),
                            kind,
                            now,
                            AnsweredBy.MAILYARD.number(),
                            answer,
                            deliveryEvent.recipient()
                        });
                events.happened(tx, deliveryEvent);
            }
            tx.updateAll(END, rows);
            events.undelivered(tx, undelivered);
        }
        MessageContents.drop(tx, messages);
    }

    private DeliveryEvent toEvent(Row row) {
        return new DeliveryEvent(
                now,
                kind,
                row.number("account_id"),
                row.number("message_id"),
                row.number("id"),
                row.text("address"),
                row.number("sender_id"),
                row.number("campaign_id"),
                (int) row.number("attempts"),
                "",
                "",
                answer,
                AnsweredBy.MAILYARD,
                AttemptRecord.NONE,
                TraceId.of(row.bytesOrNull("trace_id")));
    }
}
