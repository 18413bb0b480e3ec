package io.mailyard.policies;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RetryRuleTest {
    private static final RandomGenerator CHANCE = RandomGenerator.of("L64X128MixRandom");

    private static RetryRule rule(RetryRule.RetryRuleType type, long minutes, String exponent) {
        return new RetryRule(
                1,
                "x",
                RetryRule.Mode.ANY_NODE,
                15,
                Duration.ofMinutes(minutes),
                type,
                new BigDecimal(exponent),
                new BigDecimal("0.5"),
                false);
    }

    @Test
    void fixedRule_alwaysWaitsTheInterval() {
        RetryRule rule = rule(RetryRule.RetryRuleType.FIXED, 7, "2");

        for (int attempt : List.of(1, 2, 1000)) {
            assertThat(rule.delay(attempt, CHANCE)).isEqualTo(Duration.ofMinutes(7));
        }
    }

    @Test
    void geometricRule_growsToAWeekAtMost() {
        RetryRule rule = rule(RetryRule.RetryRuleType.GEOMETRIC, 5, "1.5");

        assertThat(rule.delay(1, CHANCE)).isEqualTo(Duration.ofMinutes(5));
        assertThat(rule.delay(2, CHANCE)).isEqualTo(Duration.ofSeconds(450));
        assertThat(rule.delay(3, CHANCE)).isEqualTo(Duration.ofSeconds(675));
        assertThat(rule.delay(0, CHANCE)).isEqualTo(Duration.ofMinutes(5));
        assertThat(rule.delay(1000, CHANCE)).isEqualTo(RetryRule.LONGEST);
        assertThat(rule(RetryRule.RetryRuleType.GEOMETRIC, 10_080, "10").delay(1000, CHANCE))
                .isEqualTo(RetryRule.LONGEST);
    }

    @Test
    void randomRule_waitsBetweenTheIntervalAndItsModifiedOne() {
        RetryRule rule = rule(RetryRule.RetryRuleType.RANDOM, 10, "2");

        List<Duration> waits =
                IntStream.range(1, 1000).mapToObj(attempt -> rule.delay(attempt, CHANCE)).toList();

        assertThat(waits)
                .allSatisfy(wait ->
                        assertThat(wait).isBetween(Duration.ofMinutes(10), Duration.ofMinutes(15)));
        assertThat(waits.stream().distinct().count()).isGreaterThan(100);
    }

    @Test
    void retries_countTheAttemptsAfterTheFirst() {
        RetryRule rule = rule(RetryRule.RetryRuleType.FIXED, 5, "2");

        assertThat(rule.retriesAfter(1)).isTrue();
        assertThat(rule.retriesAfter(15)).isTrue();
        assertThat(rule.retriesAfter(16)).isFalse();
    }

    @Test
    void shippedRule_coversThreeDays() {
        RetryRule rule = rule(RetryRule.RetryRuleType.GEOMETRIC, 5, "1.5");

        Duration all =
                IntStream.rangeClosed(1, rule.retries())
                        .mapToObj(attempt -> rule.delay(attempt, CHANCE))
                        .reduce(Duration.ZERO, Duration::plus);

        assertThat(all).isBetween(Duration.ofHours(70), Duration.ofHours(76));
    }
}
