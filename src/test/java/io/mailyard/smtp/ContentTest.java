package io.mailyard.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.smtp.Content.ContentPart;
import io.mailyard.testing.Octets;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ContentTest {
    @Test
    void anyOctets_standAsTheRfcWants() {
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
            assertThat(content.eightBitHeader()).isEqualTo(header(plain).indexOf(200) >= 0);
        }
    }

    /** All short messages, and all ways to cut them in two: none holds an end of data. */
    @Test
    void everyShortMessage_standsAsTheRfcWants() {
        Octets.upTo(7, "\r\n.a")
                .forEach(message -> {
                    byte[] octets = message.getBytes(StandardCharsets.ISO_8859_1);
                    String wanted = stuffed(plain(octets));
                    for (int cut = 0; cut <= octets.length; cut++) {
                        ContentPart first = new ContentPart(octets, 0, cut);
                        String wire =
                                wire(
                                        Content.of(
                                                List.of(
                                                        first,
                                                        new ContentPart(
                                                                octets, cut, octets.length))));
                        if (!wire.equals(wanted)
                                || ("\r\n" + wire).contains("\r\n.\r\n")
                                || wire.replace("\r\n", "").matches("(?s).*[\r\n].*")) {
                            assertThat(Octets.shown(wire))
                                    .as(Octets.shown(message))
                                    .isEqualTo(wanted);
                        }
                    }
                });
    }

    private static List<ContentPart> cut(byte[] message, Random random) {
        List<ContentPart> parts = new ArrayList<>();
        int from = 0;
        while (from < message.length) {
            int to = from + 1 + random.nextInt(message.length - from);
            parts.add(new ContentPart(message, from, to));
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

    private static String wire(Content content) {
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        try {
            DataEncoder.encode(content, (bytes, from, to) -> wire.write(bytes, from, to - from));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return wire.toString(StandardCharsets.ISO_8859_1);
    }
}
