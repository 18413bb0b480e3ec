package io.mailyard.events;

import io.mailyard.base.AccountId;
import io.mailyard.base.AnsweredBy;
import io.mailyard.base.CallTrace;
import io.mailyard.base.TraceId;
import io.mailyard.mime.OneLine;
import java.time.Instant;

/**
 * An event of a recipient's mail, or of an account.
 *
 * @param messageId 0 for an event of an account
 * @param recipientId id of the recipient's row; 0 for an event of an account
 * @param recipient the address; empty for an event of an account
 * @param senderId 0 if there is none
 * @param campaignId 0 if there is none
 * @param attempt the attempt's number, from 1; 0 if there was none
 * @param ip the source address; empty if there was no connection
 * @param host the mail host; empty if there was no connection
 * @param answer the host's answer, or our own if it gave none; one line
 * @param answeredBy who gave the answer
 * @param details what else is known of the attempt
 * @param trace of the message, or of the call that changed the account; may be none
 */
public record Event(
        Instant at,
        EventKind kind,
        AccountId account,
        long messageId,
        long recipientId,
        String recipient,
        long senderId,
        long campaignId,
        int attempt,
        String ip,
        String host,
        String answer,
        AnsweredBy answeredBy,
        AttemptRecord details,
        TraceId trace) {

    /** Maximum length of a stored answer. */
    private static final int MAX_ANSWER = 1000;

    /**
     * Reduces an answer, which may contain anything, to one line that every store and format can
     * carry.
     */
    public Event {
        answer = OneLine.of(answer, MAX_ANSWER);
    }

    /** An event of an account, by the call that is being answered. */
    public static Event of(AccountId account, EventKind kind, Instant at) {
        return of(account, kind, at, "");
    }

    /** An event of an account, with a text. */
    public static Event of(AccountId account, EventKind kind, Instant at, String words) {
        return new Event(
                at,
                kind,
                account,
                0,
                0,
                "",
                0,
                0,
                0,
                "",
                "",
                words,
                AnsweredBy.UNKNOWN,
                AttemptRecord.NONE,
                CallTrace.current().id());
    }
}
