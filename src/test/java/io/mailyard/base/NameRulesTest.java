package io.mailyard.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailyard.testing.Drill;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names: every code point there is. */
class NameRulesTest {
    /** Bidi_Control (Unicode, PropList.txt). */
    private static final List<Integer> BIDI =
            List.of(
                    0x061C, 0x200E, 0x200F, 0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x2066, 0x2067,
                    0x2068, 0x2069);

    /** Of Default_Ignorable_Code_Point what is a letter, a mark or a symbol by its category. */
    private static final List<Integer> IGNORABLE =
            List.of(
                    0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B, 0x180C, 0x180D, 0x180F, 0x3164,
                    0xFE00, 0xFE0F, 0xFFA0, 0xE0100, 0xE01EF);

    private static boolean taken(int c) {
        try {
            NameRules.checked("a" + Character.toString(c) + "b", 128);
            return true;
        } catch (IllegalArgumentException refused) {
            return false;
        }
    }

    /** In a short run, of the planes in which none is assigned, every 97th. */
    private static int[] codePoints() {
        return IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
                .filter(c -> c < 0x40000 || c >> 12 == 0xE0 || Drill.tries(c, 97))
                .toArray();
    }

    @Test
    void everyCodePoint_isAcceptedOnlyIfVisible() {
        // on a thread of its own: a refusal is thrown, and its trace is a few frames there
        assertThat(CompletableFuture.supplyAsync(NameRulesTest::wronglyTaken).join()).isEmpty();
        assertThat(BIDI).noneMatch(NameRulesTest::taken);
        assertThat(IGNORABLE).noneMatch(NameRulesTest::taken);
    }

    private static List<String> wronglyTaken() {
        List<String> wrong = new ArrayList<>();
        for (int c : codePoints()) {
            int type = Character.getType(c);
            boolean other =
                    type == Character.CONTROL
                            || type == Character.FORMAT
                            || type == Character.SURROGATE
                            || type == Character.PRIVATE_USE
                            || type == Character.UNASSIGNED
                            || type == Character.LINE_SEPARATOR
                            || type == Character.PARAGRAPH_SEPARATOR;
            boolean refused =
                    other
                            || c == '@'
                            || IGNORABLE.contains(c)
                            || (c >= 0xFE00 && c <= 0xFE0F)
                            || (c >= 0xE0100 && c <= 0xE01EF);
            if (taken(c) == refused) {
                wrong.add(String.format("U+%04X", c));
            }
        }
        return wrong;
    }

    @Test
    void everyCodePoint_hasOneKeyInAnyCase() {
        List<String> wrong = new ArrayList<>();
        for (int c : codePoints()) {
            if (Character.getType(c) == Character.SURROGATE) {
                continue;
            }
            String item = "a" + Character.toString(c);
            String key = NameRules.key(item);
            // most are one and the same: a key of each different one is made once
            Set<String> others =
                    new HashSet<>(
                            Arrays.asList(
                                    item.toUpperCase(Locale.ROOT),
                                    item.toLowerCase(Locale.ROOT),
                                    "a" + Character.toString(Character.toTitleCase(c)),
                                    Normalizer.normalize(item, Normalizer.Form.NFD),
                                    Normalizer.normalize(item, Normalizer.Form.NFC),
                                    key));
            others.remove(item);
            if (!others.stream().allMatch(other -> key.equals(NameRules.key(other)))) {
                wrong.add(String.format("U+%04X", c));
            }
        }
        assertThat(wrong).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "straße, STRASSE",
        "straße, STRAẞE",
        "STRAẞE, strasse",
        "ﬁx, FIX",
        "ΟΔΟΣ, οδος",
        "ΟΔΟΣ, οδοσ",
        "Å, Å",
        "İx, i̇x",
        "ŉ, ʼN",
        "ǰ, J̌",
        "ＳＨＯＰ, shop",
        "ſhop, SHOP",
        "K, k",
        "ᾳ, ΑΙ",
        "և, ԵՒ",
        "ﬀ, FF",
        "Ꭰ, ꭰ"
    })
    void namesThatDifferOnlyInCase_shareAKey(String item, String other) {
        assertThat(NameRules.key(item)).isEqualTo(NameRules.key(other));
    }

    @ParameterizedTest
    @CsvSource({"shop, shopp", "а, a", "о, o", "é, e", "ss, s"})
    void differentNames_haveDifferentKeys(String item, String other) {
        assertThat(NameRules.key(item)).isNotEqualTo(NameRules.key(other));
    }

    @Test
    void refusal_namesTheCharacter() {
        assertThatThrownBy(() -> NameRules.checked("shop\u200B", 128))
                .hasMessageContaining("U+200B");
        assertThatThrownBy(() -> NameRules.checked("\u3164", 128)).hasMessageContaining("U+3164");
        assertThatThrownBy(() -> NameRules.checked("a\u202Eb", 128)).hasMessageContaining("U+202E");
    }
}
