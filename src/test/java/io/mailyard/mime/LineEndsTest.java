package io.mailyard.mime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailyard.testing.Octets;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LineEndsTest {
    private static String normal(String message) {
        byte[] octets = message.getBytes(StandardCharsets.UTF_8);
        return new String(LineEnds.normal(octets, 10), StandardCharsets.UTF_8);
    }

    /** R and N stand for CR and LF. */
    @ParameterizedTest
    @CsvSource({
        "'', RN",
        "a, aRN",
        "aN, aRN",
        "aR, aRN",
        "aRN, aRN",
        "aNNb, aRNRNbRN",
        "aRRb, aRNRNbRN",
        "aNRb, aRNRNbRN",
        "RNaN.RNbR, RNaRN.RNbRN"
    })
    void lineEnds_areCrlf(String given, String expected) {
        assertThat(normal(given.replace('R', '\r').replace('N', '\n')))
                .isEqualTo(expected.replace('R', '\r').replace('N', '\n'));
    }

    @Test
    void everyShortMessage_hasLinesOfCrlfAlone() {
        Octets.upTo(7, "\r\n.a")
                .forEach(message -> {
                    String lines = message.replace("\r\n", "\n").replace('\r', '\n');
                    String wanted =
                            (lines.endsWith("\n") ? lines : lines + "\n").replace("\n", "\r\n");
                    String normal = normal(message);
                    if (!normal.equals(wanted)) {
                        assertThat(Octets.shown(normal))
                                .as(Octets.shown(message))
                                .isEqualTo(wanted);
                    }
                });
    }

    @Test
    void nulAndLongLine_areRefused() {
        assertThat(normal("0123456789\nx")).isEqualTo("0123456789\r\nx\r\n");
        assertThatThrownBy(() -> normal("0123456789a")).hasMessageContaining("10 octets");
        assertThatThrownBy(() -> normal("a\0b")).hasMessageContaining("NUL");
    }
}
