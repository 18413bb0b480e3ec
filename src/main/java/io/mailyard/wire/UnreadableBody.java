package io.mailyard.wire;

/**
 * A body that is not well-formed JSON or XML, or exceeds a limit that no call needs to exceed: HTTP
 * 400 whatever {@code api.http-status} says, since no call was reached. The message describes the
 * fault and its place; it does not repeat values, which may be secret.
 */
public final class UnreadableBody extends RuntimeException {
    private final int line;
    private final int column;

    /** Creates a fault at a line and column, both from 1. */
    UnreadableBody(WireFormat format, String what, int line, int column) {
        super(
                "The body cannot be read as "
                        + format
                        + ": "
                        + what
                        + " (line "
                        + line
                        + ", column "
                        + column
                        + ")",
                null,
                false,
                false);
        this.line = line;
        this.column = column;
    }

    /** The text of {@code error_text}. */
    public String text() {
        return String.valueOf(getMessage());
    }

    int line() {
        return line;
    }

    int column() {
        return column;
    }

    /** Creates a fault at a byte of the body; the column counts characters. */
    static UnreadableBody at(WireFormat format, String what, byte[] body, long offset) {
        int end = Math.clamp(offset, 0, body.length);
        int line = 1;
        int column = 1;
        for (int i = Utf8.afterMark(body); i < end; i++) {
            if (body[i] == '\n') {
                line++;
                column = 1;
            } else if (!Utf8.continues(body[i])) {
                column++;
            }
        }
        return new UnreadableBody(format, what, line, column);
    }
}
