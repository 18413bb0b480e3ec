package io.mailyard.delivery;

import io.mailyard.smtp.RecipientOutcome;
import io.mailyard.smtp.SmtpEnvelope;
import io.mailyard.smtp.SmtpReply;
import io.mailyard.smtp.SmtpSession;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * The recipients of an attempt whose addresses the session can send. The others end alone with a
 * reply of our own and do not affect them.
 */
final class SendableRecipients {
    private final List<String> addresses = new ArrayList<>();

    /** Our own reply to each task of the attempt that cannot be sent. */
    private final List<Optional<SmtpReply>> unsendable;

    private SendableRecipients(List<DeliveryTask> tasks, List<Optional<SmtpReply>> unsendable) {
        this.unsendable = unsendable;
        for (int i = 0; i < tasks.size(); i++) {
            if (unsendable.get(i).isEmpty()) {
                addresses.add(tasks.get(i).recipient());
            }
        }
    }

    /** None can be sent if the session cannot send the reverse path. */
    static SendableRecipients of(SmtpSession session, String from, List<DeliveryTask> tasks) {
        Optional<SmtpReply> sender = session.unsendable(from);
        return new SendableRecipients(
                tasks,
                tasks.stream()
                        .map(task ->
                                sender.isPresent() ? sender : session.unsendable(task.recipient()))
                        .toList());
    }

    boolean isEmpty() {
        return addresses.isEmpty();
    }

    SmtpEnvelope envelope(String from) {
        return new SmtpEnvelope(from, addresses);
    }

    /**
     * The outcomes of all tasks of the attempt, in their order.
     *
     * @param replies the outcomes of the recipients in the envelope
     */
    List<RecipientOutcome> outcomes(List<RecipientOutcome> replies) {
        Iterator<RecipientOutcome> next = replies.iterator();
        List<RecipientOutcome> outcomes = new ArrayList<>(unsendable.size());
        for (Optional<SmtpReply> own : unsendable) {
            outcomes.add(
                    own.isPresent() ? new RecipientOutcome.Unsendable(own.get()) : next.next());
        }
        return outcomes;
    }
}
