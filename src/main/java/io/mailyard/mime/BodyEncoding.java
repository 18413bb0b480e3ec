package io.mailyard.mime;

import io.mailyard.mime.HeaderSection.HeaderField;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Changes the transfer encoding of a message's text parts (RFC 2045 section 6). Parts that are not
 * text, that are signed or encrypted, or that cannot be parsed are unchanged.
 */
public final class BodyEncoding {
    /** Maximum depth of multiparts; real mail has three or four. */
    private static final int MAX_DEPTH = 20;

    private final Function<String, Optional<TransferEncoding>> wanted;

    private BodyEncoding(Function<String, Optional<TransferEncoding>> wanted) {
        this.wanted = wanted;
    }

    /**
     * The message with its text parts in the wanted encoding.
     *
     * @param wanted the encoding for a media type such as {@code text/html}; empty: unchanged. 7bit
     *     and 8bit become quoted-printable if the text does not fit them
     */
    public static byte[] change(
            byte[] message, Function<String, Optional<TransferEncoding>> wanted) {
        return new BodyEncoding(wanted).changed(message, 0);
    }

    private byte[] changed(byte[] octets, int depth) {
        Entity entity = Entity.of(octets, "text/plain");
        if (entity.isMultipart()) {
            boolean sealed =
                    entity.type().equals("multipart/signed")
                            || entity.type().equals("multipart/encrypted");
            Optional<byte[]> delimiter = entity.delimiter();
            return sealed || depth == MAX_DEPTH || delimiter.isEmpty()
                    ? octets
                    : parts(entity, delimiter.get(), depth);
        }
        boolean text =
                entity.type().startsWith("text/") && TextCharset.hasLines(entity.contentType());
        return text ? text(entity, depth) : octets;
    }

    private byte[] parts(Entity entity, byte[] delimiter, int depth) {
        byte[] octets = entity.octets();
        ByteArrayOutputStream out = new ByteArrayOutputStream(octets.length + 1024);
        out.write(octets, 0, entity.header().body());
        entity.writeParts(
                delimiter, part -> changed(part, depth + 1), UnaryOperator.identity(), out);
        return out.toByteArray();
    }

    private byte[] text(Entity entity, int depth) {
        byte[] octets = entity.octets();
        Optional<TransferEncoding> target = wanted.apply(entity.type());
        Optional<TransferEncoding> present = entity.encoding();
        boolean empty = entity.header().body() >= octets.length;
        if (target.isEmpty() || present.isEmpty() || empty) {
            return octets;
        }
        byte[] raw;
        try {
            raw = TransferEncoding.lines(present.get().decode(entity.body()));
        } catch (IllegalArgumentException unreadable) {
            return octets;
        }
        TransferEncoding fitting = target.get().fitting(raw);
        if (fitting == present.get()) {
            return octets;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(octets.length * 2);
        for (HeaderField field : entity.header().fields()) {
            if (!field.is(Entity.ENCODING)) {
                out.write(octets, field.from(), field.to() - field.from());
            }
        }
        out.writeBytes(encodingFields(entity, fitting, depth));
        out.writeBytes(fitting.encode(raw));
        return out.toByteArray();
    }

    /**
     * The end of a header whose body is encoded, with the empty line.
     *
     * @param depth 0: the header of a message, which has MIME-Version
     */
    static byte[] encodingFields(Entity entity, TransferEncoding encoding, int depth) {
        boolean bare = depth == 0 && entity.header().value("MIME-Version").isEmpty();
        String fields =
                (bare ? "MIME-Version: 1.0\r\n" : "")
                        + Entity.ENCODING
                        + ": "
                        + encoding.word()
                        + "\r\n\r\n";
        return fields.getBytes(StandardCharsets.US_ASCII);
    }
}
