package io.mailyard.policies;

import io.mailyard.api.Types;
import io.mailyard.fields.Field;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Where and when a deferred message is tried again (docs/spec/delivery.md).
 *
 * @param retries attempts after the first; 0: none
 * @param exponent factor by which a geometric interval grows each time
 * @param randomModifier maximum extension of a random interval, as a fraction of it
 */
public record RetryRule(
        long id,
        String name,
        Mode mode,
        int retries,
        Duration interval,
        RetryRuleType type,
        BigDecimal exponent,
        BigDecimal randomModifier,
        boolean shipped)
        implements Policy {
    /** Maximum wait: the longest interval that can be set, a week. */
    public static final Duration LONGEST = Duration.ofDays(7);

    /** Where it is tried again. */
    public enum Mode {
        SAME_IP,
        SAME_NODE,
        ANY_NODE
    }

    /** Way in which the waits develop. */
    public enum RetryRuleType {
        /** Always the interval. */
        FIXED,
        /** The interval, then each time {@code exponent} times the previous wait. */
        GEOMETRIC,
        /** Between the interval and the interval x (1 + {@code random_modifier}). */
        RANDOM
    }

    private static final int PLACES = 6;

    static final Field<String> NAME = Field.named("Unique name.");
    static final Field<String> MODE =
            Field.word(
                    "mode",
                    "From where it is tried again. Default any_node.",
                    "any_node",
                    "same_node",
                    "same_ip");
    static final Field<Long> RETRIES =
            Field.number("retries", 0, 1000, 15, "Attempts after the first; 0: none.");
    static final Field<Long> INTERVAL =
            Field.number("interval_minutes", 1, 10_080, 5, "The interval, in minutes.");
    static final Field<String> TYPE =
            Field.word(
                    "type",
                    "How the interval goes on. Default fixed.",
                    "fixed",
                    "geometric",
                    "random");
    static final Field<BigDecimal> EXPONENT =
            Field.decimal(
                    "exponent",
                    Types.decimal(BigDecimal.ONE, BigDecimal.TEN, PLACES).map(RetryRule::growing),
                    "1.5",
                    "Of a geometric rule: by how much the interval grows each time. Default 1.5.");
    static final Field<BigDecimal> MODIFIER =
            Field.decimal(
                    "random_modifier",
                    Types.decimal(BigDecimal.ZERO, new BigDecimal(100), PLACES),
                    "0.5",
                    "Of a random rule: by what part of itself the interval is longer at most."
                            + " Default 0.5.");

    private static BigDecimal growing(BigDecimal exponent) {
        if (exponent.compareTo(BigDecimal.ONE) == 0) {
            throw new IllegalArgumentException(
                    exponent + " does not let the interval grow: more than 1, or type fixed");
        }
        return exponent;
    }

    static PolicyKind<RetryRule> described() {
        return new PolicyKind<>(
                "retry_rules",
                "retry rule",
                "Retry rules: where and when a deferred message is tried again.",
                List.of(NAME, MODE, RETRIES, INTERVAL, TYPE, EXPONENT, MODIFIER),
                PolicyHooks.NONE,
                kept ->
                        new RetryRule(
                                kept.id(),
                                kept.get(NAME),
                                EnumNames.of(Mode.class, kept.get(MODE)),
                                kept.get(RETRIES).intValue(),
                                Duration.ofMinutes(kept.get(INTERVAL)),
                                EnumNames.of(RetryRuleType.class, kept.get(TYPE)),
                                kept.get(EXPONENT),
                                kept.get(MODIFIER),
                                kept.shipped()));
    }

    /**
     * The wait after a deferred attempt; {@link #LONGEST} at most.
     *
     * @param attempt the attempt's number, from 1
     * @param random draws the wait of a random rule
     */
    public Duration delay(int attempt, RandomGenerator random) {
        double millis = interval.toMillis();
        double wait =
                switch (type) {
                    case FIXED -> millis;
                    case GEOMETRIC ->
                            millis * Math.pow(exponent.doubleValue(), Math.max(0, attempt - 1));
                    case RANDOM ->
                            millis * (1 + random.nextDouble() * randomModifier.doubleValue());
                };
        return Duration.ofMillis((long) Math.min(wait, (double) LONGEST.toMillis()));
    }

    /** Whether a retry remains after so many attempts. */
    public boolean retriesAfter(int attempts) {
        return attempts <= retries;
    }
}
