package io.mailyard.tariffs;

import io.mailyard.api.ObjectSchema;
import io.mailyard.api.Params;
import io.mailyard.base.Fault;
import io.mailyard.db.SortedList;
import io.mailyard.db.SortedList.SortKey;
import io.mailyard.fields.Field;
import io.mailyard.fields.FieldRow;
import io.mailyard.fields.FieldTable;
import io.mailyard.fields.FieldValues;
import io.mailyard.fields.Fields;
import java.time.Instant;
import java.util.List;

/** The limits of an account. Each field is declared here once. */
public record Tariff(FieldValues values) implements FieldRow {
    /** The effect of exceeding a limit. */
    public enum Overrun {
        /** New mail is refused. */
        REFUSE,
        /** Mail is accepted; the account is flagged {@code is_tariff_exceed}. */
        FLAG
    }

    /**
     * Maximum burst, a million in a second for an hour, so that calculations stay within 64 bits.
     */
    private static final long MAX_PER_HOUR = 3_600_000_000L;

    static final Field<Long> ID = Field.id("The tariff.");
    static final Field<String> NAME =
            Field.named("Unique name, not of digits alone: those are ids.");
    private static final Field<Long> PER_MONTH =
            Field.number(
                    "messages_per_month",
                    0,
                    Long.MAX_VALUE,
                    0,
                    "Recipients in a calendar month of the account's time zone; 0: no limit.");
    private static final Field<Long> PER_DAY =
            Field.number(
                    "messages_per_day",
                    0,
                    Long.MAX_VALUE,
                    0,
                    "Recipients in a calendar day of the account's time zone; 0: no limit.");
    static final Field<Long> PER_HOUR =
            Field.number(
                    "messages_per_hour",
                    0,
                    MAX_PER_HOUR,
                    0,
                    "Recipients in an hour of the clock; 0: no limit.");
    static final Field<Long> BURST =
            Field.number(
                    "burst",
                    0,
                    MAX_PER_HOUR,
                    0,
                    "Recipients at once: what is used comes back evenly, messages_per_hour in an"
                            + " hour; 0: all of an hour's. Needs messages_per_hour.");
    private static final Field<Long> CALLS =
            Field.number(
                    "api_calls_per_minute",
                    0,
                    Long.MAX_VALUE,
                    0,
                    "Calls by the account's tokens in a minute; 0: no limit.");
    static final Field<Overrun> OVERRUN =
            Field.word(
                    "overrun",
                    Overrun.class,
                    "Beyond the limit: refuse new mail, or flag the account. Default refuse.");
    private static final Field<Instant> CREATED_AT = Field.createdAt();
    static final Field<Instant> UPDATED_AT = Field.updatedAt();

    /** All fields, in the order in which they are shown. */
    public static final List<Field<?>> FIELDS =
            List.of(
                    ID,
                    NAME,
                    PER_MONTH,
                    PER_DAY,
                    PER_HOUR,
                    BURST,
                    CALLS,
                    OVERRUN,
                    CREATED_AT,
                    UPDATED_AT);

    /** Fields in the audit. */
    static final List<Field<?>> AUDITED = Fields.audited(FIELDS);

    static final ObjectSchema SCHEMA =
            Fields.declare(ObjectSchema.of("Tariff", "What the accounts on it may send."), FIELDS);

    static final FieldTable<Tariff> TABLE = new FieldTable<>("tariffs", FIELDS, Tariff::new);

    /** Orders of the list: no limit stands above all others. */
    static final SortedList SORTS =
            new SortedList(
                    "tariffs",
                    SortKey.text(NAME.name(), NAME.column()),
                    byLimit(PER_MONTH),
                    byLimit(PER_DAY),
                    byLimit(PER_HOUR));

    static final String BURST_ALONE = "needs messages_per_hour, by which it fills up again";

    private static SortKey byLimit(Field<Long> limit) {
        String column = limit.column();
        String sql =
                "CASE WHEN " + column + " = 0 THEN " + Long.MAX_VALUE + " ELSE " + column + " END";
        return new SortKey(limit.name(), sql, true);
    }

    /** A new tariff, without limits that are not given. */
    static Tariff of(TariffId id, FieldValues given, Instant now) {
        return new Tariff(
                FieldValues.initial(FIELDS)
                        .under(given)
                        .with(ID, id.value())
                        .with(CREATED_AT, now)
                        .with(UPDATED_AT, now));
    }

    /** Reports a burst without a rate; only the change itself knows the unchanged fields. */
    static void check(Params params, List<Fault> faults) {
        boolean refills =
                params.has(PER_HOUR.sent())
                        && params.find(PER_HOUR.sent()).filter(rate -> rate == 0).isEmpty();
        if (!params.has(ID.sent()) && params.find(BURST.sent()).orElse(0L) > 0 && !refills) {
            faults.add(new Fault(BURST.name(), BURST_ALONE));
        }
    }

    /** Counted from 1; tariff 1 is the one that the first start makes. */
    public TariffId id() {
        return new TariffId(get(ID));
    }

    String name() {
        return get(NAME);
    }

    /** Calls per minute by the account's own tokens; 0: no limit. */
    long callsPerMinute() {
        return get(CALLS);
    }
}
