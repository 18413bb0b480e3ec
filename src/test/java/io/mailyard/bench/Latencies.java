package io.mailyard.bench;

import java.util.Arrays;

/** How long answers took, in classes of about 3 % width. Of one thread. */
final class Latencies {
    /** Classes for each doubling. */
    private static final int STEPS = 32;

    /** 2^40 ns is 18 minutes, longer than any run. */
    private static final int DOUBLINGS = 40;

    private final long[] counts = new long[STEPS * DOUBLINGS];
    private long total;

    void add(long nanos) {
        long bounded = Math.max(STEPS, nanos);
        int power = 63 - Long.numberOfLeadingZeros(bounded);
        int within = (int) (bounded >>> (power - 5)) & (STEPS - 1);
        counts[Math.min(counts.length - 1, power * STEPS + within)]++;
        total++;
    }

    long count() {
        return total;
    }

    void addAll(Latencies other) {
        Arrays.setAll(counts, i -> counts[i] + other.counts[i]);
        total += other.total;
    }

    /** The time within which this share of answers came, in milliseconds; 0 where none did. */
    double millis(double share) {
        long sought = (long) Math.ceil(total * share);
        long seen = 0;
        for (int i = 0; i < counts.length; i++) {
            seen += counts[i];
            if (seen >= sought && seen > 0) {
                double from = Math.scalb(1.0 + (i % STEPS) / (double) STEPS, i / STEPS);
                return from * (1 + 0.5 / STEPS) / 1e6;
            }
        }
        return 0;
    }
}
