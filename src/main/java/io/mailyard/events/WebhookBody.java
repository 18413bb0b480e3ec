package io.mailyard.events;

import io.mailyard.api.ObjectSchema;
import io.mailyard.api.Param;
import io.mailyard.api.Types;
import io.mailyard.base.AccountId;
import io.mailyard.base.Page;
import io.mailyard.base.VisibleText;
import io.mailyard.wire.HttpAddress;
import io.mailyard.wire.Out;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;

/** Webhooks on the wire (docs/spec/admin-api.md, section 7). */
final class WebhookBody {
    private static final List<String> WORDS = words();

    static final Param<Long> ACCOUNT =
            Param.of("account_id", Types.id(), "Whose events; absent: the platform's webhooks.");
    static final Param<Long> ID = Param.of("id", Types.id(), "The webhook; absent makes one.");
    static final Param<Long> EXISTING = Param.of("id", Types.id(), "The webhook.").required();
    static final Param<String> URL =
            Param.of(
                            "url",
                            Types.url().map(WebhookBody::url),
                            "Where its requests go: https or http, without a login in it.")
                    .requiredToCreate();
    static final Param<List<String>> EVENTS =
            Param.of(
                            "events",
                            Types.array(
                                            Types.text(1, 64)
                                                    .map(WebhookBody::word)
                                                    .described("enum", WORDS),
                                            64)
                                    .map(WebhookBody::some)
                                    .described("minItems", 1),
                            "The events it receives; * is all.")
                    .requiredToCreate();
    static final Param<Boolean> ACTIVE =
            Param.of("active", Types.flag(), "Whether it receives events. Default true.");
    static final Param<Long> OVERLAP =
            Param.of(
                            "overlap_seconds",
                            Types.integer(0, 30L * 24 * 3600),
                            "How long the secret before signs too, at most 30 days.")
                    .defaultsTo(0L);
    static final Param<Long> FROM_ID =
            Param.of("from_id", Types.firstId(), "First id on the page, inclusive.").defaultsTo(1L);
    static final Param<Long> LIMIT =
            Param.of("limit", Types.integer(1, Page.MAX_LIMIT), "Rows on a page.")
                    .defaultsTo((long) Page.DEFAULT_LIMIT);

    /** As {@link #write} writes it. */
    static final ObjectSchema SCHEMA =
            ObjectSchema.of("Webhook", "An address that events are posted to, and how it fares.")
                    .number("id", "The webhook.")
                    .number("account_id", "Whose events it gets; null: all.")
                    .orNull()
                    .text("url", "Where events are posted to.")
                    .texts("events", "Which events; *: all.")
                    .flag("active", "Whether events are posted.")
                    .number("queued", "Events that wait.")
                    .number("delivered", "Events that were taken.")
                    .number("dropped", "Events that were given up.")
                    .time("failing_since", "Since when no post succeeds; null: the last one did.")
                    .orNull()
                    .time("last_attempt_at", "When it was tried last.")
                    .orNull()
                    .text("last_answer", "What it answered last.")
                    .orNull()
                    .time("next_attempt_at", "When it is tried next.")
                    .orNull()
                    .time("previous_until", "Until when the secret before signs too.")
                    .orNull()
                    .time("created_at", "When it was made.")
                    .time("updated_at", "When it was changed last.");

    /** A new secret. */
    static final ObjectSchema ISSUED =
            ObjectSchema.of("WebhookSecret", "A webhook's new secret.")
                    .number("saved_id", "The webhook.")
                    .text("secret", "Its secret, shown this once.");

    /** The same; changed, it keeps its secret. */
    static final ObjectSchema SAVED =
            ISSUED.as("WebhookSaved", "A webhook that was saved, with its secret where it is new.")
                    .optional();

    private WebhookBody() {}

    private static List<String> words() {
        List<String> words = new ArrayList<>(EventKind.words());
        words.add(Webhook.ALL);
        return List.copyOf(words);
    }

    private static String word(String given) {
        String word = given.strip().toLowerCase(Locale.ROOT);
        if (!WORDS.contains(word)) {
            throw new IllegalArgumentException(
                    "'"
                            + VisibleText.shortened(given)
                            + "' is none of "
                            + String.join(", ", WORDS));
        }
        return word;
    }

    private static List<String> some(List<String> words) {
        if (words.isEmpty()) {
            throw new IllegalArgumentException("must name at least one event, or *");
        }
        return words.contains(Webhook.ALL)
                ? List.of(Webhook.ALL)
                : List.copyOf(new LinkedHashSet<>(words));
    }

    private static String url(String given) {
        if (given.isEmpty()) {
            throw new IllegalArgumentException("must not be empty");
        }
        URI uri = HttpAddress.toUri(given);
        if (uri.getRawUserInfo() != null) {
            throw new IllegalArgumentException(
                    "must not hold a login: it would be shown to whoever lists webhooks");
        }
        if (uri.getRawFragment() != null) {
            throw new IllegalArgumentException("must not hold a # part: it is never sent");
        }
        if (uri.getPort() == 0 || uri.getPort() > 65_535) {
            throw new IllegalArgumentException("port " + uri.getPort() + " is not from 1 to 65535");
        }
        return given;
    }

    static void write(Out out, Webhook.Shown shown) {
        Webhook webhook = shown.webhook();
        Webhook.State state = shown.state();
        settings(out, webhook);
        out.number("queued", state.queued())
                .number("delivered", state.delivered())
                .number("dropped", state.dropped())
                .time("failing_since", state.failingSince())
                .time("last_attempt_at", state.lastAttemptAt())
                .text("last_answer", state.lastAnswer())
                .time("next_attempt_at", state.queued() > 0 ? state.nextAttemptAt() : null)
                .time(
                        "previous_until",
                        webhook.secrets()
                                .previous()
                                .map(WebhookSecret.Previous::until)
                                .orElse(null))
                .time("created_at", webhook.createdAt())
                .time("updated_at", webhook.updatedAt());
    }

    /** What is set, as the audit keeps it. */
    static void settings(Out out, Webhook webhook) {
        boolean platform = webhook.owner().equals(AccountId.PLATFORM);
        out.number("id", webhook.id())
                .numberOrNull("account_id", platform ? null : webhook.owner().value())
                .text("url", webhook.url())
                .texts("events", webhook.events())
                .flag("active", webhook.active());
    }
}
