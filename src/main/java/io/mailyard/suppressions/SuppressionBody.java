package io.mailyard.suppressions;

import io.mailyard.api.ObjectSchema;
import io.mailyard.api.OneOrMore;
import io.mailyard.api.Param;
import io.mailyard.api.Types;
import io.mailyard.base.AccountId;
import io.mailyard.wire.Out;
import java.time.Instant;
import java.util.List;

/** Suppressions on the wire (docs/spec/admin-api.md, section 7). */
final class SuppressionBody {
    static final int MAX_REASON = 1000;

    /** Addresses of one call: an audit row each, in one transaction. */
    private static final int MOST = 1000;

    /** An address as an SMTP path may have it (RFC 5321, section 4.5.3.1.3), quotes and all. */
    private static final int MAX_ADDRESS = 320;

    static final Param<Long> ACCOUNT =
            Param.of("account_id", Types.id(), "Whose they are; absent: the platform's.");
    static final Param<List<String>> NEW_EMAIL =
            Param.of(
                            "email",
                            new OneOrMore<>(Types.text(1, 254).map(AddressKey::checked), MOST),
                            "The address, or an array of up to 1000.")
                    .required();
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
    static final Param<String> REASON =
            Param.of("reason", Types.text(0, MAX_REASON), "Why; for whoever asks later.");
    static final Param<String> CLASS =
            Param.of(
                    "class",
                    Types.oneOf(SuppressionClass.words()),
                    "hard, complaint, unsubscribe or manual. New ones are manual unless given.");
    static final Param<String> FILTER_CLASS =
            Param.of("class", Types.oneOf(SuppressionClass.words()), "Of this class alone.");
    static final Param<String> FILTER_SOURCE =
            Param.of("source", Types.oneOf(Suppression.Source.words()), "Added by these alone.");
    static final Param<Instant> EXPIRES_AT =
            Param.of(
                    "expires_at",
                    Types.time(),
                    "When it ends; absent or empty: as its class says, never except for hard.");

    /** As {@link #write} writes it. */
    static final ObjectSchema SCHEMA =
            ObjectSchema.of("Suppression", "An address that is not written to.")
                    .number("id", "The suppression.")
                    .number("account_id", "Which account does not write to it; null: none does.")
                    .orNull()
                    .text("email", "The address.")
                    .word("class", "Why, in a word.", SuppressionClass.words())
                    .word("source", "Who added it.", Suppression.Source.words())
                    .text("reason", "Why; of a bounce, what the mail host said.")
                    .text("answer", "Of a bounce: what the mail host said.")
                    .number("message_id", "Of a bounce: which message.")
                    .orNull()
                    .time("expires_at", "When it ends; null: never.")
                    .orNull()
                    .time("created_at", "When it was added.");

    /** A suppression that is doubtful. */
    static final ObjectSchema DOUBTFUL =
            SCHEMA.as("DoubtfulSuppression", "An address that may have been suppressed wrongly.")
                    .word("doubt", "Why it is doubtful.", "own_words", "shared_answer");

    /** Of several addresses. */
    static final ObjectSchema ADDED =
            ObjectSchema.of("SuppressionsAdded", "How many addresses were added.")
                    .number("added", "New ones.")
                    .number("changed", "Those that were there and got the reason.");

    /** Of several addresses. */
    static final ObjectSchema REMOVED =
            ObjectSchema.of("SuppressionsRemoved", "How many addresses were taken off.")
                    .number("removed", "Those that were there.")
                    .texts("absent", "Those that were not.");

    private SuppressionBody() {}

    static void write(Out out, Suppression suppression) {
        out.number("id", suppression.id());
        settings(out, suppression);
        out.time("created_at", suppression.createdAt());
    }

    /** As the audit keeps it. */
    static void settings(Out out, Suppression suppression) {
        boolean platform = suppression.owner().equals(AccountId.PLATFORM);
        boolean bounced = suppression.reason().isEmpty();
        out.numberOrNull("account_id", platform ? null : suppression.owner().value())
                .text("email", suppression.address())
                .text("class", suppression.kind().word())
                .text("source", suppression.source().word())
                .text("reason", bounced ? suppression.answer() : suppression.reason())
                .text("answer", suppression.answer())
                .numberOrNull("message_id", suppression.message().orElse(null))
                .time("expires_at", suppression.expiresAt().orElse(null));
    }
}
