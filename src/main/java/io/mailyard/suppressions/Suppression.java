package io.mailyard.suppressions;

import io.mailyard.api.Types;
import io.mailyard.base.AccountId;
import io.mailyard.fields.ColumnCodec;
import io.mailyard.fields.Field;
import io.mailyard.fields.FieldRow;
import io.mailyard.fields.FieldValues;
import io.mailyard.fields.Fields;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** An address that is not written to. Each field is declared here once. */
public record Suppression(FieldValues values) implements FieldRow {
    static final int MAX_REASON = 1000;

    /** Source of a suppression: who added it. */
    enum SuppressionSource {
        ADMINISTRATOR,
        ACCOUNT,
        /** A mail host, by its answer that the mailbox does not exist. */
        BOUNCE
    }

    static final Field<Long> ID = Field.id("The suppression.");

    /** The owner; {@link AccountId#PLATFORM}: it applies to all accounts. */
    static final Field<AccountId> ACCOUNT =
            Field.own(
                            "account_id",
                            ColumnCodec.OWNER,
                            "Which account does not write to it; null: none does.")
                    .key();

    /** The address as it was given. */
    static final Field<String> EMAIL =
            Field.own("email", "The address.").in("address", "address", "?").once();

    static final Field<SuppressionClass> CLASS =
            Field.word(
                    "class",
                    SuppressionClass.class,
                    SuppressionClass.MANUAL,
                    "Why, in a word: hard, complaint, unsubscribe or manual. New ones are manual"
                            + " unless given.");
    static final Field<SuppressionSource> SOURCE =
            Field.own("source", ColumnCodec.word(SuppressionSource.class), "Who added it.").once();
    static final Field<String> REASON =
            Field.of(
                    "reason",
                    Types.text(0, MAX_REASON),
                    ColumnCodec.TEXT,
                    "",
                    "Why; of a bounce, what the mail host said.");
    static final Field<String> ANSWER =
            Field.own("answer", "Of a bounce: what the mail host said.").once();
    static final Field<Optional<Long>> MESSAGE =
            Field.own(
                            "message_id",
                            ColumnCodec.NUMBER_OR_NULL,
                            Optional.empty(),
                            "Of a bounce: which message.")
                    .once();
    static final Field<Optional<Instant>> EXPIRES_AT =
            Field.of(
                    "expires_at",
                    Types.time().map(end -> Optional.of(end).filter(Types::isGiven)),
                    ColumnCodec.TIME,
                    Optional.empty(),
                    "When it ends; null: never. Not given for a new one: as its class says, never"
                            + " except for hard.");
    static final Field<Instant> CREATED_AT =
            Field.own("created_at", ColumnCodec.MOMENT, "When it was added.").once();

    /** Fields that identify it. */
    private static final Field<String> KEY =
            Field.own("address_key", "The address as it is compared.").once();

    /** Shown fields, in this order. */
    static final List<Field<?>> SHOWN =
            List.of(
                    ID,
                    ACCOUNT,
                    EMAIL,
                    CLASS,
                    SOURCE,
                    REASON,
                    ANSWER,
                    MESSAGE,
                    EXPIRES_AT,
                    CREATED_AT);

    /** Fields in the audit. */
    static final List<Field<?>> AUDITED =
            SHOWN.subList(SHOWN.indexOf(ACCOUNT), SHOWN.indexOf(CREATED_AT));

    /** Fields that a call sets, besides the address. */
    public static final List<Field<?>> SETTABLE = List.of(REASON, CLASS, EXPIRES_AT);

    /** Columns of a CSV file. */
    static final List<Field<?>> EXPORTED =
            List.of(EMAIL, CLASS, SOURCE, REASON, ANSWER, MESSAGE, CREATED_AT, EXPIRES_AT);

    /** Every column. */
    static final List<Field<?>> COLUMNS = Fields.joined(SHOWN, List.of(KEY));

    /** A new suppression. */
    static Suppression fresh(
            AccountId owner, String address, SuppressionSource source, Instant now) {
        return new Suppression(
                FieldValues.initial(COLUMNS)
                        .with(ACCOUNT, owner)
                        .with(EMAIL, address)
                        .with(KEY, AddressKey.of(address))
                        .with(SOURCE, source)
                        .with(CREATED_AT, now));
    }

    /** The suppression with another value of a field. */
    <V> Suppression with(Field<V> field, V value) {
        return new Suppression(values.with(field, value));
    }

    /** The suppression with another class, end and reason. */
    Suppression with(SuppressionClass kind, Optional<Instant> end, String reason) {
        return with(CLASS, kind).with(EXPIRES_AT, end).with(REASON, reason);
    }

    /** Counted from 1 over the lists of all owners. */
    public long id() {
        return get(ID);
    }

    /**
     * Account whose list it is on; {@link AccountId#PLATFORM}: on that of the platform, for all
     * accounts.
     */
    public AccountId owner() {
        return get(ACCOUNT);
    }

    String address() {
        return get(EMAIL);
    }

    /** The address in the form in which addresses are compared. */
    String key() {
        return get(KEY);
    }

    SuppressionClass kind() {
        return get(CLASS);
    }

    SuppressionSource source() {
        return get(SOURCE);
    }

    /** The reason that was given when it was added. */
    public String reason() {
        return get(REASON);
    }

    /** The mail host's answer; empty if no bounce caused it. */
    String answer() {
        return get(ANSWER);
    }

    Instant createdAt() {
        return get(CREATED_AT);
    }

    /** Its end; empty: never. */
    Optional<Instant> expiresAt() {
        return get(EXPIRES_AT);
    }

    boolean isOver(Instant now) {
        return expiresAt().filter(end -> !end.isAfter(now)).isPresent();
    }
}
