package io.mailyard.smtp;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads answers within bounds. */
final class ReplyReader {
    /** RFC 5321 section 4.5.3.1.5 says 512; some hosts write more. */
    static final int MAX_LINE = 2048;

    /** An EHLO answer has some dozen lines; nothing sensible has a hundred. */
    static final int MAX_LINES = 100;

    /** All lines of one answer. */
    static final int MAX_REPLY = 32 * 1024;

    private final InputStream in;
    private final byte[] buffer = new byte[1024];
    private final byte[] line = new byte[MAX_LINE];
    private int next;
    private int end;

    ReplyReader(InputStream in) {
        this.in = in;
    }

    /**
     * The next answer.
     *
     * @throws ProtocolException where it is none, or too large
     * @throws EOFException where the host has closed the connection
     */
    SmtpReply read() throws IOException {
        List<String> lines = new ArrayList<>(1);
        int code = 0;
        int total = 0;
        while (true) {
            String line = line();
            total += line.length();
            if (lines.size() == MAX_LINES || total > MAX_REPLY) {
                throw new ProtocolException("the host's answer is too long");
            }
            int lineCode = code(line);
            if (!lines.isEmpty() && lineCode != code) {
                throw new ProtocolException("the host's answer changes its code midway");
            }
            code = lineCode;
            lines.add(line.length() > 4 ? line.substring(4) : "");
            if (line.length() == 3 || line.charAt(3) == ' ') {
                return new SmtpReply(code, List.copyOf(lines));
            }
        }
    }

    /** Whether the host has said more than was asked for. */
    boolean hasMore() throws IOException {
        return next < end || in.available() > 0;
    }

    private static int code(String line) throws ProtocolException {
        boolean formed =
                line.length() >= 3
                        && line.charAt(0) >= '2'
                        && line.charAt(0) <= '5'
                        && digit(line.charAt(1))
                        && digit(line.charAt(2))
                        && (line.length() == 3 || line.charAt(3) == ' ' || line.charAt(3) == '-');
        if (!formed) {
            String start = line.length() > 60 ? line.substring(0, 60) + "…" : line;
            throw new ProtocolException("the host's answer is no SMTP: " + start);
        }
        return Integer.parseInt(line.substring(0, 3));
    }

    private static boolean digit(char c) {
        return c >= '0' && c <= '9';
    }

    /** A line without its end, which is LF with or without a CR before it. */
    private String line() throws IOException {
        int length = 0;
        while (true) {
            if (next == end) {
                fill();
            }
            int start = next;
            while (next < end && buffer[next] != '\n') {
                next++;
            }
            int part = next - start;
            if (length + part > MAX_LINE) {
                throw new ProtocolException("the host's answer has too long a line");
            }
            System.arraycopy(buffer, start, line, length, part);
            length += part;
            if (next < end) {
                next++;
                break;
            }
        }
        if (length > 0 && line[length - 1] == '\r') {
            length--;
        }
        return printable(length);
    }

    private void fill() throws IOException {
        end = Math.max(0, in.read(buffer));
        next = 0;
        if (end == 0) {
            throw new EOFException("the host closed the connection");
        }
    }

    private String printable(int length) {
        boolean plain = true;
        for (int i = 0; i < length; i++) {
            plain &= line[i] >= ' ' && line[i] < 127;
        }
        if (plain) {
            return new String(line, 0, length, StandardCharsets.ISO_8859_1);
        }
        String raw = new String(line, 0, length, StandardCharsets.UTF_8);
        StringBuilder text = new StringBuilder(raw.length());
        raw.chars().forEach(c -> text.append(Character.isISOControl(c) ? '?' : (char) c));
        return text.toString();
    }
}
