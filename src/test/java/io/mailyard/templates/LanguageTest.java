package io.mailyard.templates;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pages are in what a browser likes best of Russian and English. */
class LanguageTest {
    @ParameterizedTest
    @CsvSource({
        "'', EN",
        "' ', EN",
        "*, EN",
        "ru, RU",
        "RU-ru, RU",
        "'ru-RU,ru;q=0.9,en-US;q=0.8,en;q=0.7', RU",
        "'en-US,en;q=0.9,ru;q=0.8', EN",
        "'en;q=0.1, ru;q=0.9', RU",
        "'ru;q=0, en;q=0.1', EN",
        "ru;q=0, EN",
        "'de, ru;q=0.5', RU",
        "'de, en;q=0.5, ru;q=0.4', EN",
        "run, EN",
        "rus-x, EN",
        "'ru;q=x', EN",
        "'ru;q=0.9.9', EN",
        "';;;,,,=', EN",
        "<script>, EN"
    })
    void acceptedLanguages_areWeighed(String accepted, Language wanted) {
        assertThat(Language.ofAccepted(accepted)).isEqualTo(wanted);
    }
}
