package io.mailyard.events;

import io.mailyard.base.AccountId;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An address that is told of events.
 *
 * @param owner whose events; {@link AccountId#PLATFORM}: everyone's
 * @param events words of {@link EventKind}, or {@value #ALL} alone
 */
record Webhook(
        long id,
        AccountId owner,
        String url,
        List<String> events,
        boolean active,
        WebhookSecret.Pair secrets,
        Instant createdAt,
        Instant updatedAt) {
    /** Every kind of event, those of later versions too. */
    static final String ALL = "*";

    /** The kinds it is told of. */
    Set<EventKind> kinds() {
        return kinds(events);
    }

    /** The kinds that some words name. */
    static Set<EventKind> kinds(List<String> events) {
        if (events.contains(ALL)) {
            return EnumSet.allOf(EventKind.class);
        }
        Set<EventKind> kinds = EnumSet.noneOf(EventKind.class);
        Arrays.stream(EventKind.values())
                .filter(kind -> events.contains(kind.word()))
                .forEach(kinds::add);
        return kinds;
    }

    Webhook with(String otherUrl, List<String> otherEvents, boolean on, Instant now) {
        return new Webhook(id, owner, otherUrl, otherEvents, on, secrets, createdAt, now);
    }

    Webhook rotated(WebhookSecret secret, Optional<Instant> previousUntil, Instant now) {
        Optional<WebhookSecret.Previous> before =
                previousUntil.map(until -> new WebhookSecret.Previous(secrets.current(), until));
        return new Webhook(
                id,
                owner,
                url,
                events,
                active,
                new WebhookSecret.Pair(secret, before),
                createdAt,
                now);
    }

    /**
     * How it fares.
     *
     * @param queued events that wait for it
     * @param dropped events it was never told: too many waited, or they were too old
     * @param failingSince since when no request was taken; null where the last one was
     * @param nextAttemptAt when the next request is made, where something waits
     */
    record State(
            long queued,
            long delivered,
            long dropped,
            @Nullable Instant failingSince,
            @Nullable Instant lastAttemptAt,
            String lastAnswer,
            Instant nextAttemptAt) {}

    /** With how it fares. */
    record Shown(Webhook webhook, State state) {}
}
