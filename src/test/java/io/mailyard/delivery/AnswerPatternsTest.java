package io.mailyard.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Patterns that search the answers of hosts look at each character a bounded number of times: an
 * answer twice as long costs about twice as much, whatever a hostile host repeats in it.
 */
class AnswerPatternsTest {
    private static final int REPEATED = 400;

    private static final List<String> SIGNS =
            List.of("a", "1", ".", "@", "-", " ", "/", ":", "(", "=", "'", "#");

    private static final List<String> WORDS =
            List.of(
                    "www.",
                    "http://",
                    "check ",
                    "check the ",
                    "if you think ",
                    "remove a ",
                    "remote server ",
                    "5.1.1 ",
                    "recie",
                    "too many ",
                    "unknown ",
                    "user ");

    /** A text that counts how often a character of it is looked at. */
    private static final class CountedText implements CharSequence {
        private final String text;
        private long looks;

        CountedText(String text) {
            this.text = text;
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            looks++;
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }

    private static long looks(Pattern pattern, String text) {
        CountedText counted = new CountedText(text);
        Matcher matcher = pattern.matcher(counted);
        while (matcher.find()) {
            assertThat(matcher.end()).isGreaterThanOrEqualTo(matcher.start());
        }
        return counted.looks;
    }

    private static Map<String, Pattern> patterns() throws ReflectiveOperationException {
        Map<String, Pattern> patterns = new TreeMap<>();
        for (Class<?> type :
                List.of(
                        Class.forName("io.mailyard.policies.AnswerText"),
                        RecipientsPerTransaction.class)) {
            for (Field field : type.getDeclaredFields()) {
                if (Modifier.isStatic(field.getModifiers())) {
                    field.setAccessible(true);
                    if (field.get(null) instanceof Pattern pattern) {
                        patterns.put(type.getSimpleName() + "." + field.getName(), pattern);
                    }
                    if (field.get(null) instanceof Map<?, ?> many) {
                        many.keySet().stream()
                                .filter(Pattern.class::isInstance)
                                .map(Pattern.class::cast)
                                .forEach(each -> patterns.put(each.pattern(), each));
                    }
                }
            }
        }
        return patterns;
    }

    @Test
    void repeatedText_costsByItsLength() throws ReflectiveOperationException {
        List<String> units =
                Stream.concat(
                                WORDS.stream(),
                                SIGNS.stream()
                                        .flatMap(one ->
                                                Stream.concat(
                                                        Stream.of(one),
                                                        SIGNS.stream().map(one::concat))))
                        .toList();
        Map<String, Pattern> patterns = patterns();
        assertThat(patterns).hasSizeGreaterThan(15);
        List<String> slow = new ArrayList<>();
        patterns.forEach((name, pattern) -> {
            for (String unit : units) {
                for (String before : List.of("", "check ", "x")) {
                    long once = looks(pattern, before + unit.repeat(REPEATED));
                    long twice = looks(pattern, before + unit.repeat(2 * REPEATED));
                    if (twice > 3 * once + 1_000) {
                        slow.add(name + " with '" + before + unit + "': " + once + ", " + twice);
                    }
                }
            }
        });
        assertThat(slow).isEmpty();
    }
}
