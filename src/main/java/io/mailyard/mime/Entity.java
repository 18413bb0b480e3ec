package io.mailyard.mime;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A message or a part of one (RFC 2045 section 2.4): its header, and its body, which may have parts
 * of its own.
 */
final class Entity {
    static final String ENCODING = "Content-Transfer-Encoding";

    private static final Pattern BOUNDARY =
            Pattern.compile(
                    ";\\s*boundary\\s*=\\s*(?:\"([^\"]{1,200})\"|([^\\s;\"]{1,200}))",
                    Pattern.CASE_INSENSITIVE);

    private static final byte[] CLOSING = {'-', '-'};

    private final byte[] octets;
    private final HeaderSection header;
    private final String contentType;
    private final String type;

    private Entity(byte[] octets, HeaderSection header, String contentType, String type) {
        this.octets = octets;
        this.header = header;
        this.contentType = contentType;
        this.type = type;
    }

    /**
     * Parses an entity.
     *
     * @param usual the media type if the entity has none
     */
    static Entity of(byte[] octets, String usual) {
        HeaderSection header = HeaderSection.of(octets);
        String content = header.value("Content-Type").orElse(usual).replaceAll("[\r\n]+", " ");
        String type = content.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return new Entity(octets, header, content, type);
    }

    byte[] octets() {
        return octets;
    }

    HeaderSection header() {
        return header;
    }

    /** The value of Content-Type on one line. */
    String contentType() {
        return contentType;
    }

    /** The media type, for example {@code text/html}, in lower case. */
    String type() {
        return type;
    }

    boolean isMultipart() {
        return type.startsWith("multipart/");
    }

    byte[] body() {
        return Arrays.copyOfRange(octets, header.body(), octets.length);
    }

    /** The declared encoding of its body; empty if it is unknown. */
    Optional<TransferEncoding> encoding() {
        return TransferEncoding.of(header.value(ENCODING).orElse("7bit"));
    }

    /** The start of the lines between its parts; empty if it declares no boundary. */
    Optional<byte[]> delimiter() {
        Matcher boundary = BOUNDARY.matcher(contentType);
        if (!boundary.find()) {
            return Optional.empty();
        }
        String quoted = boundary.group(1);
        String text = quoted == null ? boundary.group(2) : quoted.stripTrailing();
        return Optional.of(("--" + text).getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Writes the body of a multipart. The line end before a delimiter belongs to it (RFC 2046
     * section 5.1.1).
     *
     * @param part returns the replacement of a part
     * @param aside returns the replacement of delimiters and of text outside the parts
     */
    void writeParts(
            byte[] delimiter,
            UnaryOperator<byte[]> part,
            UnaryOperator<byte[]> aside,
            ByteArrayOutputStream out) {
        int start = -1;
        int done = header.body();
        boolean closed = false;
        int line = done;
        while (line < octets.length && !closed) {
            int next = nextLine(line);
            if (isDelimiter(line, delimiter, beforeLineEnd(next))) {
                if (start >= 0) {
                    int end = Math.max(start, beforeLineEnd(line));
                    out.writeBytes(part.apply(Arrays.copyOfRange(octets, start, end)));
                    done = end;
                }
                out.writeBytes(aside.apply(Arrays.copyOfRange(octets, done, next)));
                done = next;
                closed = startsWith(line + delimiter.length, CLOSING);
                start = next;
            }
            line = next;
        }
        boolean open = start >= 0 && !closed;
        byte[] rest = Arrays.copyOfRange(octets, done, octets.length);
        out.writeBytes((open ? part : aside).apply(rest));
    }

    /**
     * Whether the whole line is the delimiter: {@code --b} does not match parts within whose
     * boundary is {@code b1}.
     */
    private boolean isDelimiter(int line, byte[] delimiter, int end) {
        if (!startsWith(line, delimiter)) {
            return false;
        }
        int at = line + delimiter.length;
        at += startsWith(at, CLOSING) ? 2 : 0;
        while (at < end && (octets[at] == ' ' || octets[at] == '\t')) {
            at++;
        }
        return at >= end;
    }

    private int nextLine(int from) {
        int at = from;
        while (at < octets.length && octets[at] != '\n') {
            at++;
        }
        return Math.min(octets.length, at + 1);
    }

    private int beforeLineEnd(int line) {
        int end = line;
        end -= end > 0 && octets[end - 1] == '\n' ? 1 : 0;
        end -= end > 0 && end < line && octets[end - 1] == '\r' ? 1 : 0;
        return end;
    }

    private boolean startsWith(int from, byte[] with) {
        int to = from + with.length;
        return to <= octets.length && Arrays.equals(octets, from, to, with, 0, with.length);
    }
}
