package io.mailyard.smtp;

import java.io.IOException;

/**
 * Writes a message as it stands after DATA (RFC 5321 sections 2.3.8 and 4.5.2): every line ends in
 * CRLF, a line that starts with a dot gets a second one, the last line is followed by the final
 * dot. A lone CR or LF never reaches the wire, so nothing in a message can end it early.
 */
final class DataEncoder {
    /** The block that one time-out is for. */
    private static final int BLOCK = 32 * 1024;

    /** Where the blocks go. */
    @FunctionalInterface
    interface Sink {
        void write(byte[] block, int length) throws IOException;
    }

    private final Sink sink;
    private final byte[] block = new byte[BLOCK];
    private int filled;

    private DataEncoder(Sink sink) {
        this.sink = sink;
    }

    /** Writes all of it but the final dot: that is {@link #END}. */
    static void encode(byte[] content, Sink sink) throws IOException {
        DataEncoder encoder = new DataEncoder(sink);
        encoder.lines(content);
        encoder.flush();
    }

    /** The final dot, to follow the last line. */
    static final byte[] END = {'.', '\r', '\n'};

    private void lines(byte[] content) throws IOException {
        boolean lineStart = true;
        for (int i = 0; i < content.length; i++) {
            byte b = content[i];
            if (b == '\r' || b == '\n') {
                if (b == '\r' && i + 1 < content.length && content[i + 1] == '\n') {
                    i++;
                }
                put((byte) '\r');
                put((byte) '\n');
                lineStart = true;
                continue;
            }
            if (lineStart && b == '.') {
                put((byte) '.');
            }
            put(b);
            lineStart = false;
        }
        if (!lineStart) {
            put((byte) '\r');
            put((byte) '\n');
        }
    }

    private void put(byte b) throws IOException {
        if (filled == BLOCK) {
            flush();
        }
        block[filled++] = b;
    }

    private void flush() throws IOException {
        if (filled > 0) {
            sink.write(block, filled);
            filled = 0;
        }
    }

    /** The octets of the message as RFC 1870 counts them: with CRLF, without the doubled dots. */
    static long size(byte[] content) {
        long size = content.length;
        for (int i = 0; i < content.length; i++) {
            boolean lone =
                    switch (content[i]) {
                        case '\n' -> i == 0 || content[i - 1] != '\r';
                        case '\r' -> i + 1 == content.length || content[i + 1] != '\n';
                        default -> false;
                    };
            size += lone ? 1 : 0;
        }
        boolean ended =
                content.length > 0
                        && (content[content.length - 1] == '\n'
                                || content[content.length - 1] == '\r');
        return ended || content.length == 0 ? size : size + 2;
    }
}
