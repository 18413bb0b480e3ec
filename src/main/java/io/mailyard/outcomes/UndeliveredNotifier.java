package io.mailyard.outcomes;

import io.mailyard.base.AccountId;
import io.mailyard.db.Tx;
import io.mailyard.events.SmtpConversation;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** Forwards delivery events and notifies listeners of failed attempts and undelivered mail. */
public final class UndeliveredNotifier implements DeliveryEventListener {
    private static final Set<String> FAILURES = Set.of("sbounce", "hbounce", "undeliv");

    private final DeliveryEventListener next;
    private final List<FailedAttempt.FailedAttemptListener> attempts = new CopyOnWriteArrayList<>();
    private final List<UndeliveredListener> watchers = new CopyOnWriteArrayList<>();

    public UndeliveredNotifier(DeliveryEventListener next) {
        this.next = next;
    }

    /** Adds a listener, called within the transaction: its failure fails the write. */
    public void onUndelivered(UndeliveredListener listener) {
        watchers.add(listener);
    }

    /**
     * Adds a listener for attempts that bounced or were the last, called within the transaction.
     * Not for the platform's own mail.
     */
    public void onFailedAttempt(FailedAttempt.FailedAttemptListener listener) {
        attempts.add(listener);
    }

    @Override
    public void happened(Tx tx, DeliveryEvent event) {
        next.happened(tx, event);
        if (!attempts.isEmpty() && FAILURES.contains(event.kind()) && event.message() > 0) {
            FailedAttempt failed =
                    new FailedAttempt(
                            new AccountId(event.account()),
                            event.message(),
                            event.kind(),
                            event.answer(),
                            event.details().details().bounceClass(),
                            event.details().details().patternId());
            attempts.forEach(listener -> listener.failed(tx, failed));
        }
    }

    @Override
    public void conversed(Tx tx, SmtpConversation conversation) {
        next.conversed(tx, conversation);
    }

    @Override
    public void undelivered(Tx tx, List<Undelivered> recipients) {
        if (!recipients.isEmpty()) {
            watchers.forEach(listener -> listener.undelivered(tx, recipients));
        }
    }
}
