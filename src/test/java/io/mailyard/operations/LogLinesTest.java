package io.mailyard.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.base.VisibleText;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Text of others in a line of the log acts on no terminal and begins no other line. */
class LogLinesTest {
    /**
     * CR, LF, ESC, DEL, NEL, CSI, right-to-left override and isolate, zero width, line separator.
     */
    private static final String HOSTILE =
            "a\r\n\u001b[2J\u007f\u0085\u009b31m\u202e\u2066\u200b\ufeff\u2028\u2029\u00adz";

    private static LogRecord record(String message) {
        LogRecord record = new LogRecord(Level.WARNING, message);
        record.setLoggerName("io.mailyard.submission.SubmissionSession");
        return record;
    }

    private static void harmless(String line) {
        assertThat(line.chars().filter(c -> c != '\n' && c != '\t'))
                .as(line)
                .noneMatch(VisibleText::acts);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void messageAndFields_areEscaped(boolean json) {
        LogRecord record = record("from " + HOSTILE);
        record.setParameters(new Object[] {Map.of("path", HOSTILE)});

        String line = new LogLines(json).format(record);

        harmless(line);
        assertThat(line).endsWith("\n").containsOnlyOnce("\n");
        assertThat(line).contains("\\u009b31m\\u202e\\u2066");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void messageOfAnException_forgesNoLine(boolean json) {
        LogRecord record = record("failed");
        record.setThrown(
                new IllegalStateException(
                        HOSTILE + "\n2026-11-29T00:00:00Z INFO Session forged",
                        new IllegalArgumentException("x\n2026-11-29T00:00:00Z INFO y")));

        String lines = new LogLines(json).format(record);

        harmless(lines);
        assertThat(lines.lines().skip(1)).noneMatch(line -> line.startsWith("2026"));
        assertThat(lines).contains("IllegalStateException").contains("Caused by: ");
    }

    @Test
    void textOfAnyScript_isShownAsItIs() {
        assertThat(new LogLines(false).format(record("Größe, Привет, 日本, 😀")))
                .endsWith("Größe, Привет, 日本, 😀\n");
    }
}
