package io.mailyard.outcomes;

import io.mailyard.base.AccountId;
import io.mailyard.db.Tx;
import io.mailyard.events.Event;
import io.mailyard.events.EventKind;
import io.mailyard.events.Events;
import io.mailyard.events.SmtpConversation;
import io.mailyard.suppressions.Suppressions;

/** Publishes delivery events, and suppresses addresses that do not exist. */
public final class DeliveryEventPublisher implements DeliveryEventListener {
    private final Events events;
    private final Suppressions suppressions;

    public DeliveryEventPublisher(Events events, Suppressions suppressions) {
        this.events = events;
        this.suppressions = suppressions;
    }

    @Override
    public void conversed(Tx tx, SmtpConversation conversation) {
        events.conversations().add(tx, conversation);
    }

    @Override
    public void happened(Tx tx, DeliveryEvent deliveryEvent) {
        EventKind kind =
                EventKind.of(deliveryEvent.kind())
                        .orElseThrow(() ->
                                new IllegalStateException("no event " + deliveryEvent.kind()));
        events.happened(
                tx,
                new Event(
                        deliveryEvent.at(),
                        kind,
                        new AccountId(deliveryEvent.account()),
                        deliveryEvent.message(),
                        deliveryEvent.recipient(),
                        deliveryEvent.address(),
                        deliveryEvent.sender(),
                        deliveryEvent.campaign(),
                        deliveryEvent.attempt(),
                        deliveryEvent.ip(),
                        deliveryEvent.host(),
                        deliveryEvent.answer(),
                        deliveryEvent.answeredBy(),
                        deliveryEvent.details(),
                        deliveryEvent.trace()));
        if (kind == EventKind.HBOUNCE && deliveryEvent.answeredBy().maySuppress()) {
            suppressions.suppressBounced(
                    tx,
                    new AccountId(deliveryEvent.account()),
                    deliveryEvent.address(),
                    deliveryEvent.message(),
                    deliveryEvent.answer(),
                    deliveryEvent.at());
        }
    }
}
