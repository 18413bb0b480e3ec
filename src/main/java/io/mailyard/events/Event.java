package io.mailyard.events;

import io.mailyard.base.AccountId;
import io.mailyard.base.AnsweredBy;
import io.mailyard.mime.OneLine;
import java.time.Instant;

/**
 * Something that happened to a recipient's mail, or to an account.
 *
 * @param messageId 0 where it is of an account
 * @param recipientId the number of the recipient's row; 0 likewise
 * @param recipient the address; empty likewise
 * @param senderId 0 where there is none
 * @param campaignId 0 where there is none
 * @param attempt which attempt it was, from 1; 0 where none was made
 * @param ip the address it was sent from; empty where no connection was made
 * @param host the mail host; empty likewise
 * @param answer the host's words, or ours where it had none; one line
 * @param answeredBy whose they are
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
        AnsweredBy answeredBy) {

    /** As much of an answer as is kept. */
    private static final int MAX_ANSWER = 1000;

    /** A host may answer anything: one line of it is kept, which every store and format takes. */
    public Event {
        answer = OneLine.of(answer, MAX_ANSWER);
    }

    /** An event of an account itself. */
    public static Event of(AccountId account, EventKind kind, Instant at) {
        return of(account, kind, at, "");
    }

    /** An event of an account itself, with what there is to say of it. */
    public static Event of(AccountId account, EventKind kind, Instant at, String words) {
        return new Event(at, kind, account, 0, 0, "", 0, 0, 0, "", "", words, AnsweredBy.UNKNOWN);
    }
}
