package io.mailyard.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Words of the index, and what is searched for among them. */
class IndexWordsTest {
    private static List<String> words(String text) {
        return List.copyOf(IndexWords.of(text));
    }

    @ParameterizedTest
    @CsvSource({
        "Your invoice #2026-11 is ready, your invoice 2026 11 is ready",
        "СЧЁТ №17 от Ивановой, счет no17 от ивановой",
        "Йод и ёлка, йод и елка",
        "Größe in München, große in munchen",
        "ΑΘΗΝΑ, αθηνα",
        "ﬁnal ＯＦＦＥＲ, final offer",
        "注文が届きました, 注 文 が 届 きました",
        "a\u0000b\u200bc, a b c"
    })
    void words_areFolded(String text, String expected) {
        assertThat(words(text.strip()))
                .containsExactlyElementsOf(
                        Arrays.stream(expected.strip().split(" ")).distinct().toList());
    }

    @Test
    void words_areLimited() {
        assertThat(words("w".repeat(500))).containsExactly("w".repeat(IndexWords.MAX_CHARS));
        assertThat(words("😀💥 — … !?")).isEmpty();
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < 1000; i++) {
            many.append('w').append(i).append(' ');
        }
        assertThat(words(many.toString())).hasSize(IndexWords.MOST);
    }

    @Test
    void words_neverHoldWhatTheStoresReadAsSyntax() {
        for (int letter = 0; letter < 0x2_0000; letter++) {
            if (letter >= 0xD800 && letter <= 0xDFFF) {
                continue;
            }
            for (String word : IndexWords.of("a" + Character.toString(letter) + "b")) {
                assertThat(word).doesNotContainPattern("[\\s'\"\\\\:&|!()*\\x00\\uE000-\\uF8FF]");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "inv, Invoice 17, true",
        "ready inv, your invoice is ready, true",
        "invoice, inv, false",
        "voice, invoice, false",
        "счет, Ваши счета, true",
        "'\"счет\"', Ваши счета, false",
        "'«счета»', Ваши счета, true",
        "ΟΔΟΣ, ο δρόμος της οδοσήμανσης, true",
        "οδος, ΟΔΟΣ 5, true",
        "οδοσ, Οδός, true",
        "'\"οδοσ\"', οδός, true",
        "i, invoice, false",
        "i, i am, true"
    })
    void words_areBeginningsUnlessQuoted(String typed, String subject, boolean found) {
        assertThat(SearchTerms.ofWords(typed).areIn(IndexWords.of(subject))).isEqualTo(found);
    }

    @Test
    void answer_hasItsCodesWhole() {
        SearchTerms terms = SearchTerms.ofAnswer("550 5.1.1 mailbox");
        assertThat(terms.terms())
                .containsExactly(
                        new SearchTerms.Term("550", false),
                        new SearchTerms.Term("mailbox", false),
                        new SearchTerms.Term(IndexWords.status("5.1.1"), true));
    }
}
