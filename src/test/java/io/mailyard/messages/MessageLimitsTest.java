package io.mailyard.messages;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.tariffs.Tariff;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The reckoning of a tariff's limits. */
class MessageLimitsTest {
    private static final Instant NOON = Instant.parse("2026-11-29T12:00:00Z");

    private static AccountUsage.PeriodKeys at(Instant time) {
        return AccountUsage.PeriodKeys.of(time, ZoneOffset.UTC);
    }

    private static AccountUsage.UsageCounts counted(
            AccountUsage.PeriodKeys at, long used, long burstUntil, int told) {
        return new AccountUsage.UsageCounts(
                at.month(),
                used,
                at.day(),
                used,
                at.hour(),
                used,
                burstUntil,
                at.month() * 100 + told,
                at.day() * 100 + told,
                at.hour() * 100 + told);
    }

    @Test
    void thresholds_areReportedOnceWhenReached() {
        AccountUsage.PeriodKeys now = at(NOON);
        for (long limit = 1; limit <= 230; limit++) {
            TariffLimits limits = new TariffLimits(limit, 0, 0, 0, Tariff.Overrun.REFUSE);
            List<Integer> told = new ArrayList<>();
            int last = 0;
            for (long used = 0; used < limit; used++) {
                AccountUsage.UsageCounts before = counted(now, used, 0, last);
                for (TariffLimits.ReachedThreshold reachedThreshold :
                        limits.newlyReached(before, now, 1)) {
                    assertThat((used + 1) * 100)
                            .isGreaterThanOrEqualTo(limit * reachedThreshold.percent());
                    assertThat(used * 100).isLessThan(limit * reachedThreshold.percent());
                    told.add(reachedThreshold.percent());
                    last = reachedThreshold.percent();
                }
            }
            assertThat(told).as("limit %d", limit).containsExactly(50, 75, 90);
        }
        TariffLimits large = new TariffLimits(Long.MAX_VALUE, 0, 0, 0, Tariff.Overrun.REFUSE);
        assertThat(large.newlyReached(counted(now, Long.MAX_VALUE / 2, 0, 0), now, 1)).hasSize(1);
        assertThat(large.newlyReached(counted(now, Long.MAX_VALUE / 2 - 99, 0, 0), now, 1))
                .isEmpty();
    }

    @Test
    void burst_isAllowedAtOnceAndPerAccount() {
        for (long hour : List.of(1L, 7L, 60L, 3_600L, 1_000_000L)) {
            for (long burst : List.of(1L, 2L, 5L, 50L)) {
                TariffLimits limits = new TariffLimits(0, 0, hour, burst, Tariff.Overrun.REFUSE);
                long until = 0;
                Instant time = NOON;
                long taken = 0;
                for (int step = 0; step < 400; step++) {
                    AccountUsage.PeriodKeys now = at(time);
                    AccountUsage.UsageCounts before =
                            counted(at(NOON.minusSeconds(86_400)), 0, until, 0);
                    if (limits.refusal(before, now, 1).isEmpty()) {
                        taken++;
                        until = limits.burstUntil(before, now, 1);
                    }
                    time = time.plusMillis(500);
                }
                double seconds = 200;
                double most = burst + seconds * hour / 3600 + 1;
                assertThat(taken)
                        .as("%d an hour, burst %d", hour, burst)
                        .isBetween(Math.min(400, (long) (most - 2)), (long) most);
            }
        }
    }

    @Test
    void clockSetBack_blocksNobodyForLong() {
        TariffLimits limits = new TariffLimits(0, 0, 60, 2, Tariff.Overrun.REFUSE);
        AccountUsage.UsageCounts full =
                counted(
                        at(NOON),
                        0,
                        limits.burstUntil(AccountUsage.UsageCounts.NOTHING, at(NOON), 2),
                        0);
        AccountUsage.PeriodKeys earlier = at(NOON.minusSeconds(86_400));
        assertThat(limits.refusal(full, earlier, 1)).isPresent();
        long until = limits.burstUntil(full, earlier, 0);
        assertThat(until - earlier.micros()).isEqualTo(120_000_000);
    }
}
