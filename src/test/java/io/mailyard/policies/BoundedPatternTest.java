package io.mailyard.policies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BoundedPatternTest {
    @Test
    void pattern_isFoundAnywhereInAnyCase() {
        BoundedPattern pattern = BoundedPattern.of("user\\s+unknown|нет ящика");

        assertThat(pattern.foundIn("550 5.1.1 USER  Unknown")).isTrue();
        assertThat(pattern.foundIn("550 Нет Ящика")).isTrue();
        assertThat(pattern.foundIn("550 known")).isFalse();
        assertThat(pattern).hasToString("user\\s+unknown|нет ящика");
    }

    /** Each of these keeps a backtracking engine busy for longer than the universe has been. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "(a+)+$",
                "([a-z]+)*\\d",
                "(a|aa)+$",
                "(a|a?)+$",
                "(.*a){20}$",
                "^(([a-z])+.)+[A-Z]([a-z])+$",
                "(?:a?){30}a{30}b",
                "((?:)?(?:)?(?:)?(?:)?(?:)?(?:)?(?:)?(?:)?(?:)?(?:)?(?:)?(?:)?(?:)?)*x",
                "(x+x+)+y",
                "(?:.*.*.*.*.*=.*)*!"
            })
    void catastrophicPattern_ends(String text) {
        BoundedPattern pattern = BoundedPattern.of(text);

        for (String letter : new String[] {"a", "x", "aB"}) {
            String long1 = letter.repeat(5000);
            Assertions.assertTimeoutPreemptively(
                    Duration.ofSeconds(20), () -> pattern.foundIn(long1));
        }
    }

    @Test
    void text_isLookedAtToItsBound() {
        BoundedPattern pattern = BoundedPattern.of("end");

        assertThat(pattern.foundIn("x".repeat(BoundedPattern.MAX_TEXT - 3) + "end")).isTrue();
        assertThat(pattern.foundIn("x".repeat(BoundedPattern.MAX_TEXT - 2) + "end")).isFalse();
    }

    @Test
    void badPattern_saysWhatAndWhere() {
        assertThatThrownBy(() -> BoundedPattern.of("user (unknown"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'user (unknown' is not a regular expression")
                .hasMessageContaining("missing closing )");
        assertThatThrownBy(() -> BoundedPattern.of("all *** of it"))
                .hasMessageContaining("at character 5, '**'");
        assertThatThrownBy(() -> BoundedPattern.of("a(?=b)"))
                .hasMessageContaining("at character 2");
        assertThatThrownBy(() -> BoundedPattern.of("(a)\\1"))
                .hasMessageContaining("at character 4, '\\1'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"(?:abcdefghij){1000}", "((a{100}){100}){100}", "a{1001}", "(\\pL{900}){7}"})
    void patternThatRepeatsTooMuch_isRefused(String text) {
        assertThatThrownBy(() -> BoundedPattern.of(text))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void longPattern_isRefused() {
        BoundedPattern.of("a".repeat(BoundedPattern.MAX_PATTERN));

        assertThatThrownBy(() -> BoundedPattern.of("a".repeat(BoundedPattern.MAX_PATTERN + 1)))
                .hasMessageContaining("at most 1000 characters, has 1001");
    }

    @Test
    void deeplyNestedPattern_isRefusedOrSearched() {
        String nested = "(".repeat(499) + ")".repeat(499);

        BoundedPattern pattern = BoundedPattern.of(nested);

        assertThat(pattern.foundIn("")).isTrue();
    }
}
