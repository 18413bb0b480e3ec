package io.mailyard.events;

import io.mailyard.api.ObjectSchema;
import io.mailyard.api.Types;
import io.mailyard.base.AccountId;
import io.mailyard.db.Row;
import io.mailyard.fields.ColumnCodec;
import io.mailyard.fields.Field;
import io.mailyard.fields.FieldRow;
import io.mailyard.fields.FieldValues;
import io.mailyard.fields.Fields;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A URL that events are posted to, and its state (docs/spec/admin-api.md, section 7). Each field is
 * declared here once.
 */
public record Webhook(FieldValues values) implements FieldRow {
    /** All kinds of events, including those of later versions. */
    static final String ALL = "*";

    /** Maximum number of words in a list of events. */
    private static final int MAX_EVENTS = 64;

    static final Field<Long> ID = Field.id("The webhook.");

    /** The account whose events it receives; {@link AccountId#PLATFORM}: all. */
    static final Field<AccountId> OWNER =
            Field.own("account_id", ColumnCodec.OWNER, "Whose events it gets; null: all.").key();

    static final Field<String> URL =
            Field.text(
                    "url",
                    Types.url().map(WebhookBody::url),
                    "Where its requests go: https or http, without a login in it.");
    static final Field<List<String>> EVENTS =
            Field.needed(
                    "events",
                    Types.array(
                                    Types.text(1, 64)
                                            .map(WebhookBody::word)
                                            .described("enum", WebhookBody.WORDS),
                                    MAX_EVENTS)
                            .map(WebhookBody::some)
                            .described("minItems", 1),
                    ColumnCodec.WORDS,
                    "The events it receives; * is all.");
    static final Field<Boolean> ACTIVE =
            Field.flag("active", true, "Whether it receives events. Default true.");
    private static final Field<Long> QUEUED =
            Field.own("queued", ColumnCodec.NUMBER, "Events that wait.").joined();
    private static final Field<Long> DELIVERED =
            Field.own("delivered", ColumnCodec.NUMBER, "Events that were taken.").joined();
    private static final Field<Long> DROPPED =
            Field.own("dropped", ColumnCodec.NUMBER, "Events that were given up.").joined();
    private static final Field<Optional<Instant>> FAILING_SINCE =
            Field.own(
                            "failing_since",
                            ColumnCodec.TIME,
                            "Since when no post succeeds; null: the last one did.")
                    .joined();
    private static final Field<Optional<Instant>> LAST_ATTEMPT_AT =
            Field.own("last_attempt_at", ColumnCodec.TIME, "When it was tried last.").joined();
    private static final Field<String> LAST_ANSWER =
            Field.own("last_answer", "What it answered last.").joined();
    private static final Field<Optional<Instant>> NEXT_ATTEMPT_AT =
            Field.own(
                            "next_attempt_at",
                            ColumnCodec.TIME,
                            "When it is tried next; null: nothing waits.")
                    .in("", "CASE WHEN queued > 0 THEN next_attempt_at END", "")
                    .joined();
    private static final Field<Optional<Instant>> PREVIOUS_UNTIL =
            Field.own(
                    "previous_until",
                    ColumnCodec.TIME,
                    Optional.empty(),
                    "Until when the secret before signs too.");
    private static final Field<Instant> CREATED_AT = Field.createdAt();
    static final Field<Instant> UPDATED_AT = Field.updatedAt();
    private static final Field<String> SECRET = Field.own("secret", "It signs; never shown.");
    private static final Field<Optional<String>> PREVIOUS_SECRET =
            Field.own(
                    "previous_secret",
                    ColumnCodec.TEXT_OR_NULL,
                    Optional.empty(),
                    "The one before; never shown.");

    /** Shown fields, in their order. */
    public static final List<Field<?>> SHOWN =
            List.of(
                    ID,
                    OWNER,
                    URL,
                    EVENTS,
                    ACTIVE,
                    QUEUED,
                    DELIVERED,
                    DROPPED,
                    FAILING_SINCE,
                    LAST_ATTEMPT_AT,
                    LAST_ANSWER,
                    NEXT_ATTEMPT_AT,
                    PREVIOUS_UNTIL,
                    CREATED_AT,
                    UPDATED_AT);

    /** All fields, including those that are never shown. */
    static final List<Field<?>> ALL_FIELDS = Fields.joined(SHOWN, List.of(SECRET, PREVIOUS_SECRET));

    /** Fields in the audit. */
    static final List<Field<?>> AUDITED = Fields.audited(SHOWN);

    static final ObjectSchema SCHEMA =
            Fields.declare(
                    ObjectSchema.of(
                            "Webhook", "An address that events are posted to, and how it fares."),
                    SHOWN);

    /** A new webhook, without waiting events. */
    static Webhook of(
            long id, AccountId owner, FieldValues given, WebhookSecret secret, Instant now) {
        return new Webhook(
                FieldValues.initial(ALL_FIELDS)
                        .under(given)
                        .with(ID, id)
                        .with(OWNER, owner)
                        .with(SECRET, secret.text())
                        .with(CREATED_AT, now)
                        .with(UPDATED_AT, now));
    }

    long id() {
        return get(ID);
    }

    AccountId owner() {
        return get(OWNER);
    }

    boolean active() {
        return get(ACTIVE);
    }

    /** End of the time in which the secret before the last rotation signs as well. */
    Optional<Instant> previousUntil() {
        return get(PREVIOUS_UNTIL);
    }

    String url() {
        return get(URL);
    }

    /** The secrets that sign its requests. */
    WebhookSecret.SecretPair secrets() {
        return new WebhookSecret.SecretPair(
                WebhookSecret.of(get(SECRET)),
                get(PREVIOUS_SECRET)
                        .flatMap(before ->
                                previousUntil()
                                        .map(until ->
                                                new WebhookSecret.Previous(
                                                        WebhookSecret.of(before), until))));
    }

    /** The kinds of events that are posted to it. */
    Set<EventKind> kinds() {
        return kinds(get(EVENTS));
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

    /** The webhook with the given fields. */
    Webhook with(FieldValues given, Instant now) {
        return new Webhook(values.under(given).with(UPDATED_AT, now));
    }

    /** The webhook with another secret; the previous one signs as well until a time. */
    Webhook rotated(WebhookSecret secret, Optional<Instant> until, Instant now) {
        return new Webhook(
                values.with(PREVIOUS_SECRET, until.map(_ -> get(SECRET)))
                        .with(PREVIOUS_UNTIL, until)
                        .with(SECRET, secret.text())
                        .with(UPDATED_AT, now));
    }

    /** The secrets of a row with a webhook's columns. */
    static WebhookSecret.SecretPair secrets(Row row) {
        @Nullable String before = row.textOrNull("previous_secret");
        @Nullable Instant until = row.timeOrNull("previous_until");
        Optional<WebhookSecret.Previous> previous =
                before == null || until == null
                        ? Optional.empty()
                        : Optional.of(new WebhookSecret.Previous(WebhookSecret.of(before), until));
        return new WebhookSecret.SecretPair(WebhookSecret.of(row.text("secret")), previous);
    }
}
