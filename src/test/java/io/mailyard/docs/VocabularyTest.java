package io.mailyard.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Each word of docs/vocabulary.md is defined once. */
class VocabularyTest {
    private static final Pattern ROW = Pattern.compile("^\\| (\\*\\*.*?\\*\\*) \\|");
    private static final Pattern WORD = Pattern.compile("\\*\\*([^*]+)\\*\\*");

    @Test
    void word_isDefinedOnce() throws IOException {
        Map<String, Integer> times = new HashMap<>();
        for (String line : Files.readAllLines(Path.of("docs", "vocabulary.md"))) {
            Matcher row = ROW.matcher(line);
            if (row.find()) {
                Matcher word = WORD.matcher(row.group(1));
                while (word.find()) {
                    times.merge(word.group(1), 1, Integer::sum);
                }
            }
        }
        assertThat(times).hasSizeGreaterThan(80);
        times.values().removeIf(count -> count == 1);
        assertThat(times).isEmpty();
    }
}
