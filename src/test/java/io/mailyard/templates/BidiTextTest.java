package io.mailyard.templates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BidiTextTest {
    /** A control each: {@code r} RLE, {@code l} LRO, {@code o} RLO, {@code p} PDF and so on. */
    private static final Map<Character, Character> CONTROLS =
            Map.of(
                    'r', '\u202b', 'l', '\u202d', 'o', '\u202e', 'p', '\u202c', 'i', '\u2067', 'f',
                    '\u2068', 'e', '\u2069', '?', '\ufffd');

    private static String written(String letters) {
        StringBuilder text = new StringBuilder();
        letters.chars()
                .forEach(
                        letter -> text.append(CONTROLS.getOrDefault((char) letter, (char) letter)));
        return text.toString();
    }

    @ParameterizedTest
    @CsvSource({
        "abc, abc",
        "ArBpC, ArBpC",
        "AiBeC, AiBeC",
        "AfBiCeDeE, AfBiCeDeE",
        "AoBpC, A?B?C",
        "AlBpC, A?B?C",
        "AoB, A?B",
        "ArB, A?B",
        "AiB, A?B",
        "ApB, A?B",
        "AeB, A?B",
        "AiBrCeDpE, AiB?CeD?E",
        "ArBiCpDeE, A?BiC?DeE",
        "eoAfB, ??A?B"
    })
    void cleaned_hasNoControlThatActsBeyondIt(String text, String clean) {
        assertThat(BidiText.cleaned(written(text))).isEqualTo(written(clean));
    }

    /** Every text of six controls: what is left opens and closes, and nothing overrides. */
    @Test
    void cleaned_isBalancedWhateverTheControls() {
        List<Character> letters = List.of('r', 'o', 'p', 'i', 'e', 'A');
        int most = (int) Math.pow(letters.size(), 6);
        for (int number = 0; number < most; number++) {
            StringBuilder text = new StringBuilder();
            for (int left = number, i = 0; i < 6; i++, left /= letters.size()) {
                text.append(letters.get(left % letters.size()));
            }
            String clean = BidiText.cleaned(written(text.toString()));
            assertThat(clean).hasSize(6).doesNotContain("\u202e");
            assertThat(isBalanced(clean)).as(text.toString()).isTrue();
        }
    }

    /** A message may be nothing but these: 200,000 of each took a minute. */
    @Test
    void cleaned_takesNoLongerForEachControlOfALongText() {
        String text = written("r".repeat(200_000) + "e".repeat(200_000));
        assertTimeoutPreemptively(
                Duration.ofSeconds(5),
                () -> assertThat(BidiText.cleaned(text)).isEqualTo("\ufffd".repeat(400_000)));
    }

    /** By taking away pairs that have nothing between them. */
    private static boolean isBalanced(String text) {
        String left = text.replaceAll("[^\u202a-\u202e\u2066-\u2069]", "");
        for (String before = ""; !before.equals(left); ) {
            before = left;
            left = left.replace("\u202b\u202c", "").replace("\u2067\u2069", "");
        }
        return left.isEmpty();
    }

    @Test
    void isolated_standsForItselfWhereItTurns() {
        assertThat(BidiText.isolated("plain é Ж 😀")).isEqualTo("plain é Ж 😀");
        assertThat(BidiText.isolated("\u05d0 7")).isEqualTo("\u2068\u05d0 7\u2069");
        assertThat(BidiText.isolated("\u2069\u202e\u05d0"))
                .isEqualTo("\u2068\ufffd\ufffd\u05d0\u2069");
        assertThat(BidiText.isolated("a\u202eb")).isEqualTo("a\ufffdb");
    }

    @Test
    void page_isolatesWhatIsReadAndKeepsWhatGoesBack() {
        String hebrew = "\u05d0<7";
        PasswordForm form = new PasswordForm(Language.EN, "/p", hebrew, hebrew, 12, 128, List.of());
        String page = new PasswordPages(new Templates(), PlatformBrand.PLAIN).form(form, "");
        assertThat(page)
                .contains("value=\"\u05d0&lt;7\"")
                .contains("<h1>\u2068Set a password for")
                .doesNotContain(">\u05d0");
    }
}
