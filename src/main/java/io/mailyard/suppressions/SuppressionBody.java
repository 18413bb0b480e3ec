package io.mailyard.suppressions;

import io.mailyard.api.ObjectSchema;
import io.mailyard.api.OneOrMore;
import io.mailyard.api.Param;
import io.mailyard.api.Params;
import io.mailyard.api.Types;
import io.mailyard.fields.Field;
import io.mailyard.fields.FieldValues;
import io.mailyard.fields.Fields;
import io.mailyard.suppressions.SuppressionStore.SuppressionFilter;
import io.mailyard.wire.Out;
import java.time.Instant;
import java.util.List;

/** Suppressions on the wire (docs/spec/admin-api.md, section 7). */
public final class SuppressionBody {
    /** Maximum number of addresses of one call: each has an audit row, in one transaction. */
    private static final int MOST = 1000;

    /** Maximum length of an address in an SMTP path (RFC 5321, section 4.5.3.1.3), with quotes. */
    private static final int MAX_ADDRESS = 320;

    private static final String NEVER = "never";

    static final Param<Long> ACCOUNT =
            Param.of("account_id", Types.id(), "Whose they are; absent: the platform's.");
    static final Param<List<String>> NEW_EMAIL =
            Param.of(
                            "email",
                            new OneOrMore<>(Types.text(1, 254).map(AddressKey::checked), MOST),
                            "The address, or an array of up to 1000.")
                    .required();
    static final Param<String> REMOVAL_REASON =
            Param.of(
                    "reason",
                    Types.text(0, Suppression.MAX_REASON),
                    "Why it is taken off, for the audit; required with the scope suppressions:lift"
                            + " alone.");
    static final Param<List<String>> EMAIL =
            Param.of(
                            "email",
                            new OneOrMore<>(Types.text(1, MAX_ADDRESS), MOST),
                            "The address, in any case, or an array of up to 1000.")
                    .required();
    static final Param<List<String>> FILTER_EMAIL =
            Param.of(
                    "email",
                    new OneOrMore<>(Types.text(0, MAX_ADDRESS), MOST),
                    "This address alone, in any case, or these.");
    static final Param<String> SEARCH =
            Param.of("search", Types.text(0, 255), "In the address, without regard to case.");
    static final Param<SuppressionClass> FILTER_CLASS =
            Param.of("class", Suppression.CLASS.sent().type(), "Of this class alone.");
    static final Param<Suppression.SuppressionSource> FILTER_SOURCE =
            Param.of(
                    "source",
                    Field.words(Suppression.SuppressionSource.class),
                    "Added by these alone.");

    static final Param<String> FILTER_ENDS =
            Param.of(
                    "expires",
                    Types.oneOf(NEVER, "ends"),
                    "never: those without an end; ends: those with one.");
    static final Param<Instant> FILTER_ENDS_BEFORE =
            Param.of("expires_before", Types.time(), "Those that end before this time.");

    /** The members that {@link #write} writes. */
    public static final ObjectSchema SCHEMA =
            Fields.declare(
                    ObjectSchema.of("Suppression", "An address that is not written to."),
                    Suppression.SHOWN);

    /** A suppression that is doubtful. */
    static final ObjectSchema DOUBTFUL =
            SCHEMA.as("DoubtfulSuppression", "An address that may have been suppressed wrongly.")
                    .word("doubt", "Why it is doubtful.", "own_words", "shared_answer");

    static final Param<String> ORDER =
            Param.of(
                            "order",
                            Types.oneOf("asc", "desc"),
                            "asc: oldest first; desc: newest first, and from_id is the last id of the page.")
                    .defaultsTo("asc");

    /** Only doubtful suppressions of this kind. */
    static final Param<String> FILTER_DOUBT =
            Param.of(
                    "doubt",
                    Types.oneOf("own_words", "shared_answer"),
                    "Only those that are doubtful for this reason.");

    /** Members that a review has besides its rows. */
    static final ObjectSchema REVIEWED =
            ObjectSchema.part()
                    .number("total_count", "Suppressions on the list that bounces made.")
                    .number("looked_at", "How many of them this page has looked at.");

    /** The result of adding several addresses. */
    static final ObjectSchema ADDED =
            ObjectSchema.of("SuppressionsAdded", "How many addresses were added.")
                    .number("added", "New ones.")
                    .number("changed", "Those that were there and got the reason.");

    /** The result of removing several addresses. */
    static final ObjectSchema REMOVED =
            ObjectSchema.of("SuppressionsRemoved", "How many addresses were taken off.")
                    .number("removed", "Those that were there.")
                    .texts("absent", "Those that were not.");

    private SuppressionBody() {}

    /** The rows that the filters of a call let pass. */
    static SuppressionFilter filter(Params params) {
        return new SuppressionFilter(
                params.find(FILTER_EMAIL).orElse(List.of()).stream()
                        .filter(email -> !email.isEmpty())
                        .map(AddressKey::of)
                        .distinct()
                        .toList(),
                params.find(SEARCH).filter(words -> !words.isEmpty()),
                params.find(FILTER_CLASS),
                params.find(FILTER_SOURCE),
                params.find(FILTER_ENDS).map(word -> !word.equals(NEVER)),
                params.find(FILTER_ENDS_BEFORE).filter(Types::isGiven));
    }

    /** Writes the members of {@link #SCHEMA}. */
    public static void write(Out out, Suppression suppression) {
        Fields.write(out, Suppression.SHOWN, shown(suppression));
    }

    /** Writes a suppression for the audit. */
    static void settings(Out out, Suppression suppression) {
        Fields.write(out, Suppression.AUDITED, shown(suppression));
    }

    /** The reason of a bounce is the mail host's answer. */
    private static FieldValues shown(Suppression suppression) {
        return suppression.reason().isEmpty()
                ? suppression.values().with(Suppression.REASON, suppression.answer())
                : suppression.values();
    }
}
