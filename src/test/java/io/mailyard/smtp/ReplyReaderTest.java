package io.mailyard.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReplyReaderTest {
    @Test
    void replies_areReadOneAfterAnother() throws IOException {
        ReplyReader reader = reader("250-a\r\n250-\r\n250\r\n450 4.2.1 b\n");

        assertThat(reader.read()).isEqualTo(new SmtpReply(250, List.of("a", "", "")));
        assertThat(reader.hasMore()).isTrue();
        assertThat(reader.read()).isEqualTo(new SmtpReply(450, List.of("4.2.1 b")));
        assertThat(reader.hasMore()).isFalse();
        assertThatThrownBy(reader::read).isInstanceOf(EOFException.class);
    }

    @Test
    void longLine_isKeptToItsFullLength() throws IOException {
        String longest = "250 " + "x".repeat(ReplyReader.MAX_LINE - 5);

        assertThat(reader(longest + "\r\n").read().lines().getFirst())
                .hasSize(ReplyReader.MAX_LINE - 5);
        ReplyReader longer = reader(longest + "xxxxxx\r\n250 next\r\n");
        assertThat(longer.read().lines().getFirst()).hasSize(ReplyReader.MAX_LINE - 4);
        assertThat(longer.read().lines()).containsExactly("next");
        assertThatThrownBy(() -> reader(longest + "x".repeat(40_000) + "\r\n250 y\r\n").read())
                .isInstanceOf(ReplyReader.ReplyTooLong.class);
    }

    @Test
    void enhancedCode_isOfTheReplysKind() {
        assertThat(new SmtpReply(550, List.of("5.1.1 no")).enhanced()).isEqualTo("5.1.1");
        assertThat(new SmtpReply(550, List.of("4.1.1 no")).enhanced()).isEmpty();
        assertThat(new SmtpReply(550, List.of("5.1.1234 no")).enhanced()).isEmpty();
        assertThat(new SmtpReply(250, List.of("")).enhanced()).isEmpty();
    }

    /** Whatever a host sends, reading ends: with a reply in bounds, or with an IOException. */
    @Test
    void anyBytes_endInAReplyOrARefusal() {
        Random random = new Random(20260312);
        int replies = 0;
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = bytes(random);
            try {
                SmtpReply reply = new ReplyReader(new ByteArrayInputStream(bytes)).read();
                assertThat(reply.code()).isBetween(200, 599);
                assertThat(reply.toString()).doesNotContain("\r", "\n", "\0");
                assertThat(reply.enhanced()).hasSizeLessThan(10);
                replies++;
            } catch (IOException refused) {
                assertThat(refused).hasMessageContaining("the host");
            }
        }
        assertThat(replies).isPositive();
    }

    private static byte[] bytes(Random random) {
        String alphabet = "2245590-- .\r\nx\0ж";
        StringBuilder text = new StringBuilder(random.nextBoolean() ? "250" : "");
        int length = random.nextInt(40);
        for (int i = 0; i < length; i++) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static ReplyReader reader(String text) {
        return new ReplyReader(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }
}
