package io.mailyard.mime;

import java.util.Arrays;

/** Line ends of messages from sources that need not use CRLF. */
public final class LineEnds {
    private LineEnds() {}

    /**
     * Converts each CR, LF or CRLF to CRLF, and adds one at the end.
     *
     * @throws IllegalArgumentException if there is a NUL or a line longer than {@code most}
     */
    public static byte[] normal(byte[] message, int most) {
        int ends = checked(message, most);
        byte[] normal = new byte[message.length + ends];
        int to = 0;
        for (int i = 0; i < message.length; i++) {
            byte c = message[i];
            if (c != '\r' && c != '\n') {
                normal[to++] = c;
                continue;
            }
            normal[to++] = '\r';
            normal[to++] = '\n';
            if (c == '\r' && i + 1 < message.length && message[i + 1] == '\n') {
                i++;
            }
        }
        if (to == 0 || normal[to - 1] != '\n') {
            normal = Arrays.copyOf(normal, to + 2);
            normal[to++] = '\r';
            normal[to++] = '\n';
        }
        return to == normal.length ? normal : Arrays.copyOf(normal, to);
    }

    /** Number of single CR and LF, which is the number of octets to add. */
    private static int checked(byte[] message, int most) {
        int alone = 0;
        int column = 0;
        for (int i = 0; i < message.length; i++) {
            byte c = message[i];
            if (c == 0) {
                throw new IllegalArgumentException("holds a NUL");
            }
            boolean crlf = c == '\r' && i + 1 < message.length && message[i + 1] == '\n';
            if (crlf) {
                i++;
            }
            boolean end = c == '\r' || c == '\n';
            alone += end && !crlf ? 1 : 0;
            column = end ? 0 : column + 1;
            if (column > most) {
                throw new IllegalArgumentException("has a line of more than " + most + " octets");
            }
        }
        return alone;
    }
}
