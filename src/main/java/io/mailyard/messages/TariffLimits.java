package io.mailyard.messages;

import io.mailyard.tariffs.Tariff;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Numbers of recipients that a tariff allows.
 *
 * @param month per month; 0 for no limit, as for the others
 * @param burst at once: used capacity returns evenly, an hour's limit in an hour
 */
record TariffLimits(long month, long day, long hour, long burst, Tariff.Overrun overrun) {
    private static final long HOUR_MICROS = 3_600_000_000L;

    /** Percentages of a limit at which a notice is sent, once per period. */
    private static final List<Integer> NOTICE_PERCENTS = List.of(50, 75, 90);

    /** Whether any limit is set. */
    boolean hasAny() {
        return month > 0 || day > 0 || hour > 0;
    }

    long of(Period period) {
        return switch (period) {
            case MONTH -> month;
            case DAY -> day;
            case HOUR -> hour;
        };
    }

    /** Remaining recipients in the period; empty if unlimited. */
    OptionalLong remaining(
            Period period, AccountUsage.UsageCounts counted, AccountUsage.PeriodKeys now) {
        long limit = of(period);
        return limit == 0
                ? OptionalLong.empty()
                : OptionalLong.of(Math.max(0, limit - counted.in(period, now)));
    }

    /** The first period whose limit this many recipients would exceed. */
    Optional<Period> passed(
            AccountUsage.UsageCounts counted, AccountUsage.PeriodKeys now, int recipients) {
        for (Period period : Period.values()) {
            OptionalLong left = remaining(period, counted, now);
            if (left.isPresent() && recipients > left.getAsLong()) {
                return Optional.of(period);
            }
        }
        return Optional.empty();
    }

    /** Why this many recipients are refused; empty if they are not. */
    Optional<String> refusal(
            AccountUsage.UsageCounts counted, AccountUsage.PeriodKeys now, int recipients) {
        if (overrun != Tariff.Overrun.REFUSE) {
            return Optional.empty();
        }
        Optional<Period> period = passed(counted, now, recipients);
        if (period.isPresent()) {
            long left = remaining(period.get(), counted, now).orElse(0);
            return Optional.of(
                    of(period.get())
                            + " recipients "
                            + period.get().text()
                            + ": "
                            + left
                            + " are left and the message has "
                            + recipients);
        }
        return burst == 0 ? Optional.empty() : atOnce(counted, now, recipients);
    }

    /** Microseconds of burst that one recipient uses. */
    private long each() {
        return HOUR_MICROS / Math.max(1, hour);
    }

    private Optional<String> atOnce(
            AccountUsage.UsageCounts counted, AccountUsage.PeriodKeys now, int recipients) {
        String allowed = burst + " recipients at once (burst): ";
        if (recipients > burst) {
            return Optional.of(allowed + "the message has " + recipients + "; send it in parts");
        }
        long wait = burstUntil(counted, now, recipients) - now.micros() - burst * each();
        return wait <= 0
                ? Optional.empty()
                : Optional.of(
                        allowed
                                + "the message's "
                                + recipients
                                + " fit at "
                                + Instant.EPOCH
                                        .plus(now.micros() + wait, ChronoUnit.MICROS)
                                        .plusSeconds(1)
                                        .truncatedTo(ChronoUnit.SECONDS));
    }

    /**
     * Time until which the burst is used after this many recipients; never longer than if it were
     * full now, since a clock set back must not stop an account.
     */
    long burstUntil(AccountUsage.UsageCounts counted, AccountUsage.PeriodKeys now, int recipients) {
        if (burst == 0 || hour == 0) {
            return 0;
        }
        long begun = Math.clamp(counted.burstUntil(), now.micros(), now.micros() + burst * each());
        return begun + Math.min(recipients, burst) * each();
    }

    /** A percentage of a limit that is newly reached in this period. */
    record ReachedThreshold(Period period, int percent, long used, long limit) {
        String text(AccountUsage.PeriodKeys now) {
            return percent
                    + " % of "
                    + period.setting()
                    + " are used: "
                    + used
                    + " of "
                    + limit
                    + " recipients, "
                    + now.name(period);
        }
    }

    /** Notices due after counting this many recipients. */
    List<ReachedThreshold> newlyReached(
            AccountUsage.UsageCounts counted, AccountUsage.PeriodKeys now, int recipients) {
        List<ReachedThreshold> reached = new ArrayList<>();
        for (Period period : Period.values()) {
            long limit = of(period);
            long before = counted.in(period, now);
            long used = before + recipients;
            for (int percent : NOTICE_PERCENTS) {
                long share = Math.ceilDiv(limit, 100L) * percent - rounding(limit, percent);
                // A raised limit is reached anew, whatever was reported for the old one.
                boolean isNew = percent > counted.told(period, now) || before < share;
                if (limit > 0 && isNew && used >= share) {
                    reached.add(new ReachedThreshold(period, percent, used, limit));
                }
            }
        }
        return reached;
    }

    /** Rounding excess of the division by 100: limits use up to 64 bits. */
    private static long rounding(long limit, int percent) {
        long over = Math.ceilDiv(limit, 100L) * 100 - limit;
        return over * percent / 100;
    }
}
