package io.mailyard.messages;

import io.mailyard.events.Event;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A message, some of its recipients, and their events in order of time.
 *
 * @param next first recipient of the next page, if any
 */
record MessageHistory(
        MessageView message,
        List<RecipientView> recipients,
        Optional<Long> next,
        List<MessageEvent> events,
        KeptContent content) {
    static MessageHistory of(
            MessageView message,
            List<RecipientView> recipients,
            Optional<Long> next,
            List<Event> kept,
            KeptContent content) {
        Set<Long> shown = recipients.stream().map(RecipientView::id).collect(Collectors.toSet());
        List<MessageEvent> events = new ArrayList<>();
        events.add(MessageEvent.accepted(message));
        kept.stream()
                .filter(event -> shown.contains(event.recipientId()))
                .map(MessageEvent::of)
                .forEach(events::add);
        Set<Deferral> deferred = kept.stream().map(Deferral::of).collect(Collectors.toSet());
        for (RecipientView recipient : recipients) {
            boolean attempted =
                    !deferred.contains(new Deferral(recipient.id(), recipient.attempts()));
            recipient
                    .endedAt()
                    .ifPresent(at -> events.add(MessageEvent.ended(recipient, at, attempted)));
        }
        events.sort(Comparator.comparing(MessageEvent::at));
        return new MessageHistory(message, recipients, next, List.copyOf(events), content);
    }

    /** An attempt after which the recipient waited; an end after it came without an attempt. */
    private record Deferral(long recipient, long attempt) {
        static Deferral of(Event event) {
            return new Deferral(event.recipientId(), event.attempt());
        }
    }
}
