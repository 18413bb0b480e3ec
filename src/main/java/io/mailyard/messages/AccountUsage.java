package io.mailyard.messages;

import io.mailyard.accounts.AccountDependent;
import io.mailyard.api.ObjectSchema;
import io.mailyard.base.AccountId;
import io.mailyard.db.GroupStage;
import io.mailyard.db.Row;
import io.mailyard.db.Tx;
import io.mailyard.tariffs.Tariff;
import io.mailyard.wire.Out;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Recipients of each account in the current month, day and hour, in the table {@code
 * account_usage}. With a tariff limit they are counted at once, since the next message of the same
 * write group needs the count; otherwise once per group.
 */
final class AccountUsage implements AccountDependent {
    private static final String COUNT =
            "{count} = CASE WHEN account_usage.{period} >= excluded.{period}"
                    + " THEN account_usage.{count} + excluded.{count} ELSE excluded.{count} END";
    private static final String PERIOD =
            "{period} = CASE WHEN account_usage.{period} >= excluded.{period}"
                    + " THEN account_usage.{period} ELSE excluded.{period} END";

    /** A clock set back does not start an earlier period again. */
    private static final String ADD =
            "INSERT INTO account_usage (account_id, month, recipients, day, day_recipients, hour,"
                    + " hour_recipients) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (account_id) DO UPDATE SET "
                    + added("recipients", "month")
                    + ", "
                    + added("day_recipients", "day")
                    + ", "
                    + added("hour_recipients", "hour");

    private static final String KEEP =
            "UPDATE account_usage SET burst_until = ?, month_told = ?, day_told = ?, hour_told = ?"
                    + " WHERE account_id = ?";

    private static final String SHOWN =
            """
            SELECT a.timezone, t.messages_per_month, t.messages_per_day, t.messages_per_hour, u.month,
              u.recipients, u.day, u.day_recipients, u.hour, u.hour_recipients, u.burst_until,
              u.month_told, u.day_told, u.hour_told
            FROM accounts a JOIN tariffs t ON t.id = a.tariff_id
              LEFT JOIN account_usage u ON u.account_id = a.id
            WHERE a.id = ?
            """;

    /** A limit of which less than this part is left is nearly used. */
    private static final int TENTH = 10;

    private final GroupStage<UsageIncrement> unlimited = AccountUsage::flush;
    private volatile LimitListener listener = LimitListener.NONE;

    private static String added(String count, String period) {
        return (COUNT + ", " + PERIOD).replace("{count}", count).replace("{period}", period);
    }

    /**
     * A time as the numbers of its periods.
     *
     * @param month number of the month; see {@link PeriodKeys}
     * @param day days since 1970, in the account's zone
     * @param hour hours since 1970
     * @param micros microseconds since 1970
     */
    record PeriodKeys(long month, long day, long hour, long micros) {
        static PeriodKeys of(Instant at, ZoneId zone) {
            return new PeriodKeys(
                    AccountUsage.month(at, zone),
                    at.atZone(zone).toLocalDate().toEpochDay(),
                    Math.floorDiv(at.getEpochSecond(), 3600L),
                    ChronoUnit.MICROS.between(Instant.EPOCH, at));
        }

        long number(Period period) {
            return switch (period) {
                case MONTH -> month;
                case DAY -> day;
                case HOUR -> hour;
            };
        }

        /** The period as text. */
        String name(Period period) {
            return switch (period) {
                case MONTH -> YearMonth.of((int) (month / 12), (int) (month % 12) + 1).toString();
                case DAY -> LocalDate.ofEpochDay(day).toString();
                case HOUR -> Instant.ofEpochSecond(hour * 3600).toString();
            };
        }
    }

