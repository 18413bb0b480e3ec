package io.mailyard.queue;

import io.mailyard.api.ObjectSchema;
import io.mailyard.api.Param;
import io.mailyard.api.Sorting;
import io.mailyard.db.Row;
import io.mailyard.lanes.QueueScope;
import io.mailyard.wire.Out;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Suspends the mail of a sender, of an account across senders, or part of it.
 *
 * @param until when it ends by itself
 */
public record Hold(
        long id, QueueScope scope, Optional<Instant> until, String reason, Instant createdAt) {
    /** The {@code kind} of holds; other rows suspend the mail of a sender that cannot send. */
    public static final String KIND = "hold";

    static final Param<String> SEARCH =
            Sorting.search("Each word of it in the reason or the ISP, in any case.");
    static final Param<String> SORT = Sorting.by(Holds.SORTS.words());

    static final String COLUMNS =
            "id, sender_id, account_id, campaign_id, isp, until_at, reason, created_at";

    static Hold read(Row row) {
        long sender = row.number("sender_id");
        return new Hold(
                row.number("id"),
                new QueueScope(
                        sender == 0 ? OptionalLong.empty() : OptionalLong.of(sender),
                        optional(row.numberOrNull("account_id")),
                        optional(row.numberOrNull("campaign_id")),
                        row.text("isp")),
                Optional.ofNullable(row.timeOrNull("until_at")),
                row.text("reason"),
                row.time("created_at"));
    }

    private static OptionalLong optional(@Nullable Long value) {
        return value == null ? OptionalLong.empty() : OptionalLong.of(value);
    }

    /** As {@link #write} writes it. */
    static final ObjectSchema SCHEMA =
            ObjectSchema.of("Hold", "A hold: mail that waits until it is released.")
                    .number("id", "The hold.")
                    .number("sender_id", "The sender; 0: any.")
                    .number("account_id", "The account; 0: any.")
                    .number("campaign_id", "The campaign; 0: any.")
                    .text("isp", "The ISP; empty: any.")
                    .time("until", "When it ends by itself; null: never.")
                    .orNull()
                    .text("reason", "Why the mail is held.")
                    .time("created_at", "When the hold was set.");

    /** Writes it as listed; unrestricted properties are 0 or empty. */
    static void write(Out out, Hold hold) {
        out.number("id", hold.id);
        hold.settings(out);
        out.time("created_at", hold.createdAt);
    }

    /** Writes the audit record: the id and the settings. */
    void audited(Out out) {
        out.number("id", id);
        settings(out);
    }

    /** Writes the settings of an administrator; unrestricted properties are 0 or empty. */
    void settings(Out out) {
        out.number("sender_id", scope.sender().orElse(0))
                .number("account_id", scope.account().orElse(0))
                .number("campaign_id", scope.campaign().orElse(0))
                .text("isp", scope.isp())
                .time("until", until.orElse(null))
                .text("reason", reason);
    }
}
