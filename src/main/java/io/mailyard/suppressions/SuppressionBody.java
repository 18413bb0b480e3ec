package io.mailyard.suppressions;

import io.mailyard.base.AccountId;
import io.mailyard.base.EmailAddress;
import io.mailyard.base.Page;
import io.mailyard.web.Out;
import io.mailyard.web.Param;
import io.mailyard.web.Types;
import java.util.Locale;

/** Suppressions on the wire (spec/admin-api.md, section 7). */
final class SuppressionBody {
    static final int MAX_REASON = 1000;

    /** An address as an SMTP path may have it (RFC 5321, section 4.5.3.1.3), quotes and all. */
    private static final int MAX_ADDRESS = 320;

    static final Param<Long> ACCOUNT =
            Param.of("account_id", Types.id(), "Whose they are; absent: the platform's.");
    static final Param<String> NEW_EMAIL =
            Param.of("email", Types.text(1, 254).map(EmailAddress::checked), "The address.")
                    .required();
    static final Param<String> EMAIL =
            Param.of("email", Types.text(1, MAX_ADDRESS), "The address, in any case.").required();
    static final Param<String> FILTER_EMAIL =
            Param.of("email", Types.text(0, MAX_ADDRESS), "This address alone, in any case.");
    static final Param<String> SEARCH =
            Param.of("search", Types.text(0, 255), "In the address, without regard to case.");
    static final Param<String> REASON =
            Param.of("reason", Types.text(0, MAX_REASON), "Why; for whoever asks later.");
    static final Param<Long> FROM_ID =
            Param.of("from_id", Types.id(), "First id on the page, inclusive.").defaultsTo(1L);
    static final Param<Long> LIMIT =
            Param.of("limit", Types.integer(1, Page.MAX_LIMIT), "Rows on a page.")
                    .defaultsTo((long) Page.DEFAULT_LIMIT);

    private SuppressionBody() {}

    static void write(Out out, Suppression suppression) {
        out.number("id", suppression.id());
        settings(out, suppression);
        out.time("created_at", suppression.createdAt());
    }

    /** As the audit keeps it. */
    static void settings(Out out, Suppression suppression) {
        boolean platform = suppression.owner().equals(AccountId.PLATFORM);
        out.numberOrNull("account_id", platform ? null : suppression.owner().value())
                .text("email", suppression.address())
                .text("source", suppression.source().name().toLowerCase(Locale.ROOT))
                .text("reason", suppression.reason());
    }
}
