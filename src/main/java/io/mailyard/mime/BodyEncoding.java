package io.mailyard.mime;

import io.mailyard.mime.HeaderSection.Field;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes the text parts of a message in another transfer encoding (RFC 2045 section 6). What is no
 * text, what is signed or encrypted as it stands, and what cannot be read stays as it is.
 */
public final class BodyEncoding {
    /** Multiparts within each other; real mail has three or four. */
    private static final int MAX_DEPTH = 20;

    private static final Pattern BOUNDARY =
            Pattern.compile(
                    ";\\s*boundary\\s*=\\s*(?:\"([^\"]{1,200})\"|([^\\s;\"]{1,200}))",
                    Pattern.CASE_INSENSITIVE);

    /** Charsets whose line ends are not single octets. */
    private static final Pattern WIDE =
            Pattern.compile(
                    "charset\\s*=\\s*\"?(?:utf-?16|utf-?32|ucs|iso-10646)",
                    Pattern.CASE_INSENSITIVE);

    private static final String NAME = "Content-Transfer-Encoding";

    private final Function<String, Optional<TransferEncoding>> wanted;

    private BodyEncoding(Function<String, Optional<TransferEncoding>> wanted) {
        this.wanted = wanted;
    }

    /**
     * The message with its text parts encoded as wanted.
     *
     * @param wanted of a media type such as {@code text/html}; empty: as it came. 7bit and 8bit
     *     become quoted-printable where the text does not fit them
     */
    public static byte[] change(
            byte[] message, Function<String, Optional<TransferEncoding>> wanted) {
        return new BodyEncoding(wanted).entity(message, 0);
    }

    private byte[] entity(byte[] entity, int depth) {
        HeaderSection header = HeaderSection.of(entity);
        String content = header.value("Content-Type").orElse("text/plain");
        String type = content.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (type.startsWith("multipart/")) {
            boolean sealed = type.equals("multipart/signed") || type.equals("multipart/encrypted");
            Matcher boundary = BOUNDARY.matcher(content.replaceAll("\r?\n", " "));
            return sealed || depth == MAX_DEPTH || !boundary.find()
                    ? entity
                    : parts(entity, header.body(), boundary(boundary), depth);
        }
        boolean text = type.startsWith("text/") && !WIDE.matcher(content).find();
        return text ? text(entity, header, type, depth) : entity;
    }

    private static byte[] boundary(Matcher found) {
        String quoted = found.group(1);
        return ("--" + (quoted == null ? found.group(2) : quoted.stripTrailing()))
                .getBytes(StandardCharsets.UTF_8);
    }

    /** RFC 2046 section 5.1.1: the line end before a delimiter belongs to it. */
    private byte[] parts(byte[] entity, int body, byte[] delimiter, int depth) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(entity.length + 1024);
        int line = body;
        int part = -1;
        out.write(entity, 0, body);
        while (line < entity.length) {
            int next = nextLine(entity, line);
            boolean delimits =
                    SevenBit.isDelimiter(entity, line, delimiter, beforeLineEnd(entity, next));
            if (delimits) {
                if (part >= 0) {
                    int end = Math.max(part, beforeLineEnd(entity, line));
                    out.writeBytes(entity(Arrays.copyOfRange(entity, part, end), depth + 1));
                    out.write(entity, end, line - end);
                }
                out.write(entity, line, next - line);
                boolean closes = startsWith(entity, line + delimiter.length, new byte[] {'-', '-'});
                if (closes) {
                    out.write(entity, next, entity.length - next);
                    return out.toByteArray();
                }
                part = next;
            } else if (part < 0) {
                out.write(entity, line, next - line);
            }
            line = next;
        }
        if (part >= 0) {
            out.writeBytes(entity(Arrays.copyOfRange(entity, part, entity.length), depth + 1));
        }
        return out.toByteArray();
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

    private byte[] text(byte[] entity, HeaderSection header, String type, int depth) {
        Optional<TransferEncoding> target = wanted.apply(type);
        Optional<TransferEncoding> present = TransferEncoding.of(header.value(NAME).orElse("7bit"));
        boolean empty = header.body() >= entity.length;
        if (target.isEmpty() || present.isEmpty() || empty) {
            return entity;
        }
        byte[] raw;
        try {
            raw = present.get().decode(Arrays.copyOfRange(entity, header.body(), entity.length));
        } catch (IllegalArgumentException unreadable) {
            return entity;
        }
        TransferEncoding fitting = target.get().fitting(raw);
        if (fitting == present.get()) {
            return entity;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(entity.length * 2);
        head(entity, header, fitting, depth, out);
        out.writeBytes(fitting.encode(raw));
        return out.toByteArray();
    }

    private static void head(
            byte[] entity,
            HeaderSection header,
            TransferEncoding encoding,
            int depth,
            ByteArrayOutputStream out) {
        for (Field field : header.fields()) {
            if (!field.is(NAME)) {
                out.write(entity, field.from(), field.to() - field.from());
            }
        }
        if (depth == 0 && header.value("MIME-Version").isEmpty()) {
            line(out, "MIME-Version: 1.0");
        }
        line(out, NAME + ": " + encoding.word());
        line(out, "");
    }

    private static void line(ByteArrayOutputStream out, String text) {
        out.writeBytes((text + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }
}
