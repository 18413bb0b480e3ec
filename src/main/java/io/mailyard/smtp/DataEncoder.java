package io.mailyard.smtp;

import java.io.IOException;

/**
 * Writes a message in the form required after DATA (RFC 5321 sections 2.3.8 and 4.5.2): every line
 * ends in CRLF, and a line starting with a dot gets another one. No lone CR or LF is sent, so no
 * content can end the message early.
 */
final class DataEncoder {
    private static final byte[] LINE_END = {'\r', '\n'};
    private static final byte[] DOT = {'.'};

    /** Receives the octets. */
    @FunctionalInterface
    interface OctetSink {
        void put(byte[] bytes, int from, int to) throws IOException;
    }

    private final OctetSink sink;
    private boolean lineStart = true;
    private boolean afterCr;

    private DataEncoder(OctetSink sink) {
        this.sink = sink;
    }

    /** The final dot after the last line. */
    static final byte[] END = {'.', '\r', '\n'};

    /** Writes everything except the final dot, which is {@link #END}. */
    static void encode(Content content, OctetSink sink) throws IOException {
        DataEncoder encoder = new DataEncoder(sink);
        for (Content.ContentPart part : content.parts()) {
            encoder.part(part.bytes(), part.from(), part.to());
        }
        if (!encoder.lineStart) {
            sink.put(LINE_END, 0, 2);
        }
    }

    /** Writes runs of correct lines at once. */
    private void part(byte[] bytes, int from, int to) throws IOException {
        int run = from;
        for (int i = from; i < to; i++) {
            byte b = bytes[i];
            if (b > '.' || b < 0) {
                lineStart = false;
                afterCr = false;
            } else if (b == '\n' && afterCr) {
                // The CRLF was written at its CR.
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
