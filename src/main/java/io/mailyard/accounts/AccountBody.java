package io.mailyard.accounts;

import io.mailyard.api.ObjectSchema;
import io.mailyard.fields.Fields;
import io.mailyard.gate.FreezeNotice;
import io.mailyard.wire.Out;
import java.util.List;
import java.util.Optional;

/** Accounts on the wire (docs/spec/admin-api.md, section 2). */
final class AccountBody {
    private static final ObjectSchema STATE =
            ObjectSchema.part()
                    .flag(
                            "is_frozen",
                            "Whether it is frozen: its mail waits, its users see a notice.")
                    .including(FreezeNotice.SCHEMA);
    private static final ObjectSchema LISTED =
            Fields.declare(
                    Fields.declare(ObjectSchema.part(), Account.LISTED).including(STATE),
                    Account.TIMES);
    private static final ObjectSchema REST =
            Fields.declare(Fields.declare(ObjectSchema.part(), Account.FROZEN_SINCE), Account.REST);

    /** The members that {@link #own} writes. */
    static final ObjectSchema OWN =
            Fields.declare(
                    Fields.declare(
                                    ObjectSchema.of(
                                            "OwnAccount", "The account whose token this is."),
                                    Account.OWN)
                            .including(STATE),
                    Account.MADE);

    /** Dependents whose numbers a list shows where it is asked to. */
    static final List<String> COUNTED = List.of("users", "queued");

    private static final ObjectSchema COUNTS =
            ObjectSchema.part()
                    .number("users", "Its users; with counts.")
                    .number("queued", "Recipients of its queued mail; with counts.");

    private AccountBody() {}

    /** In full, with the members of other packages. */
    static ObjectSchema full(ObjectSchema more) {
        return ObjectSchema.of("Account", "An account in full.")
                .including(LISTED)
                .including(REST)
                .including(more);
    }

    /** The members in a list; the others on request. */
    static ObjectSchema listed(ObjectSchema more) {
        return ObjectSchema.of("AccountSummary", "An account in a list.")
                .including(LISTED)
                .includingOptional(REST)
                .includingOptional(more)
                .includingOptional(COUNTS);
    }

    static String title(String given) {
        if (given.isBlank()) {
            throw new IllegalArgumentException("must not be blank");
        }
        return given;
    }

    /** Writes the members in a list: the documented ones in their order, then our own. */
    static void listed(Out out, Account account) {
        Fields.write(out, Account.LISTED, account.values());
        frozen(out, account);
        Fields.write(out, Account.TIMES, account.values());
    }

    static void frozen(Out out, Account account) {
        out.flag("is_frozen", account.frozen().isPresent());
        Optional<FreezeDetails> frozen = account.frozen();
        if (frozen.isEmpty()) {
            out.nothing("frozen_details").nothing("frozen_until");
            return;
        }
        out.object(
                "frozen_details",
                details -> {
                    frozen.get().paymentUrl().ifPresent(url -> details.text("payment_url", url));
                    frozen.get().reason().ifPresent(reason -> details.text("reason", reason));
                });
        out.time("frozen_until", frozen.get().until().orElse(null));
    }

    /** Writes the members of {@code get}: those of a list, then the others. */
    static void full(Out out, Account account) {
        listed(out, account);
        Fields.write(out, Account.FROZEN_SINCE, account.values());
        Fields.write(out, Account.REST, account.values());
    }

    /** Writes the members that the account itself sees. */
    static void own(Out out, Account account) {
        Fields.write(out, Account.OWN, account.values());
        frozen(out, account);
        Fields.write(out, Account.MADE, account.values());
    }

    /** Writes the members that the audit stores: those that can be set, and the states. */
    static void audited(Out out, Account account) {
        Fields.write(out, Account.AUDITED, account.values());
        frozen(out, account);
    }
}
