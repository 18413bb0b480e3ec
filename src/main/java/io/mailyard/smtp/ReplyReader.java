package io.mailyard.smtp;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads replies within bounds. */
final class ReplyReader {
    /** Kept octets of a line: RFC 5321 section 4.5.3.1.5 allows 512, and some hosts send more. */
    static final int MAX_LINE = 2048;

    /** Maximum lines: an EHLO reply has about a dozen lines. */
    static final int MAX_LINES = 100;

    /** Octets read of one reply, most of which may be dropped. */
    static final int MAX_REPLY = 32 * 1024;

    /** A reply that exceeded the bounds; its beginning is known. */
    static final class ReplyTooLong extends ProtocolException {
        private static final long serialVersionUID = 1;

        private final transient SmtpReply beginning;

        ReplyTooLong(SmtpReply beginning) {
            super("the host's answer is too long");
            this.beginning = beginning;
        }

        /** Its code and first lines. */
        SmtpReply beginning() {
            return beginning;
        }
    }

    private final InputStream in;
    private final byte[] buffer = new byte[1024];
    private final byte[] line = new byte[MAX_LINE];
    private int next;
    private int end;
    private int octets;
    private boolean cut;

    ReplyReader(InputStream in) {
        this.in = in;
    }

    /**
     * Reads the next reply. A line that is too long is truncated.
     *
     * @throws ReplyTooLong if the reply exceeds the bounds
     * @throws ProtocolException if it is not a valid reply, or too large
     * @throws EOFException if the host closed the connection
     */
    SmtpReply read() throws IOException {
        List<String> lines = new ArrayList<>(1);
        int code = 0;
        octets = 0;
        cut = false;
        while (true) {
            if (lines.size() == MAX_LINES || octets > MAX_REPLY) {
                throw new ReplyTooLong(new SmtpReply(code, List.copyOf(lines)));
            }
            String line = line();
            int lineCode = code(line);
            if (!lines.isEmpty() && lineCode != code) {
                throw new ProtocolException("the host's answer changes its code midway");
            }
            code = lineCode;
            lines.add(line.length() > 4 ? line.substring(4) : "");
            if (cut) {
                throw new ReplyTooLong(new SmtpReply(code, List.copyOf(lines)));
            }
            if (line.length() == 3 || line.charAt(3) == ' ') {
                return new SmtpReply(code, List.copyOf(lines));
            }
        }
    }

    /** Whether the host sent more than was asked for. */
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
            throw new ProtocolException("the host's reply is not valid SMTP: " + start);
        }
        return Integer.parseInt(line.substring(0, 3));
    }

    private static boolean digit(char c) {
        return c >= '0' && c <= '9';
    }

    /** A line without its end, which is LF with or without a preceding CR. */
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
            int part = Math.min(next - start, MAX_LINE - length);
            System.arraycopy(buffer, start, line, length, part);
            length += part;
            octets += next - start;
            if (next < end) {
                next++;
                break;
            }
            if (octets > MAX_REPLY) {
                cut = true;
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
