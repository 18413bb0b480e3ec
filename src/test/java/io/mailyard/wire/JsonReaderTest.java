package io.mailyard.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonReaderTest {
    @Test
    void everyKind_isReadInTheOrderWritten() {
        Value.Members read =
                read(
                        """
                        {"z":"é\\u00e9😀\\ud83d\\ude00\\t","n":-12,"f":1.50e3,"t":true,"o":false,
                         "u":null,"a":[1,"2",[],{}],"m":{"x":""}}\
                        """);

        assertThat(read.values().keySet()).containsExactly("z", "n", "f", "t", "o", "u", "a", "m");
        assertThat(read.values())
                .containsEntry("z", new Value.Text("éé😀😀\t"))
                .containsEntry("n", new Value.Numeral("-12"))
                .containsEntry("f", new Value.Numeral("1.50e3"))
                .containsEntry("t", new Value.Flag(true))
                .containsEntry("o", new Value.Flag(false))
                .containsEntry("u", new Value.Nothing())
                .containsEntry(
                        "a",
                        new Value.Items(
                                List.of(
                                        new Value.Numeral("1"),
                                        new Value.Text("2"),
                                        new Value.Items(List.of()),
                                        Value.Members.NONE)))
                .containsEntry("m", new Value.Members(Map.of("x", new Value.Text(""))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{\"\\ud83d\\ude00\":1}", "{\"\uD83D\uDE00\":1}", "{\"\\uD83D\uDE00\":1}"})
    void pairsInNames_areOneCharacter(String body) {
        if (body.contains("\\uD83D")) {
            assertThatThrownBy(() -> read(body)).isInstanceOf(UnreadableBody.class);
        } else {
            assertThat(read(body).values()).containsOnlyKeys("😀");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[1]|must be an object",
                "\"a\"|must be an object",
                "{\"a\":1,\"b\":2,\"a\":3}|member 'a' is there twice (line 1, column 18)",
                "{\"a\":[{},{\"b\":1,\"b\":1}]}|member 'a[1].b' is there twice",
                "{\"a\":1}{|more after",
                "{\"a\":1} 2|more after",
                "{\"a\":1},|the character ',' (code 44) does not belong here",
                "{\"a\":tru}|is not a string in quotes",
                "{\"a\":secret}|is not a string in quotes",
                "{\"a\":NaN}|(line 1, column",
                "{\"a\":+1}|(line 1, column",
                "{\"a\":01}|(line 1, column",
                "{\"a\":1.}|(line 1, column",
                "{\"a\":.5}|(line 1, column",
                "{\"a\":0x1}|(line 1, column",
                "{'a':1}|(line 1, column 2)",
                "{a:1}|(line 1, column 2)",
                "{\"a\":1,}|(line 1, column 8)",
                "{\"a\":[1,]}|(line 1, column 9)",
                "{\"a\" 1}|(line 1, column 6)",
                "{/**/}|(line 1, column 2)",
                "{\"a\":\"|(line 1, column",
                "{\"a\":\"\t\"}|(line 1, column",
                "{\"a\":\"\\x\"}|(line 1, column",
                "{|(line 1, column",
                "{\"a\":[|(line 1, column",
                "{\"a\":\"\\ud800\"}|member 'a' has half a surrogate pair, U+D800",
                "{\"a\":\"\\udc00\\ud800\"}|member 'a' has half a surrogate pair, U+DC00",
                "{\"a\":\"x\\ud800\"}|half a surrogate pair",
                "{\"a\":[{\"b\":\"\\u0000\"}]}|member 'a[0].b' has the character U+0000",
                "{\"a\":\"\\u001f\"}|U+001F",
                "{\"a\":\"\\ufffe\"}|U+FFFE",
                "{\"a\":\"\uFFFF\"}|U+FFFF",
                "{\"a\\u0000\":1}|the name of member 'a\\u0000' has the character U+0000",
                "{\"\\ud800\":1}|half a surrogate pair",
            })
    void malformed_isRefusedWithReasonAndPlace(String body, String said) {
        assertThatThrownBy(() -> read(body))
                .isInstanceOf(UnreadableBody.class)
                .hasMessageStartingWith("The body cannot be read as JSON: ")
                .hasMessageContaining(said)
                .hasMessageNotContaining("secret")
                .hasMessageNotContaining("`");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\uFEFF"})
    void place_countsCharactersFromBehindTheMark(String mark) {
        UnreadableBody unreadable =
                catchThrowableOfType(
                        UnreadableBody.class, () -> read(mark + "{\"é😀\":1,\n \"é\":1, \"é\":2}"));

        assertThat(unreadable.line()).isEqualTo(2);
        assertThat(unreadable.column()).isEqualTo(13);
    }

    @Test
    void emptyArray_isTheEmptyObjectOfPhp() {
        assertThat(read("[]").values()).isEmpty();
        assertThat(read(" [ ] ").values()).isEmpty();
        assertThatThrownBy(() -> read("[[]]")).isInstanceOf(UnreadableBody.class);
        assertThatThrownBy(() -> read("[] {}")).isInstanceOf(UnreadableBody.class);
        assertThatThrownBy(() -> read("[")).isInstanceOf(UnreadableBody.class);
    }

    @Test
    void depth_is64AtMost() {
        assertThat(read("{\"a\":" + "[".repeat(63) + "]".repeat(63) + "}").values()).hasSize(1);
        assertThatThrownBy(() -> read("{\"a\":" + "[".repeat(64) + "]".repeat(64) + "}"))
                .isInstanceOf(UnreadableBody.class)
                .hasMessageContaining("deeper than 64");
        assertThatThrownBy(() -> read("{\"a\":".repeat(100_000)))
                .isInstanceOf(UnreadableBody.class)
                .hasMessageContaining("deeper than 64");
    }

    @Test
    void number_has40CharactersAtMost() {
        assertThat(read("{\"a\":" + "9".repeat(40) + "}").values())
                .containsEntry("a", new Value.Numeral("9".repeat(40)));
        for (int length : new int[] {41, 2_000, 100_000}) {
            assertThatThrownBy(() -> read("{\"a\":" + "9".repeat(length) + "}"))
                    .isInstanceOf(UnreadableBody.class)
                    .hasMessageContaining("longer than 40 characters");
        }
    }

    @Test
    void name_has256CharactersAtMost() {
        assertThat(read("{\"" + "n".repeat(256) + "\":1}").values()).hasSize(1);
        for (int length : new int[] {257, 20_000, 100_000}) {
            assertThatThrownBy(() -> read("{\"" + "n".repeat(length) + "\":1}"))
                    .isInstanceOf(UnreadableBody.class)
                    .hasMessageContaining("longer than 256 characters");
        }
    }

    @Test
    void values_are100000AtMost() {
        assertThat(read("{\"a\":[" + "0,".repeat(99_998) + "0]}").values()).hasSize(1);
        assertThatThrownBy(() -> read("{\"a\":[" + "0,".repeat(99_999) + "0]}"))
                .isInstanceOf(UnreadableBody.class)
                .hasMessageContaining("more than 100000 values");
    }

    private static Value.Members read(String body) {
        return BodyReader.read(body.getBytes(UTF_8), Optional.of("application/json")).members();
    }
}
