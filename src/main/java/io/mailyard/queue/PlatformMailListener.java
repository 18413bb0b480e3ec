package io.mailyard.queue;

import io.mailyard.base.AccountId;
import io.mailyard.db.Tx;
import io.mailyard.delivery.DeliveryReport;
import io.mailyard.events.Event;
import io.mailyard.events.EventKind;
import io.mailyard.notices.Notices;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * Keeps what becomes of the platform's own mail with its notices, and out of the events and
 * suppressions of tenants' mail. One that fails is an event of the platform.
 */
final class PlatformMailListener implements DeliveryEventListener {
    /** Said of mail that ends by its age, not by an answer. */
    private static final Set<String> TIME_OVER =
            Set.of(Finisher.NOT_IN_TIME, DeliveryReport.TIME_USED_UP);

    private final DeliveryEventListener tenants;
    private final Notices notices;
    private final BiConsumer<Tx, Event> events;

    PlatformMailListener(
            DeliveryEventListener tenants, Notices notices, BiConsumer<Tx, Event> events) {
        this.tenants = tenants;
        this.notices = notices;
        this.events = events;
    }

    @Override
    public void happened(Tx tx, Happening happening) {
        if (happening.account() == AccountId.PLATFORM.value()) {
            became(tx, happening);
        } else {
            tenants.happened(tx, happening);
        }
    }

    private void became(Tx tx, Happening one) {
        long notice = one.campaign();
        switch (one.kind()) {
            case "deliv" -> notices.sent(tx, notice, one.attempt(), one.answer(), one.at());
            case "sbounce" -> notices.deferred(tx, notice, one.attempt(), one.answer());
            case "hbounce", "undeliv" -> {
                String answer = TIME_OVER.contains(one.answer()) ? "" : one.answer();
                notices.failed(tx, notice, one.attempt(), answer, one.at())
                        .ifPresent(words ->
                                events.accept(
                                        tx,
                                        Event.of(
                                                AccountId.PLATFORM,
                                                EventKind.PLATFORM_MAIL_FAILED,
                                                one.at(),
                                                words)));
            }
            case "purge" -> notices.withdrawn(tx, notice, one.attempt(), one.at());
            default -> {
                // accepted: the notice says so from the start
            }
        }
    }
}
