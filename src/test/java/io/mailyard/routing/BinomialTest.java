package io.mailyard.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The chance of a deviation, against the sum of its definition. */
class BinomialTest {
    private static final MathContext PRECISE = new MathContext(60);

    /** As the definition has it, with as many digits as it takes. */
    private static double summed(int tries, int percent, int hits) {
        BigDecimal p = BigDecimal.valueOf(percent, 2);
        BigDecimal q = BigDecimal.ONE.subtract(p);
        long off = Math.abs(100L * hits - (long) tries * percent);
        BigDecimal sum = BigDecimal.ZERO;
        BigDecimal term = q.pow(tries, PRECISE);
        for (int k = 0; k <= tries; k++) {
            if (Math.abs(100L * k - (long) tries * percent) >= off) {
                sum = sum.add(term, PRECISE);
            }
            term =
                    term.multiply(BigDecimal.valueOf(tries - k), PRECISE)
                            .multiply(p, PRECISE)
                            .divide(BigDecimal.valueOf(k + 1).multiply(q, PRECISE), PRECISE);
        }
        return sum.doubleValue();
    }

    @Test
    void probability_equalsTheDefinition() {
        Random random = new Random(1);
        for (int i = 0; i < 300; i++) {
            int tries = 1 + random.nextInt(400);
            int percent = 1 + random.nextInt(99);
            int hits = random.nextInt(tries + 1);
            double summed = summed(tries, percent, hits);

            assertThat(Binomial.chance(tries, percent / 100.0, hits))
                    .as("%s of %s at %s percent", hits, tries, percent)
                    .isCloseTo(summed, within(1e-9 * summed + 1e-250));
        }
    }

    @Test
    void ends_areCertain() {
        assertThat(Binomial.chance(0, 0.5, 0)).isEqualTo(1);
        assertThat(Binomial.chance(10, 1, 10)).isEqualTo(1);
        assertThat(Binomial.chance(10, 1, 9)).isZero();
        assertThat(Binomial.chance(10, 0, 0)).isEqualTo(1);
        assertThat(Binomial.chance(100, 0.5, 50)).isEqualTo(1);
    }

    @Test
    void largeNumbers_areQuickAndSmallProbabilitiesExact() {
        assertThat(Binomial.chance(100_000_000, 0.3, 30_000_000)).isEqualTo(1);
        // a hundred standard deviations off
        assertThat(Binomial.chance(100_000_000, 0.5, 50_500_000)).isBetween(0.0, 1e-300);
        // five: 5.73e-7
        assertThat(Binomial.chance(1_000_000, 0.5, 502_500)).isCloseTo(5.73e-7, within(1e-8));
    }
}
