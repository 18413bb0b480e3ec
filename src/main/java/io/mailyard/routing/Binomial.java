package io.mailyard.routing;

/**
 * Probability of a deviation in the binomial distribution, exact except for rounding, by the
 * incomplete beta function (its continued fraction, by Lentz's method).
 */
final class Binomial {
    private static final int MOST_STEPS = 10_000;
    private static final double PRECISE = 1e-14;
    private static final double TINY = 1e-300;

    private Binomial() {}

    /**
     * Probability that the number of hits in {@code tries} with probability {@code p} each deviates
     * from the expected value by at least as much as {@code hits}, in either direction.
     *
     * @return 0 to 1
     */
    static double chance(long tries, double p, long hits) {
        if (tries == 0 || p <= 0 || p >= 1) {
            return hits == Math.round(tries * Math.clamp(p, 0, 1)) ? 1 : 0;
        }
        double expected = tries * p;
        double off = Math.abs(hits - expected);
        // Whole counts at that distance or beyond; rounding must not exclude the count itself.
        double slack = 1e-9 * Math.max(1, expected);
        long low = (long) Math.floor(expected - off + slack);
        long high = (long) Math.ceil(expected + off - slack);
        if (high <= low) {
            return 1;
        }
        return Math.min(1, atMost(low, tries, p) + atLeast(high, tries, p));
    }

    private static double atMost(long hits, long tries, double p) {
        return hits < 0 ? 0 : hits >= tries ? 1 : beta((double) (tries - hits), hits + 1.0, 1 - p);
    }

    private static double atLeast(long hits, long tries, double p) {
        return hits <= 0 ? 1 : hits > tries ? 0 : beta((double) hits, tries - hits + 1.0, p);
    }

    /** The regularised incomplete beta function. */
    private static double beta(double a, double b, double x) {
        double front =
                Math.exp(
                        logGamma(a + b)
                                - logGamma(a)
                                - logGamma(b)
                                + a * Math.log(x)
                                + b * Math.log1p(-x));
        return x < (a + 1) / (a + b + 2)
                ? front * fraction(a, b, x) / a
                : 1 - front * fraction(b, a, 1 - x) / b;
    }

    private static double fraction(double a, double b, double x) {
        double c = 1;
        double d = inverse(1 - (a + b) * x / (a + 1));
        double sum = d;
        for (int m = 1; m <= MOST_STEPS; m++) {
            double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
            d = inverse(1 + even * d);
            c = filled(1 + even / c);
            sum *= d * c;
            double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
            d = inverse(1 + odd * d);
            c = filled(1 + odd / c);
            sum *= d * c;
            if (Math.abs(d * c - 1) < PRECISE) {
                break;
            }
        }
        return sum;
    }

    private static double inverse(double value) {
        return 1 / filled(value);
    }

    private static double filled(double value) {
        return Math.abs(value) < TINY ? TINY : value;
    }

    /** Stirling's series, shifted to where it is precise. */
    private static double logGamma(double x) {
        double shift = 0;
        double at = x;
        while (at < 20) {
            shift += Math.log(at);
            at++;
        }
        double inverse = 1 / (at * at);
        double series =
                (1.0 / 12 - inverse * (1.0 / 360 - inverse * (1.0 / 1260 - inverse / 1680))) / at;
        return (at - 0.5) * Math.log(at) - at + 0.5 * Math.log(2 * Math.PI) + series - shift;
    }
}
