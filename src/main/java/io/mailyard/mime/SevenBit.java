package io.mailyard.mime;

import io.mailyard.mime.HeaderSection.Field;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Messages for hosts that take less than eight bits: headers as {@link AsciiHeader} writes them,
 * bodies as quoted-printable (text) or base64. What is ASCII already stays octet by octet, so a
 * message of ASCII is not changed at all. A multipart or an enclosed message may not be encoded
 * itself (RFC 2045 section 6.4): what is in it is.
 */
public final class SevenBit {
    /** Entities within each other; real mail has three or four. */
    private static final int MAX_DEPTH = 30;

    private static final String ENCODING = "Content-Transfer-Encoding";

    private static final Pattern BOUNDARY =
            Pattern.compile(
                    ";\\s*boundary\\s*=\\s*(?:\"([^\"]{1,200})\"|([^\\s;\"]{1,200}))",
                    Pattern.CASE_INSENSITIVE);

    private SevenBit() {}

    /** Whether an address in its header can only be told to a host with SMTPUTF8. */
    public static boolean addressNeedsUtf8(byte[] message, HeaderSection header) {
        return AsciiHeader.beyondAscii(message, 0, header.end())
                && AsciiHeader.addressNeedsUtf8(message, header);
    }

    /** The message with its header in ASCII; its body is not touched. */
    public static byte[] header(byte[] message) {
        HeaderSection header = HeaderSection.of(message);
        if (!AsciiHeader.beyondAscii(message, 0, header.end())) {
            return message;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(message.length + 1024);
        AsciiHeader.write(message, header, out);
        out.write(message, header.end(), message.length - header.end());
        return out.toByteArray();
    }

    /** The message in ASCII, header and body. */
    public static byte[] message(byte[] message) {
        return entity(message, "text/plain", 0);
    }

    private static byte[] entity(byte[] entity, String usual, int depth) {
        if (!AsciiHeader.beyondAscii(entity, 0, entity.length)) {
            return entity;
        }
        HeaderSection header = HeaderSection.of(entity);
        String content = header.value("Content-Type").orElse(usual).replaceAll("[\r\n]+", " ");
        String type = content.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        boolean eightBit = AsciiHeader.beyondAscii(entity, header.body(), entity.length);
        ByteArrayOutputStream out = new ByteArrayOutputStream(entity.length * 3 / 2);
        if (!eightBit) {
            AsciiHeader.write(entity, header, out);
            out.write(entity, header.end(), entity.length - header.end());
            return out.toByteArray();
        }
        Matcher boundary = BOUNDARY.matcher(content);
        boolean nests = depth < MAX_DEPTH;
        if (nests && type.startsWith("multipart/") && boundary.find() && isAscii(boundary)) {
            head(entity, header, "7bit", out);
            String inner = type.equals("multipart/digest") ? "message/rfc822" : "text/plain";
            parts(entity, header.body(), delimiter(boundary), inner, depth, out);
        } else if (nests && (type.equals("message/rfc822") || type.equals("message/global"))) {
            head(entity, header, "7bit", out);
            byte[] body = Arrays.copyOfRange(entity, header.body(), entity.length);
            out.writeBytes(entity(body, "text/plain", depth + 1));
        } else {
            leaf(entity, header, type, depth, out);
        }
        return out.toByteArray();
    }

    private static void leaf(
            byte[] entity,
            HeaderSection header,
            String type,
            int depth,
            ByteArrayOutputStream out) {
        TransferEncoding present =
                TransferEncoding.of(header.value(ENCODING).orElse("8bit"))
                        .orElse(TransferEncoding.EIGHT_BIT);
        byte[] body = Arrays.copyOfRange(entity, header.body(), entity.length);
        byte[] raw;
        try {
            raw = present.decode(body);
        } catch (IllegalArgumentException wrong) {
            // It is not what it says that it is.
            raw = TransferEncoding.EIGHT_BIT.decode(body);
        }
        boolean text = type.startsWith("text/") || !type.contains("/") || isComposite(type);
        TransferEncoding target =
                text ? TransferEncoding.QUOTED_PRINTABLE : TransferEncoding.BASE64;
        if (isComposite(type)) {
            // What cannot be read as what it says is text (RFC 2045 section 5.2).
            line(out, "Content-Type: text/plain");
        }
        for (Field field : header.fields()) {
            boolean dropped = field.is(ENCODING) || (isComposite(type) && field.is("Content-Type"));
            if (!dropped) {
                field(entity, header, field, out);
            }
        }
        if (depth == 0 && header.value("MIME-Version").isEmpty()) {
            line(out, "MIME-Version: 1.0");
        }
        line(out, ENCODING + ": " + target.word());
        line(out, "");
        out.writeBytes(target.encode(raw));
    }

    private static boolean isComposite(String type) {
        return type.startsWith("multipart/")
                || type.equals("message/rfc822")
                || type.equals("message/global");
    }

    /** The fields and the empty line; an encoding that names more than ASCII is no longer true. */
    private static void head(
            byte[] entity, HeaderSection header, String encoding, ByteArrayOutputStream out) {
        for (Field field : header.fields()) {
            if (field.is(ENCODING)) {
                line(out, ENCODING + ": " + encoding);
            } else if (field.is("Content-Type") && isGlobal(entity, field)) {
                line(out, "Content-Type: message/rfc822");
            } else {
                field(entity, header, field, out);
            }
        }
        line(out, "");
    }

    private static boolean isGlobal(byte[] entity, Field field) {
        String value =
                new String(
                        entity,
                        field.colon() + 1,
                        field.to() - field.colon() - 1,
                        StandardCharsets.ISO_8859_1);
        return value.strip().toLowerCase(Locale.ROOT).startsWith("message/global");
    }

    private static void field(
            byte[] entity, HeaderSection header, Field field, ByteArrayOutputStream out) {
        if (AsciiHeader.beyondAscii(entity, field.from(), field.to())) {
            AsciiHeader.write(entity, field, AsciiHeader.legacy(header), out);
        } else {
            out.write(entity, field.from(), field.to() - field.from());
        }
    }

    private static boolean isAscii(Matcher boundary) {
        return !EncodedWords.beyondAscii(boundary.group());
    }

    private static byte[] delimiter(Matcher found) {
        String quoted = found.group(1);
        return ("--" + (quoted == null ? found.group(2) : quoted.stripTrailing()))
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** RFC 2046 section 5.1.1: the line end before a delimiter belongs to it. */
    private static void parts(
            byte[] entity,
            int body,
            byte[] delimiter,
            String usual,
            int depth,
            ByteArrayOutputStream out) {
        int line = body;
        int part = -1;
        boolean closed = false;
        while (line < entity.length && !closed) {
            int next = nextLine(entity, line);
            if (isDelimiter(entity, line, delimiter, beforeLineEnd(entity, next))) {
                if (part >= 0) {
                    int end = Math.max(part, beforeLineEnd(entity, line));
                    byte[] inner = Arrays.copyOfRange(entity, part, end);
                    out.writeBytes(entity(inner, usual, depth + 1));
                    out.write(entity, end, line - end);
                } else {
                    aside(entity, body, line, out);
                }
                aside(entity, line, next, out);
                closed = startsWith(entity, line + delimiter.length, new byte[] {'-', '-'});
                part = next;
            }
            line = next;
        }
        if (closed || part < 0) {
            aside(entity, part < 0 ? body : line, entity.length, out);
        } else {
            byte[] inner = Arrays.copyOfRange(entity, part, entity.length);
            out.writeBytes(entity(inner, usual, depth + 1));
        }
    }

    /** What stands outside of the parts, which nobody is shown: a question mark for each octet. */
    private static void aside(byte[] entity, int from, int to, ByteArrayOutputStream out) {
        for (int i = from; i < to; i++) {
            out.write(entity[i] < 0 ? '?' : entity[i]);
        }
    }

    /** The whole line: {@code --b} is none of the parts within, whose boundary is {@code b1}. */
    static boolean isDelimiter(byte[] bytes, int line, byte[] delimiter, int end) {
        if (!startsWith(bytes, line, delimiter)) {
            return false;
        }
        int at = line + delimiter.length;
        at += startsWith(bytes, at, new byte[] {'-', '-'}) ? 2 : 0;
        while (at < end && (bytes[at] == ' ' || bytes[at] == '\t')) {
            at++;
        }
        return at >= end;
    }

    private static int nextLine(byte[] bytes, int from) {
        int at = from;
        while (at < bytes.length && bytes[at] != '\n') {
            at++;
        }
        return Math.min(bytes.length, at + 1);
    }

    private static int beforeLineEnd(byte[] bytes, int line) {
        int end = line;
        end -= end > 0 && bytes[end - 1] == '\n' ? 1 : 0;
        end -= end > 0 && end < line && bytes[end - 1] == '\r' ? 1 : 0;
        return end;
    }

    private static boolean startsWith(byte[] bytes, int from, byte[] with) {
        int to = from + with.length;
        return to <= bytes.length && Arrays.equals(bytes, from, to, with, 0, with.length);
    }

    private static void line(ByteArrayOutputStream out, String text) {
        out.writeBytes((text + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }
}