    /**
     * The last counts.
     *
     * @param month number of the month; see {@link PeriodKeys}
     * @param recipients in it; the others likewise
     * @param burstUntil time until which the burst is used, in microseconds since 1970
     * @param monthTold month times 100 plus the last reported percentage of its limit
     */
    record UsageCounts(
            long month,
            long recipients,
            long day,
            long dayRecipients,
            long hour,
            long hourRecipients,
            long burstUntil,
            long monthTold,
            long dayTold,
            long hourTold) {
        static final UsageCounts NOTHING = new UsageCounts(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

        /** Of a row of {@code account_usage}. */
        static UsageCounts read(Row row) {
            return new UsageCounts(
                    row.number("month"),
                    row.number("recipients"),
                    row.number("day"),
                    row.number("day_recipients"),
                    row.number("hour"),
                    row.number("hour_recipients"),
                    row.number("burst_until"),
                    row.number("month_told"),
                    row.number("day_told"),
                    row.number("hour_told"));
        }

        /** Recipients in the period that contains {@code now}. */
        long in(Period period, PeriodKeys now) {
            return switch (period) {
                case MONTH -> month >= now.month() ? recipients : 0;
                case DAY -> day >= now.day() ? dayRecipients : 0;
                case HOUR -> hour >= now.hour() ? hourRecipients : 0;
            };
        }

        /** The last reported percentage of the limit. */
        int told(Period period, PeriodKeys now) {
            long told =
                    switch (period) {
                        case MONTH -> monthTold;
                        case DAY -> dayTold;
                        case HOUR -> hourTold;
                    };
            return told / 100 >= now.number(period) ? (int) (told % 100) : 0;
        }
    }

    private record UsageIncrement(AccountId account, PeriodKeys at, long recipients) {}

    /** Sets who is notified of limits that are nearly used. */
    void onLimit(LimitListener limits) {
        listener = limits;
    }

    /** Notifies the listener of limits that are nearly used after these recipients. */
    void signal(
            Tx tx,
            AccountId account,
            TariffLimits limits,
            UsageCounts counted,
            PeriodKeys at,
            int recipients) {
        for (Period period : Period.values()) {
            long limit = limits.of(period);
            long used = counted.in(period, at) + recipients;
            if (limit > 0 && limit - used <= limit / TENTH) {
                listener.used(tx, account, use(period, used, limit, at));
            }
        }
    }

    /** Notifies the listener that a message was refused for one of these limits. */
    void signalRefusal(
            AccountId account,
            TariffLimits limits,
            UsageCounts counted,
            PeriodKeys at,
            int recipients) {
        limits.passed(counted, at, recipients)
                .ifPresent(period ->
                        listener.refused(
                                account,
                                use(period, counted.in(period, at), limits.of(period), at)));
    }

    private static LimitListener.LimitUse use(Period period, long used, long limit, PeriodKeys at) {
        return new LimitListener.LimitUse(
                period.name().toLowerCase(Locale.ROOT),
                at.name(period),
                used,
                limit,
                Instant.EPOCH.plus(at.micros(), ChronoUnit.MICROS));
    }

    /** Number of the month of a time. */
    static long month(Instant at, ZoneId zone) {
        ZonedDateTime there = at.atZone(zone);
        return there.getYear() * 12L + there.getMonthValue() - 1;
    }

    void add(Tx tx, AccountId account, PeriodKeys at, long recipients, boolean limited) {
        if (limited) {
            tx.update(ADD, row(new UsageIncrement(account, at, recipients)));
        } else {
            tx.stage(unlimited, new UsageIncrement(account, at, recipients));
        }
    }

    /** Stores the other values of an account with a limit, after {@link #add}. */
    void storeReached(
            Tx tx,
            AccountId account,
            long burstUntil,
            UsageCounts before,
            List<TariffLimits.ReachedThreshold> told,
            PeriodKeys now) {
        Map<Period, Long> last = new LinkedHashMap<>();
        last.put(Period.MONTH, before.monthTold());
        last.put(Period.DAY, before.dayTold());
        last.put(Period.HOUR, before.hourTold());
        told.forEach(reachedThreshold ->
                last.put(
                        reachedThreshold.period(),
                        now.number(reachedThreshold.period()) * 100 + reachedThreshold.percent()));
        tx.update(
                KEEP,
                burstUntil,
                last.get(Period.MONTH),
                last.get(Period.DAY),
                last.get(Period.HOUR),
                account.value());
    }

    private static @Nullable Object[] row(UsageIncrement step) {
        PeriodKeys at = step.at();
        return new @Nullable Object[] {
            step.account().value(),
            at.month(),
            step.recipients(),
            at.day(),
            step.recipients(),
            at.hour(),
            step.recipients()
        };
    }

    private static void flush(Tx tx, List<UsageIncrement> steps) {
        record UsagePeriods(AccountId account, PeriodKeys at) {}
        Map<UsagePeriods, Long> sums = new LinkedHashMap<>();
        steps.forEach(step -> {
            PeriodKeys at = step.at();
            UsagePeriods window =
                    new UsagePeriods(
                            step.account(), new PeriodKeys(at.month(), at.day(), at.hour(), 0));
            sums.merge(window, step.recipients(), Long::sum);
        });
        List<@Nullable Object[]> rows = new ArrayList<>(sums.size());
        sums.forEach((window, sum) ->
                rows.add(row(new UsageIncrement(window.account(), window.at(), sum))));
        tx.updateAll(ADD, rows);
    }

    private static final ObjectSchema OF_PERIOD =
            ObjectSchema.of("UsageOfPeriod", "Use of a sending limit in a period.")
                    .text("period", "The month, day or hour, in the account's time zone.")
                    .number("recipients", "Recipients sent to.")
                    .number("limit", "Recipients allowed; 0: no limit.");
    private static final ObjectSchema PERIODS =
            ObjectSchema.of("Usage", "Use of the tariff's sending limits.")
                    .object("month", OF_PERIOD, "The current month.")
                    .object("day", OF_PERIOD, "The current day.")
                    .object("hour", OF_PERIOD, "The current hour.");

    /** As {@link #shown} writes it. */
    static final ObjectSchema SCHEMA =
            ObjectSchema.part()
                    .object("usage", PERIODS, "Use of the tariff's sending limits.")
                    .optional();

    /** Writes the usage of an account's limits as a member {@code usage}. */
    static Consumer<Out> shown(Tx tx, AccountId account, Instant at) {
        return tx.one(SHOWN, row -> shown(row, at), account.value()).orElse(out -> {});
    }

    /** The use of the monthly limit. */
    static Optional<TariffUse> month(Tx tx, AccountId account, Instant at) {
        return tx.one(
                SHOWN,
                row -> {
                    PeriodKeys now = PeriodKeys.of(at, ZoneId.of(row.text("timezone")));
                    return new TariffUse(
                            now.name(Period.MONTH),
                            counted(row).in(Period.MONTH, now),
                            row.number("messages_per_month"));
                },
                account.value());
    }

    private static UsageCounts counted(Row row) {
        return row.numberOrNull("month") == null ? UsageCounts.NOTHING : UsageCounts.read(row);
    }

    private static Consumer<Out> shown(Row row, Instant at) {
        PeriodKeys now = PeriodKeys.of(at, ZoneId.of(row.text("timezone")));
        UsageCounts counted = counted(row);
        TariffLimits limits =
                new TariffLimits(
                        row.number("messages_per_month"),
                        row.number("messages_per_day"),
                        row.number("messages_per_hour"),
                        0,
                        Tariff.Overrun.FLAG);
        return out ->
                out.object(
                        "usage",
                        usage -> {
                            for (Period period : Period.values()) {
                                long limit = limits.of(period);
                                String name = period.name().toLowerCase(Locale.ROOT);
                                usage.object(
                                        name,
                                        one ->
                                                one.text("period", now.name(period))
                                                        .number(
                                                                "recipients",
                                                                counted.in(period, now))
                                                        .number("limit", limit));
                            }
                        });
    }

    @Override
    public String noun() {
        return "months counted";
    }

    @Override
    public long count(Tx tx, AccountId account) {
        return tx.number(
                "SELECT count(*) FROM account_usage WHERE account_id = ?", account.value());
    }

    @Override
    public void purge(Tx tx, AccountId account) {
        tx.update("DELETE FROM account_usage WHERE account_id = ?", account.value());
    }
}
