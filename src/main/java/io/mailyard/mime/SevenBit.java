package io.mailyard.mime;

import io.mailyard.mime.HeaderSection.HeaderField;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;

/**
 * Converts messages for hosts that accept only seven bits: headers by {@link AsciiHeader}, bodies
 * to quoted-printable (text) or base64. ASCII parts keep every octet, so an ASCII message is not
 * changed at all. A multipart and a {@code message} must not be encoded themselves (RFC 2045
 * section 6.4, RFC 2046 section 5.2), so their content is. The exceptions are the {@code
 * message/global-...} of RFC 6533.
 */
public final class SevenBit {
    /** Maximum depth of entities; real mail has three or four. */
    private static final int MAX_DEPTH = 30;

    /** Types whose body is a message. */
    private static final Set<String> ENCLOSING =
            Set.of("message/rfc822", "message/global", "message/news");

    /**
     * Types whose body consists of header fields (RFC 3464, RFC 3886, RFC 5965, RFC 8098), or
     * begins with them (RFC 2046 section 5.2.3, whose body after the fields nobody reads).
     */
    private static final Set<String> FIELDS =
            Set.of(
                    "message/delivery-status",
                    "message/tracking-status",
                    "message/feedback-report",
                    "message/disposition-notification",
                    "message/external-body");

    private SevenBit() {}

    /** Whether only a host with SMTPUTF8 can receive an address in the header. */
    public static boolean addressNeedsUtf8(byte[] message, HeaderSection header) {
        return AsciiHeader.beyondAscii(message, 0, header.end())
                && AsciiHeader.addressNeedsUtf8(message, header);
    }

