package io.mailyard.outcomes;

import io.mailyard.base.AnsweredBy;
import io.mailyard.base.TraceId;
import io.mailyard.db.Tx;
import io.mailyard.events.AttemptRecord;
import io.mailyard.events.SmtpConversation;
import io.mailyard.lanes.AcceptedMessage;
import io.mailyard.lanes.AcceptedRecipient;
import java.time.Instant;
import java.util.List;

/** Hears what became of mail. */
public interface DeliveryEventListener {
    /**
     * A delivery event of one recipient.
     *
     * @param kind the documented event name, or {@code purge}
     * @param answeredBy the origin of {@code answer}
     * @param details what else is known of the attempt
     * @param trace of the message
     */
    record DeliveryEvent(
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
            AnsweredBy answeredBy,
            AttemptRecord details,
            TraceId trace) {}

    /** A listener that ignores all events. */
    DeliveryEventListener NONE = (_, _) -> {};

    /** Called within the transaction. */
    void happened(Tx tx, DeliveryEvent event);

    /** Called with the recipients that ended as undelivered; may be empty. */
    default void undelivered(Tx tx, List<Undelivered> recipients) {}

    /** Called with the recorded conversation of an attempt. */
    default void conversed(Tx tx, SmtpConversation conversation) {}

    /** Called for each accepted recipient. */
    default void accepted(
            Tx tx, AcceptedMessage mail, AcceptedRecipient to, long sender, long recipient) {
        happened(
                tx,
                new DeliveryEvent(
                        mail.acceptedAt(),
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
                        AnsweredBy.UNKNOWN,
                        AttemptRecord.NONE,
                        mail.trace()));
    }
}
