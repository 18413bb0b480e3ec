package io.mailyard.messages;

import io.mailyard.tariffs.Tariff;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How many recipients a tariff allows.
 *
 * @param month in a month; 0: no limit; the others likewise
 * @param burst at once: what is used comes back evenly, an hour's limit in an hour
 */
record TariffLimits(long month, long day, long hour, long burst, Tariff.Overrun overrun) {
    private static final long HOUR_MICROS = 3_600_000_000L;

    /** What is told of a limit, in percent of it, once in each period. */
    private static final List<Integer> TOLD = List.of(50, 75, 90);

    /** Whether anything is limited. */
    boolean any() {
        return month > 0 || day > 0 || hour > 0;
    }

    long of(Period period) {
        return switch (period) {
            case MONTH -> month;
            case DAY -> day;
            case HOUR -> hour;
        };
    }

    /** Recipients that are left in the period; empty: no limit. */
    OptionalLong left(Period period, AccountUsage.Counted counted, AccountUsage.At now) {
        long limit = of(period);
        return limit == 0
                ? OptionalLong.empty()
                : OptionalLong.of(Math.max(0, limit - counted.in(period, now)));
    }

    /** The first limit of a period that so many more recipients would pass. */
    Optional<Period> passed(AccountUsage.Counted counted, AccountUsage.At now, int recipients) {
        for (Period period : Period.values()) {
            OptionalLong left = left(period, counted, now);
            if (left.isPresent() && recipients > left.getAsLong()) {
                return Optional.of(period);
            }
        }
        return Optional.empty();
    }

    /** Why so many recipients are refused; empty where they are not. */
    Optional<String> refusal(AccountUsage.Counted counted, AccountUsage.At now, int recipients) {
        if (overrun != Tariff.Overrun.REFUSE) {
            return Optional.empty();
        }
        Optional<Period> period = passed(counted, now, recipients);
        if (period.isPresent()) {
            long left = left(period.get(), counted, now).orElse(0);
            return Optional.of(
                    of(period.get())
                            + " recipients "
                            + period.get().words()
                            + ": "
                            + left
                            + " are left and the message has "
                            + recipients);
        }
        return burst == 0 ? Optional.empty() : atOnce(counted, now, recipients);
    }

    /** How long a recipient fills the burst, in microseconds. */
    private long each() {
        return HOUR_MICROS / Math.max(1, hour);
    }

    private Optional<String> atOnce(
            AccountUsage.Counted counted, AccountUsage.At now, int recipients) {
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
     * Until when the burst is filled with so many more recipients; never longer than one that was
     * filled now, for a clock that is set back must not stop an account.
     */
    long burstUntil(AccountUsage.Counted counted, AccountUsage.At now, int recipients) {
        if (burst == 0 || hour == 0) {
            return 0;
        }
        long begun = Math.clamp(counted.burstUntil(), now.micros(), now.micros() + burst * each());
        return begun + Math.min(recipients, burst) * each();
    }

    /** A share of a limit that is reached now, and was not told in this period. */
    record Reached(Period period, int percent, long used, long limit) {
        String words(AccountUsage.At now) {
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

    /** What is to be told once so many more recipients are counted. */
    List<Reached> reached(AccountUsage.Counted counted, AccountUsage.At now, int recipients) {
        List<Reached> reached = new ArrayList<>();
        for (Period period : Period.values()) {
            long limit = of(period);
            long before = counted.in(period, now);
            long used = before + recipients;
            for (int percent : TOLD) {
                long share = Math.ceilDiv(limit, 100L) * percent - rounding(limit, percent);
                // a limit that was raised is reached anew, whatever was told of the old one
                boolean isNew = percent > counted.told(period, now) || before < share;
                if (limit > 0 && isNew && used >= share) {
                    reached.add(new Reached(period, percent, used, limit));
                }
            }
        }
        return reached;
    }

    /** What the division by 100 rounded up too much: limits go up to 64 bits. */
    private static long rounding(long limit, int percent) {
        long over = Math.ceilDiv(limit, 100L) * 100 - limit;
        return over * percent / 100;
    }
}
