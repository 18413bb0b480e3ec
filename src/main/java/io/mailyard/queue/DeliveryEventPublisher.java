package io.mailyard.queue;

import io.mailyard.base.AccountId;
import io.mailyard.db.Tx;
import io.mailyard.events.Event;
import io.mailyard.events.EventKind;
import io.mailyard.events.Events;
import io.mailyard.suppressions.Suppressions;

/** Tells events, and has addresses suppressed that do not exist. */
final class DeliveryEventPublisher implements DeliveryEventListener {
    private final Events events;
    private final Suppressions suppressions;

    DeliveryEventPublisher(Events events, Suppressions suppressions) {
        this.events = events;
        this.suppressions = suppressions;
    }

    @Override
    public void happened(Tx tx, Happening one) {
        EventKind kind =
                EventKind.of(one.kind())
                        .orElseThrow(() -> new IllegalStateException("no event " + one.kind()));
        events.happened(
                tx,
                new Event(
                        one.at(),
                        kind,
                        new AccountId(one.account()),
                        one.message(),
                        one.recipient(),
                        one.address(),
                        one.sender(),
                        one.campaign(),
                        one.attempt(),
                        one.ip(),
                        one.host(),
                        one.answer(),
                        one.answeredBy()));
        if (kind == EventKind.HBOUNCE && one.answeredBy().maySuppress()) {
            suppressions.bounced(
                    tx,
                    new AccountId(one.account()),
                    one.address(),
                    one.message(),
                    one.answer(),
                    one.at());
        }
    }
}
