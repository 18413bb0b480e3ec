package io.mailyard.queue;

import io.mailyard.base.AnsweredBy;
import io.mailyard.db.Tx;
import java.time.Instant;
import java.util.List;

/** Tells other rooms what became of mail. */
interface DeliveryEventListener {
    /**
     * What is told of one recipient.
     *
     * @param kind the documented name, or {@code purge}
     * @param answeredBy whose word {@code answer} is
     */
    record Happening(
            Instant at,
            String kind,
            long account,
            long message,
            long recipient,
            String address,
            long sender,
            long campaign,
            int attempt,
            String ip,
            String host,
            String answer,
            AnsweredBy answeredBy) {}

    /** Nobody listens. */
    DeliveryEventListener NOBODY = (_, _) -> {};

    /** Within the transaction. */
    void happened(Tx tx, Happening happening);

    /** Recipients that were attempted, or waited, end without having been reached; may be none. */
    default void undelivered(Tx tx, List<Undelivered> recipients) {}

    /** A recipient was taken in. */
    default void accepted(
            Tx tx, AcceptedMessage mail, AcceptedRecipient to, long sender, long recipient) {
        happened(
                tx,
                new Happening(
                        mail.at(),
                        to.suppressed() ? "suppress" : "send",
                        mail.account().value(),
                        mail.id(),
                        recipient,
                        to.address(),
                        sender,
                        mail.campaignId(),
                        0,
                        "",
                        "",
                        "",
                        AnsweredBy.UNKNOWN));
    }
}
