package io.mailyard.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SenderIspCountersTest {
    private final SenderIspCounters counters = new SenderIspCounters();

    private void count(long sender, String isp, long delivered) {
        counters.add(
                List.of(
                        new StatisticsWriter.CountedStep(
                                new StatisticsKey(1, 1, sender, isp),
                                StatisticsCounts.of(StatisticsFigure.DELIVERED, delivered))));
    }

    private long delivered(String sender, String isp) {
        return counters.series().stream()
                .filter(one -> one.outcome().equals("delivered"))
                .filter(one -> one.sender().equals(sender) && one.isp().equals(isp))
                .mapToLong(SenderIspCounters.Series::count)
                .sum();
    }

    @Test
    void pairs_areCountedApart() {
        count(7, "Gmail", 2);
        count(7, "Yahoo", 3);
        count(7, "Gmail", 5);

        assertThat(delivered("7", "Gmail")).isEqualTo(7);
        assertThat(delivered("7", "Yahoo")).isEqualTo(3);
        assertThat(delivered("other", "other")).isZero();
    }

    @Test
    void whatHasNoSenderYet_isOther() {
        count(0, "Gmail", 2);
        assertThat(delivered("other", "other")).isEqualTo(2);
    }

    /** However many there are: no more series, nothing lost, and no count ever falls. */
    @Test
    void pairsBeyondTheLimit_shareOneCount_andBusyOnesGetTheirOwn() {
        IntStream.range(1, 10_000).forEach(sender -> count(sender, "Gmail", 1));
        int half = SenderIspCounters.MOST / 2;
        assertThat(delivered(Integer.toString(half), "Gmail")).isEqualTo(1);
        assertThat(delivered("9000", "Gmail")).isZero();

        count(9000, "Gmail", SenderIspCounters.BUSY);
        count(9000, "Gmail", 4);
        assertThat(delivered("9000", "Gmail")).isGreaterThanOrEqualTo(4);
        IntStream.range(1, 1000)
                .forEach(sender -> count(20_000 + sender, "Gmail", SenderIspCounters.BUSY + 1L));

        assertThat(counters.series().stream().map(SenderIspCounters.Series::sender).distinct())
                .hasSizeLessThanOrEqualTo(SenderIspCounters.MOST + 1);
        long all = counters.series().stream().mapToLong(SenderIspCounters.Series::count).sum();
        assertThat(all)
                .isEqualTo(
                        9_999 + SenderIspCounters.BUSY + 4 + 999L * (SenderIspCounters.BUSY + 1));
    }
}
