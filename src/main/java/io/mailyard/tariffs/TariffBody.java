package io.mailyard.tariffs;

import io.mailyard.api.ObjectSchema;
import io.mailyard.api.Param;
import io.mailyard.api.Params;
import io.mailyard.api.Types;
import io.mailyard.base.Fault;
import io.mailyard.base.NameRules;
import io.mailyard.base.Page;
import io.mailyard.wire.Out;
import java.util.List;

/** Tariffs on the wire (docs/spec/admin-api.md, section 7). */
final class TariffBody {
    /** A million in a second for as long as an hour: the reckoning stays within 64 bits. */
    private static final long MAX_PER_HOUR = 3_600_000_000L;

    static final Param<Long> ID = Param.of("id", Types.id(), "The tariff; absent creates one.");
    static final Param<Long> EXISTING = Param.of("id", Types.id(), "The tariff.").required();
    static final Param<String> NAME =
            Param.of(
                            "name",
                            Types.text(1, 128).map(TariffBody::name),
                            "Unique name, not of digits alone: those are ids.")
                    .requiredToCreate();
    static final Param<Long> MESSAGES =
            Param.of(
                    "messages_per_month",
                    Types.integer(0, Long.MAX_VALUE),
                    "Recipients in a calendar month of the account's time zone; 0: no limit.");
    static final Param<Long> MESSAGES_PER_DAY =
            Param.of(
                    "messages_per_day",
                    Types.integer(0, Long.MAX_VALUE),
                    "Recipients in a calendar day of the account's time zone; 0: no limit.");
    static final Param<Long> MESSAGES_PER_HOUR =
            Param.of(
                    "messages_per_hour",
                    Types.integer(0, MAX_PER_HOUR),
                    "Recipients in an hour of the clock; 0: no limit.");
    static final Param<Long> BURST =
            Param.of(
                    "burst",
                    Types.integer(0, MAX_PER_HOUR),
                    "Recipients at once: what is used comes back evenly, messages_per_hour in an hour; 0: all of an hour's. Needs messages_per_hour.");
    static final Param<Long> CALLS =
            Param.of(
                    "api_calls_per_minute",
                    Types.integer(0, Long.MAX_VALUE),
                    "Calls by the account's tokens in a minute; 0: no limit.");
    static final Param<String> OVERRUN =
            Param.of(
                    "overrun",
                    Types.oneOf("refuse", "flag"),
                    "Beyond the limit: refuse new mail, or flag the account. Default refuse.");
    static final Param<Long> FROM_ID =
            Param.of("from_id", Types.firstId(), "First id on the page, inclusive.").defaultsTo(1L);
    static final Param<Long> LIMIT =
            Param.of("limit", Types.integer(1, Page.MAX_LIMIT), "Rows on a page.")
                    .defaultsTo((long) Page.DEFAULT_LIMIT);

    /** As {@link #write} writes it. */
    static final ObjectSchema SCHEMA =
            ObjectSchema.of("Tariff", "What the accounts on it may send.")
                    .number("id", "The tariff.")
                    .text("name", "Unique name.")
                    .number("messages_per_month", MESSAGES.doc())
                    .number("messages_per_day", MESSAGES_PER_DAY.doc())
                    .number("messages_per_hour", MESSAGES_PER_HOUR.doc())
                    .number("burst", BURST.doc())
                    .number("api_calls_per_minute", CALLS.doc())
                    .word("overrun", OVERRUN.doc(), "refuse", "flag")
                    .time("created_at", "When it was made.")
                    .time("updated_at", "When it was changed last.");

    private TariffBody() {}

    /** Finds a burst without a rate; what a change leaves as it is, the change itself knows. */
    static void check(Params params, List<Fault> faults) {
        boolean refills =
                params.has(MESSAGES_PER_HOUR)
                        && params.find(MESSAGES_PER_HOUR).filter(rate -> rate == 0).isEmpty();
        if (!params.has(ID) && params.find(BURST).orElse(0L) > 0 && !refills) {
            faults.add(new Fault(BURST.name(), BURST_ALONE));
        }
    }

    static final String BURST_ALONE = "needs messages_per_hour, by which it fills up again";

    private static String name(String given) {
        if (!given.equals(given.strip())) {
            throw new IllegalArgumentException("must not start or end with white space");
        }
        if (given.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new IllegalArgumentException(
                    "'" + given + "' is of digits alone and would be read as an id");
        }
        return NameRules.visible(given);
    }

    static void write(Out out, Tariff tariff) {
        settings(out, tariff);
        out.time("created_at", tariff.createdAt()).time("updated_at", tariff.updatedAt());
    }

    /** What an administrator sets, as the audit keeps it. */
    static void settings(Out out, Tariff tariff) {
        out.number("id", tariff.id().value())
                .text("name", tariff.name())
                .number("messages_per_month", tariff.messagesPerMonth())
                .number("messages_per_day", tariff.messagesPerDay())
                .number("messages_per_hour", tariff.messagesPerHour())
                .number("burst", tariff.burst())
                .number("api_calls_per_minute", tariff.apiCallsPerMinute())
                .text("overrun", SqlTariffStore.word(tariff.overrun()));
    }
}