    /** The message with its header in ASCII and its body unchanged. */
    public static byte[] header(byte[] message) {
        HeaderSection header = HeaderSection.of(message);
        if (!AsciiHeader.beyondAscii(message, 0, header.end())) {
            return message;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(message.length + 1024);
        AsciiHeader.write(message, 0, header, out);
        out.write(message, header.end(), message.length - header.end());
        return out.toByteArray();
    }

    /** The message in ASCII, header and body. */
    public static byte[] message(byte[] message) {
        return entity(message, "text/plain", 0);
    }

    private static byte[] entity(byte[] octets, String usual, int depth) {
        if (!AsciiHeader.beyondAscii(octets, 0, octets.length)) {
            return octets;
        }
        Entity entity = Entity.of(octets, usual);
        HeaderSection header = entity.header();
        ByteArrayOutputStream out = new ByteArrayOutputStream(octets.length * 3 / 2);
        if (!AsciiHeader.beyondAscii(octets, header.body(), octets.length)) {
            AsciiHeader.write(octets, 0, header, out);
            out.write(octets, header.end(), octets.length - header.end());
            return out.toByteArray();
        }
        Optional<byte[]> delimiter =
                entity.delimiter()
                        .filter(bytes -> !AsciiHeader.beyondAscii(bytes, 0, bytes.length));
        boolean nests = depth < MAX_DEPTH;
        if (nests && entity.isMultipart() && delimiter.isPresent()) {
            head(entity, out);
            String inner =
                    entity.type().equals("multipart/digest") ? "message/rfc822" : "text/plain";
            entity.writeParts(
                    delimiter.get(),
                    part -> entity(part, inner, depth + 1),
                    aside -> AsciiHeader.masked(aside, 0, aside.length),
                    out);
        } else if (isEncoded(entity)) {
            leaf(entity, depth, out);
        } else if (nests && ENCLOSING.contains(entity.type())) {
            head(entity, out);
            out.writeBytes(entity(entity.body(), "text/plain", depth + 1));
        } else if (FIELDS.contains(entity.type())) {
            head(entity, out);
            fields(octets, header.body(), out);
        } else {
            leaf(entity, depth, out);
        }
        return out.toByteArray();
    }

    /** Whether the body is declared as encoded, which not every type allows. */
    private static boolean isEncoded(Entity entity) {
        return entity.encoding()
                .filter(encoding ->
                        encoding == TransferEncoding.QUOTED_PRINTABLE
                                || encoding == TransferEncoding.BASE64)
                .isPresent();
    }

    private static void leaf(Entity entity, int depth, ByteArrayOutputStream out) {
        Optional<String> other = isEncoded(entity) ? Optional.empty() : otherType(entity.type());
        other.ifPresent(type -> line(out, "Content-Type: " + type));
        Charset legacy = AsciiHeader.legacy(entity.header());
        for (HeaderField field : entity.header().fields()) {
            boolean dropped =
                    field.is(Entity.ENCODING) || (other.isPresent() && field.is("Content-Type"));
            if (!dropped) {
                AsciiHeader.write(entity.octets(), field, legacy, out);
            }
        }
        byte[] written = entity.body();
        TransferEncoding present = entity.encoding().orElse(TransferEncoding.EIGHT_BIT);
        if (present == TransferEncoding.BASE64) {
            // A reader skips characters that are not base64 (RFC 2045 section 6.8).
            out.writeBytes(BodyEncoding.encodingFields(entity, present, depth));
            out.writeBytes(withoutEightBit(written));
            return;
        }
        byte[] raw;
        try {
            raw = present.decode(written);
        } catch (IllegalArgumentException wrong) {
            // It is not encoded as it declares.
            raw = written;
        }
        TransferEncoding target =
                isText(entity, other.orElse(entity.type()), raw)
                        ? TransferEncoding.QUOTED_PRINTABLE
                        : TransferEncoding.BASE64;
        out.writeBytes(BodyEncoding.encodingFields(entity, target, depth));
        out.writeBytes(target.encode(raw));
    }

    private static boolean isText(Entity entity, String type, byte[] raw) {
        boolean text =
                type.startsWith("text/") || type.startsWith("message/") || !type.contains("/");
        return text && TextCharset.hasLines(entity.contentType(), raw);
    }

    /**
     * The type of an entity that must not be encoded and cannot be converted to ASCII otherwise. A
     * multipart or a message that cannot be parsed as its type becomes text (RFC 2045 section 5.2),
     * any other message octets (RFC 2046 section 5.2.4). Empty if its type may be encoded.
     */
    private static Optional<String> otherType(String type) {
        if (type.startsWith("multipart/") || ENCLOSING.contains(type)) {
            return Optional.of("text/plain");
        }
        boolean opaque = type.startsWith("message/") && !type.startsWith("message/global-");
        return opaque ? Optional.of("application/octet-stream") : Optional.empty();
    }

    private static byte[] withoutEightBit(byte[] written) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(written.length);
        for (byte octet : written) {
            if (octet >= 0) {
                out.write(octet);
            }
        }
        return out.toByteArray();
    }

    /** Writes blocks of fields with empty lines between them; masks everything else. */
    private static void fields(byte[] octets, int from, ByteArrayOutputStream out) {
        int done = from;
        while (done < octets.length) {
            HeaderSection block = HeaderSection.from(octets, done);
            AsciiHeader.write(octets, done, block, out);
            out.write(octets, block.end(), block.body() - block.end());
            done = block.body();
        }
    }

    /**
     * Writes the fields and the empty line; replaces a declared encoding that allows more than
     * ASCII.
     */
    private static void head(Entity entity, ByteArrayOutputStream out) {
        Charset legacy = AsciiHeader.legacy(entity.header());
        for (HeaderField field : entity.header().fields()) {
            if (field.is(Entity.ENCODING)) {
                line(out, Entity.ENCODING + ": 7bit");
            } else if (field.is("Content-Type") && entity.type().equals("message/global")) {
                line(out, "Content-Type: message/rfc822");
            } else {
                AsciiHeader.write(entity.octets(), field, legacy, out);
            }
        }
        line(out, "");
    }

    private static void line(ByteArrayOutputStream out, String text) {
        out.writeBytes((text + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }
}
