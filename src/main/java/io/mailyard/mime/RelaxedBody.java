package io.mailyard.mime;

/**
 * Canonicalizes a body for its hash (RFC 6376 section 3.4.4): white space within a line becomes one
 * space, that at its end and empty lines at the end are dropped. Any line end counts as CRLF, which
 * it becomes when sent.
 */
final class RelaxedBody {
    private static final int BLOCK = 4096;

    /** Receives the octets. */
    @FunctionalInterface
    interface BodySink {
        void take(byte[] bytes, int from, int length);
    }

    private final BodySink sink;
    private final byte[] block = new byte[BLOCK];
    private int filled;
    private boolean space;
    private boolean inLine;
    private long emptyLines;

    RelaxedBody(BodySink sink) {
        this.sink = sink;
    }

    RelaxedBody take(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            byte b = bytes[i];
            if (b == '\r' || b == '\n') {
                if (b == '\r' && i + 1 < to && bytes[i + 1] == '\n') {
                    i++;
                }
                endLine();
            } else if (b == ' ' || b == '\t') {
                space = true;
            } else {
                text(b);
            }
        }
        return this;
    }

    private void text(byte b) {
        while (emptyLines > 0) {
            put((byte) '\r');
            put((byte) '\n');
            emptyLines--;
        }
        if (space) {
            put((byte) ' ');
            space = false;
        }
        put(b);
        inLine = true;
    }

    private void endLine() {
        space = false;
        if (inLine) {
            put((byte) '\r');
            put((byte) '\n');
            inLine = false;
        } else {
            emptyLines++;
        }
    }

    /** Ends the last line, which gets a line end when sent even if it has none here. */
    void end() {
        if (inLine) {
            endLine();
        }
        sink.take(block, 0, filled);
        filled = 0;
    }

    private void put(byte b) {
        if (filled == BLOCK) {
            sink.take(block, 0, filled);
            filled = 0;
        }
        block[filled++] = b;
    }
}
