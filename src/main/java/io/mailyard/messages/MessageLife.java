package io.mailyard.messages;

import io.mailyard.events.Event;
import io.mailyard.messages.MessageBody.Happening;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A message, some of its recipients, and what happened to these in the order of time.
 *
 * @param next the recipient that the next page begins with, if there is one
 */
record MessageLife(
        MessageView message,
        List<RecipientView> recipients,
        Optional<Long> next,
        List<Happening> events) {
    static MessageLife of(
            MessageView message,
            List<RecipientView> recipients,
            Optional<Long> next,
            List<Event> kept) {
        Set<Long> shown = recipients.stream().map(RecipientView::id).collect(Collectors.toSet());
        List<Happening> events = new ArrayList<>();
        events.add(Happening.accepted(message));
        kept.stream()
                .filter(event -> shown.contains(event.recipientId()))
                .map(Happening::of)
                .forEach(events::add);
        for (RecipientView recipient : recipients) {
            recipient.endedAt().ifPresent(at -> events.add(Happening.ended(recipient, at)));
        }
        events.sort(Comparator.comparing(Happening::at));
        return new MessageLife(message, recipients, next, List.copyOf(events));
    }
}
