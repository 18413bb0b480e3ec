package io.mailyard.smtp;

import java.io.IOException;

/**
 * Writes a message as it stands after DATA (RFC 5321 sections 2.3.8 and 4.5.2): every line ends in
 * CRLF, a line that starts with a dot gets a second one. A lone CR or LF never reaches the wire, so
 * nothing in a message can end it early.
 */
final class DataEncoder {
    private static final byte[] LINE_END = {'\r', '\n'};
    private static final byte[] DOT = {'.'};

    /** Where the octets go. */
    @FunctionalInterface
    interface Sink {
        void put(byte[] bytes, int from, int to) throws IOException;
    }

    private final Sink sink;
    private boolean lineStart = true;
    private boolean afterCr;

    private DataEncoder(Sink sink) {
        this.sink = sink;
    }

    /** The final dot, to follow the last line. */
    static final byte[] END = {'.', '\r', '\n'};

    /** Writes all of it but the final dot: that is {@link #END}. */
    static void encode(Content content, Sink sink) throws IOException {
        DataEncoder encoder = new DataEncoder(sink);
        for (Content.Part part : content.parts()) {
            encoder.part(part.bytes(), part.from(), part.to());
        }
        if (!encoder.lineStart) {
            sink.put(LINE_END, 0, 2);
        }
    }

    /** Whole runs are put at once: lines that stand as they should are not looked at twice. */
    private void part(byte[] bytes, int from, int to) throws IOException {
        int run = from;
        for (int i = from; i < to; i++) {
            byte b = bytes[i];
            if (b > '.' || b < 0) {
                lineStart = false;
                afterCr = false;
            } else if (b == '\n' && afterCr) {
                // The CRLF was put at its CR.
                sink.put(bytes, run, i);
                run = i + 1;
                afterCr = false;
            } else if (b == '\r' || b == '\n') {
                if (b == '\r' && i + 1 < to && bytes[i + 1] == '\n') {
                    i++;
                    afterCr = false;
                } else {
                    sink.put(bytes, run, i);
                    sink.put(LINE_END, 0, 2);
                    run = i + 1;
                    afterCr = b == '\r';
                }
                lineStart = true;
            } else {
                if (b == '.' && lineStart) {
                    sink.put(bytes, run, i);
                    sink.put(DOT, 0, 1);
                    run = i;
                }
                lineStart = false;
                afterCr = false;
            }
        }
        sink.put(bytes, run, to);
    }
}
