package io.mailyard.queue;

import io.mailyard.base.AccountId;
import io.mailyard.base.AnsweredBy;
import io.mailyard.db.Row;
import io.mailyard.db.Tx;
import io.mailyard.queue.DeliveryEventListener.Happening;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Ends recipients that no attempt ended. Of the rows alone: what lanes and the ledger count is the
 * caller's, who knows where the recipients are counted.
 */
final class Finisher {
    private static final String SELECT =
            "SELECT r.id, r.account_id, r.message_id, r.address, r.attempts, l.sender_id, l.campaign_id,"
                    + " r.host, r.answer, r.answered_by"
                    + " FROM recipients r JOIN lanes l ON l.id = r.lane_id WHERE r.id IN ";
    private static final String END =
            "UPDATE recipients SET state = ?, kind = ?, ended_at = ?, session_id = NULL, answered_by = CASE WHEN answer = ''"
                    + " THEN ? ELSE answered_by END, answer = CASE WHEN answer = '' THEN ? ELSE answer END WHERE id = ?";

    /** What is said of mail whose time is over. */
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

    /** As expired or as purged. */
    static Finisher of(RecipientState state, Instant now) {
        return switch (state) {
            case EXPIRED -> new Finisher(state, "undeliv", NOT_IN_TIME, now);
            case PURGED -> new Finisher(state, "purge", "purged from the queue", now);
            case NEW, RETRY, PROC, DELIVERED, BOUNCED ->
                    throw new IllegalArgumentException("no ending without an attempt: " + state);
        };
    }

    /**
     * One that ends.
     *
     * @param host of the last attempt, with its {@code answer}; empty: there was none
     */
    private record Ending(Happening happening, String host, String answer, AnsweredBy answeredBy) {
        Undelivered undelivered() {
            return new Undelivered(
                    happening.at(),
                    new AccountId(happening.account()),
                    happening.message(),
                    happening.address(),
                    true,
                    host,
                    answer.isEmpty() ? happening.answer() : answer,
                    answer.isEmpty() ? happening.answeredBy() : answeredBy);
        }
    }

    void end(Tx tx, DeliveryEventListener telling, List<Long> recipients) {
        Set<Long> messages = new LinkedHashSet<>();
        for (List<Long> part : InClause.parts(recipients)) {
            List<@Nullable Object[]> rows = new ArrayList<>(part.size());
            List<Undelivered> undelivered = new ArrayList<>();
            for (Ending ending :
                    tx.query(
                            SELECT + InClause.list(part.size()) + " ORDER BY r.id",
                            row ->
                                    new Ending(
                                            happening(row),
                                            row.text(8),
                                            row.text(9),
                                            AnsweredBy.of(row.number(10))),
                            InClause.args(part))) {
                Happening one = ending.happening();
                messages.add(one.message());
                if (state == RecipientState.EXPIRED) {
                    undelivered.add(ending.undelivered());
                }
                rows.add(
                        new @Nullable Object[] {
                            state.number(),
                            kind,
                            now,
                            AnsweredBy.MAILYARD.number(),
                            answer,
                            one.recipient()
                        });
                telling.happened(tx, one);
            }
            tx.updateAll(END, rows);
            telling.undelivered(tx, undelivered);
        }
        MessageContents.drop(tx, messages);
    }

    private Happening happening(Row row) {
        return new Happening(
                now,
                kind,
                row.number(2),
                row.number(3),
                row.number(1),
                row.text(4),
                row.number(6),
                row.number(7),
                (int) row.number(5),
                "",
                "",
                answer,
                AnsweredBy.MAILYARD);
    }
}
