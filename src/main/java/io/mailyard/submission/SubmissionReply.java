package io.mailyard.submission;

import io.mailyard.base.VisibleText;
import java.util.List;

/**
 * An answer to a client.
 *
 * @param lines the words after the code, an enhanced status code (RFC 2034) among them
 * @param closes whether the session ends with it, after 421 where it is another code
 */
record SubmissionReply(int code, List<String> lines, boolean closes) {
    /** Nothing is said. */
    static final SubmissionReply NONE = new SubmissionReply(0, List.of());

    SubmissionReply(int code, List<String> lines) {
        this(code, lines, code == 221 || code == 421);
    }

    SubmissionReply {
        lines = List.copyOf(lines);
    }

    /**
     * One line.
     *
     * @param words status code first, such as {@code 2.1.0 sender taken}
     */
    static SubmissionReply of(int code, String words) {
        return new SubmissionReply(code, List.of(words));
    }

    /** This reply, after which the session ends. */
    SubmissionReply closing() {
        return new SubmissionReply(code, lines, true);
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
