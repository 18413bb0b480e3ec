package io.mailyard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.wire.JsonText;
import io.mailyard.wire.Value;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class TerminalTextTest {
    @Test
    void text_escapesTerminalControls() {
        assertThat(TerminalText.text("a\u001b]0;x\u0007\n\u009b\u202e\u2028\u200b\uD800b"))
                .isEqualTo("a\\u001b]0;x\\u0007\\n\\u009b\\u202e\\u2028\\u200b\\ud800b");
    }

    @Test
    void text_leavesLettersOfAllScripts() {
        String plain = "Grüße, привет, 你好, नमस्ते, 😀 \\u001b";
        assertThat(TerminalText.text(plain)).isEqualTo(plain);
    }

    @Test
    void json_isReadBackTheSame() {
        Value.Members value =
                new Value.Members(
                        Map.of(
                                "quote \" \\",
                                new Value.Items(
                                        List.of(
                                                new Value.Text("\u001f\u007f\u202e😀".substring(1)),
                                                new Value.Nothing(),
                                                new Value.Flag(true),
                                                new Value.Numeral("-1e5"))),
                                "empty",
                                new Value.Members(Map.of())));
        assertThat(JsonText.read(PrintedJson.compact(value))).isEqualTo(value);
        assertThat(JsonText.read(PrintedJson.spread(value, "    "))).isEqualTo(value);
    }
}
