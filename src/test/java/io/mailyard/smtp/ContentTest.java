package io.mailyard.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.smtp.Content.Part;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ContentTest {
    @Test
    void anyOctets_standAsTheRfcWants() throws IOException {
        Random random = new Random(42);
        byte[] choice = {'\r', '\n', '.', 'a', 'b', ' ', 0, (byte) 200};
        for (int round = 0; round < 20_000; round++) {
            byte[] message = new byte[random.nextInt(24)];
            for (int i = 0; i < message.length; i++) {
                message[i] = choice[random.nextInt(choice.length)];
            }
            Content content = Content.of(cut(message, random));
            String plain = plain(message);

            assertThat(wire(content)).isEqualTo(stuffed(plain));
            assertThat(content.size()).isEqualTo(plain.length());
            assertThat(content.eightBit()).isEqualTo(plain.indexOf(200) >= 0);
            assertThat(content.utf8Header()).isEqualTo(header(plain).indexOf(200) >= 0);
        }
    }

    private static List<Part> cut(byte[] message, Random random) {
        List<Part> parts = new ArrayList<>();
        int from = 0;
        while (from < message.length) {
            int to = from + 1 + random.nextInt(message.length - from);
            parts.add(new Part(message, from, to));
            from = to;
        }
        return parts;
    }

    /** With CRLF at the end of every line. */
    private static String plain(byte[] message) {
        String text = new String(message, StandardCharsets.ISO_8859_1);
        String lines = text.replace("\r\n", "\n").replace('\r', '\n');
        String ended = lines.isEmpty() || lines.endsWith("\n") ? lines : lines + "\n";
        return ended.replace("\n", "\r\n");
    }

    private static String stuffed(String plain) {
        String stuffed = plain.replace("\r\n.", "\r\n..");
        return stuffed.startsWith(".") ? "." + stuffed : stuffed;
    }

    private static String header(String plain) {
        if (plain.startsWith("\r\n")) {
            return "";
        }
        int end = plain.indexOf("\r\n\r\n");
        return end < 0 ? plain : plain.substring(0, end);
    }

    private static String wire(Content content) throws IOException {
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        DataEncoder.encode(content, (bytes, from, to) -> wire.write(bytes, from, to - from));
        return wire.toString(StandardCharsets.ISO_8859_1);
    }
}
