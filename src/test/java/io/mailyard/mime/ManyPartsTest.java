package io.mailyard.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A message of very many parts takes its reader no more time than one of some. */
class ManyPartsTest {
    private static final String HEAD = "Content-Type: multipart/mixed; boundary=b\r\n\r\n";

    private static ByteArrayInputStream message(int parts, String last) {
        return new ByteArrayInputStream(
                (HEAD
                                + "--b\r\nContent-Type: a/b; name=n\r\n\r\nx\r\n".repeat(parts)
                                + last
                                + "--b--\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 200, 201, 9_000})
    void parts_areAllRead(int parts) throws IOException {
        ByteArrayInputStream in = message(parts, "--b\r\n\r\nthe text\r\n");
        MessageOutline outline = MessageOutline.of(in);
        assertThat(outline.text().text()).isEqualTo("the text\r\n");
        assertThat(outline.attachments()).hasSize(Math.min(parts, 200));
        assertThat(outline.hasMore()).isEqualTo(parts > 200);
        assertThat(in.available()).isZero();
    }

    @Test
    void manyParts_areNotReadToTheEnd_andItSaysSo() throws IOException {
        ByteArrayInputStream in = message(100_000, "");
        MessageOutline outline = MessageOutline.of(in);
        assertThat(outline.attachments()).hasSize(200);
        assertThat(outline.hasMore()).isTrue();
        assertThat(in.available()).isGreaterThan(3_000_000);
    }
}
