package io.mailyard.submission;

import io.mailyard.base.VisibleText;
import java.util.List;

/**
 * An answer to a client.
 *
 * @param lines the words after the code, an enhanced status code (RFC 2034) among them
 * @param closes whether the session ends with it, after 421 where it is another code
 */
record Reply(int code, List<String> lines, boolean closes) {
    /** Nothing is said. */
    static final Reply NONE = new Reply(0, List.of());

    Reply(int code, List<String> lines) {
        this(code, lines, code == 221 || code == 421);
    }

    Reply {
        lines = List.copyOf(lines);
    }

    /**
     * One line.
     *
     * @param words status code first, such as {@code 2.1.0 sender taken}
     */
    static Reply of(int code, String words) {
        return new Reply(code, List.of(words));
    }

    /** The same, with which the session ends. */
    Reply closing() {
        return new Reply(code, lines, true);
    }

    /** Whether it says by itself that the connection ends. */
    boolean last() {
        return code == 221 || code == 421;
    }

    /** Whether it counts against the client. */
    boolean refuses() {
        return code >= 500;
    }

    /** As it goes over the wire. */
    String text() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < lines.size(); i++) {
            char separator = i == lines.size() - 1 ? ' ' : '-';
            text.append(code).append(separator).append(VisibleText.of(lines.get(i))).append("\r\n");
        }
        return text.toString();
    }
}
