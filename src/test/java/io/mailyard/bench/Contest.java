package io.mailyard.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * Two sides in turn, A B A B: the machine's speed swings, so only turns beside each other compare.
 */
final class Contest {
    private static final Duration WARMING = Duration.ofSeconds(2);

    private final List<Side.Sample> left = new ArrayList<>();
    private final List<Side.Sample> right = new ArrayList<>();
    private final Side a;
    private final Side b;

    private Contest(Side a, Side b) {
        this.a = a;
        this.b = b;
    }

    /**
     * How long and how often.
     *
     * @param warmUp answers of each side before the first turn that counts: the JIT needs that many
     * @param patience how long the warm-up of a side may take at most
     */
    record ContestPlan(long warmUp, Duration patience, Duration turn, int pairs) {}

    static Contest run(Side a, Side b, ContestPlan plan) {
        Contest contest = new Contest(a, b);
        warm(a, plan);
        warm(b, plan);
        for (int i = 0; i < plan.pairs(); i++) {
            contest.left.add(a.run(plan.turn()));
            contest.right.add(b.run(plan.turn()));
            contest.show(i);
        }
        return contest;
    }

    private void show(int turn) {
        System.err.printf(
                Locale.ROOT,
                "  turn %d: %,.0f (%.1f us) against %,.0f (%.1f us)%n",
                turn + 1,
                left.get(turn).perSecond(),
                left.get(turn).cpuMicros(),
                right.get(turn).perSecond(),
                right.get(turn).cpuMicros());
    }

    private static void warm(Side side, ContestPlan plan) {
        double answers = 0;
        long end = System.nanoTime() + plan.patience().toNanos();
        while (answers < plan.warmUp() && System.nanoTime() < end) {
            answers += side.run(WARMING).perSecond() * WARMING.toSeconds();
        }
    }

    /** The median of the ratios of the pairs. */
    double ratio() {
        return median(ratios());
    }

    private List<Double> ratios() {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < left.size(); i++) {
            ratios.add(left.get(i).perSecond() / right.get(i).perSecond());
        }
        return ratios;
    }

    /** Rows of a table in Markdown, see {@link #HEAD}. */
    String rows() {
        List<Double> ratios = ratios();
        return row(a, left)
                + row(b, right)
                + String.format(
                        Locale.ROOT,
                        "| **ratio, median of %d pairs** | **%.2f** (%.2f to %.2f) | | | | |%n",
                        ratios.size(),
                        ratio(),
                        least(ratios),
                        most(ratios));
    }

    static final String HEAD =
            """
            | | a second: median (least to most) | CPU of the process, µs each | p50 ms | p99 ms | refused |
            |---|---|---|---|---|---|
            """;

    private static String row(Side side, List<Side.Sample> samples) {
        List<Double> rates = values(samples, Side.Sample::perSecond);
        long refused = samples.stream().mapToLong(Side.Sample::refused).sum();
        return String.format(
                Locale.ROOT,
                "| %s | %,.0f (%,.0f to %,.0f) | %.1f | %.2f | %.2f | %d |%n",
                side.name(),
                median(rates),
                least(rates),
                most(rates),
                median(values(samples, Side.Sample::cpuMicros)),
                median(values(samples, Side.Sample::p50)),
                median(values(samples, Side.Sample::p99)),
                refused);
    }

    private static List<Double> values(
            List<Side.Sample> samples, ToDoubleFunction<Side.Sample> of) {
        return samples.stream().map(of::applyAsDouble).toList();
    }

    static double median(Collection<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1
                ? sorted.get(middle)
                : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    static double least(Collection<Double> values) {
        return values.stream().mapToDouble(value -> value).min().orElse(0);
    }

    static double most(Collection<Double> values) {
        return values.stream().mapToDouble(value -> value).max().orElse(0);
    }
}
