package io.mailyard.outcomes;

import io.mailyard.base.AccountId;
import io.mailyard.db.Tx;
import io.mailyard.delivery.DeliveryReport;
import io.mailyard.events.Event;
import io.mailyard.events.EventKind;
import io.mailyard.events.SmtpConversation;
import io.mailyard.notices.Notices;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * Keeps what becomes of the platform's own mail with its notices, and out of the events and
 * suppressions of tenants' mail. One that fails is an event of the platform.
 */
public final class PlatformMailListener implements DeliveryEventListener {
    /** Said of mail that ends by its age, not by an answer. */
    private static final Set<String> TIME_OVER =
            Set.of(Finisher.NOT_IN_TIME, DeliveryReport.TIME_USED_UP);

    private final DeliveryEventListener tenants;
    private final Notices notices;
    private final BiConsumer<Tx, Event> events;

    public PlatformMailListener(
            DeliveryEventListener tenants, Notices notices, BiConsumer<Tx, Event> events) {
        this.tenants = tenants;
        this.notices = notices;
        this.events = events;
    }

    @Override
    public void happened(Tx tx, DeliveryEvent event) {
        if (AccountId.isPlatform(event.account())) {
            recordOutcome(tx, event);
        } else {
            tenants.happened(tx, event);
        }
    }

    @Override
    public void conversed(Tx tx, SmtpConversation conversation) {
        if (!AccountId.isPlatform(conversation.account().value())) {
            tenants.conversed(tx, conversation);
        }
    }

    private void recordOutcome(Tx tx, DeliveryEvent deliveryEvent) {
        long notice = deliveryEvent.campaign();
        switch (deliveryEvent.kind()) {
            case "deliv" ->
                    notices.recordSent(
                            tx,
                            notice,
                            deliveryEvent.attempt(),
                            deliveryEvent.answer(),
                            deliveryEvent.at());
            case "sbounce" ->
                    notices.recordDeferred(
                            tx, notice, deliveryEvent.attempt(), deliveryEvent.answer());
            case "hbounce", "undeliv" -> {
                String answer =
                        TIME_OVER.contains(deliveryEvent.answer()) ? "" : deliveryEvent.answer();
                notices.recordFailed(
                                tx, notice, deliveryEvent.attempt(), answer, deliveryEvent.at())
                        .ifPresent(words ->
                                events.accept(
                                        tx,
                                        Event.of(
                                                AccountId.PLATFORM,
                                                EventKind.PLATFORM_MAIL_FAILED,
                                                deliveryEvent.at(),
                                                words)));
            }
            case "purge" ->
                    notices.recordWithdrawn(
                            tx, notice, deliveryEvent.attempt(), deliveryEvent.at());
            default -> {
                // accepted: the notice says so from the start
            }
        }
    }
}
