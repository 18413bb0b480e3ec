package io.mailyard.policies;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.smtp.SmtpReply;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Addresses in answers become {@code @}: all short texts, compared with a plain rule. */
class AnswerAddressesTest {
    private static final List<String> SIGNS = List.of("a", "@", "<", " ");

    private static List<String> texts(int length) {
        List<String> texts = new ArrayList<>(List.of(""));
        for (int at = 0; at < length; at++) {
            texts =
                    texts.stream()
                            .flatMap(text -> SIGNS.stream().map(sign -> text + sign))
                            .collect(Collectors.toCollection(ArrayList::new));
        }
        return texts;
    }

    /** A word that has a letter, then an at sign, then anything. */
    private static String expected(String text) {
        String words =
                Stream.of(text.splitWithDelimiters("[< ]", -1))
                        .map(word -> word.matches("@*a+@.+") ? "@" : word)
                        .collect(Collectors.joining());
        return ("550 " + words.replaceAll("\\s+", " ").strip());
    }

    @Test
    void addresses_areReplaced() {
        int compared = 0;
        for (int length = 1; length <= 7; length++) {
            for (String text : texts(length)) {
                assertThat(AnswerText.of(new SmtpReply(550, List.of(text))).plain())
                        .as("'%s'", text)
                        .isEqualTo(expected(text));
                compared++;
            }
        }
        assertThat(compared).isGreaterThan(20_000);
    }
}
