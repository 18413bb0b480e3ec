package io.mailyard.senders;

import io.mailyard.api.Types;
import io.mailyard.base.VisibleText;
import io.mailyard.fields.ColumnCodec;
import io.mailyard.fields.Field;
import io.mailyard.fields.FieldRow;
import io.mailyard.fields.FieldValues;
import io.mailyard.fields.Fields;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A sender of mail (docs/spec/admin-api.md, section 5). Each field is declared once: here, or in
 * {@link MtaSettings} if only senders of type {@link #AKMTA} have it.
 */
public record Sender(FieldValues values) implements FieldRow {
    /** The type that can send, by the MTAs of the nodes. */
    public static final String AKMTA = "akmta";

    /** The channel of {@link #AKMTA}. */
    private static final String EMAIL = "email";

    private static final Pattern WORD = Pattern.compile("[a-z][a-z0-9_]{0,63}");

    static final Field<Long> ID = Field.id("The sender.");

    /** Unique, including deleted senders. */
    static final Field<String> NAME = Field.plainlyNamed("Unique name.");

    private static final Field<String> TYPE =
            Field.text(
                    "type",
                    Types.text(1, 64).map(Sender::otherType),
                    "akmta: it sends by the MTAs of nodes; others, such as sms_notify, cannot send.");
    private static final Field<String> CHANNEL_TYPE =
            Field.text(
                    "channel_type",
                    Types.text(1, 64).map(Sender::word),
                    "Its channel: email of akmta; of others such as sms or custom.");
    private static final Field<Instant> CREATED_AT = Field.createdAt();
    private static final Field<Instant> UPDATED_AT = Field.updatedAt();
    static final Field<Optional<Instant>> DELETED_AT =
            Field.own("deleted_at", ColumnCodec.TIME, Optional.empty(), "When it was deleted.");

    /** Fields in a list. */
    static final List<Field<?>> LISTED = List.of(ID, NAME, TYPE, CHANNEL_TYPE);

    /** Fields of every sender, after all others. */
    static final List<Field<?>> TIMES = List.of(CREATED_AT, UPDATED_AT, DELETED_AT);

    /** All fields, in the order in which they are shown. */
    static final List<Field<?>> FIELDS =
            Fields.joined(Fields.joined(LISTED, MtaSettings.FIELDS), TIMES);

    /** Fields that calls set. */
    public static final List<Field<?>> SETTABLE = Fields.settable(FIELDS);

    /** Fields that a call sets for a sender that can send. */
    public static final List<Field<?>> MTA = Fields.joined(List.of(NAME), MtaSettings.FIELDS);

    /** Fields that a call sets for a sender of another type. */
    public static final List<Field<?>> OTHER = Fields.settable(LISTED);

    /** A new sender that can send. */
    static Sender mta(SenderId id, FieldValues given, Instant now) {
        return of(id, given.with(TYPE, AKMTA).with(CHANNEL_TYPE, EMAIL), now);
    }

    /** A new sender of another type. */
    static Sender other(SenderId id, FieldValues given, Instant now) {
        return of(id, given.with(MtaSettings.DOMAIN_TYPE, ""), now);
    }

    private static Sender of(SenderId id, FieldValues given, Instant now) {
        return new Sender(
                FieldValues.initial(FIELDS)
                        .under(given)
                        .with(ID, id.value())
                        .with(CREATED_AT, now)
                        .with(UPDATED_AT, now));
    }

    /** The sender with the given fields. */
    Sender with(FieldValues given, Instant now) {
        return new Sender(values.under(given).with(UPDATED_AT, now));
    }

    /** The sender with this time of deletion, or none. */
    Sender deleted(Optional<Instant> at, Instant now) {
        return new Sender(values.with(DELETED_AT, at).with(UPDATED_AT, now));
    }

    /** Counted from 1 and never given to another sender: a deleted one keeps its row. */
    public SenderId id() {
        return new SenderId(get(ID));
    }

    /** Unique among senders, deleted ones included. */
    public String name() {
        return get(NAME);
    }

    /** {@link #AKMTA}, or a type that is registered and listed but cannot send here. */
    public String type() {
        return get(TYPE);
    }

    /** Its settings; empty if its type cannot send. */
    public Optional<MtaSettings> mta() {
        return type().equals(AKMTA) ? Optional.of(new MtaSettings(values)) : Optional.empty();
    }

    /**
     * When it was deleted; empty unless it is. It keeps its accounts and can be restored at any
     * time.
     */
    public Optional<Instant> deletedAt() {
        return get(DELETED_AT);
    }

    /** Whether it accepts and sends mail. */
    public boolean canSend() {
        return type().equals(AKMTA) && deletedAt().isEmpty();
    }

    private static String otherType(String given) {
        if (given.equals(AKMTA)) {
            throw new IllegalArgumentException("of this type are those of senders/akmta/save");
        }
        return word(given);
    }

    private static String word(String given) {
        if (!WORD.matcher(given).matches()) {
            throw new IllegalArgumentException(
                    "'"
                            + VisibleText.shortened(given)
                            + "' is not a word of lower-case letters, digits and _, such as sms_notify");
        }
        return given;
    }
}
