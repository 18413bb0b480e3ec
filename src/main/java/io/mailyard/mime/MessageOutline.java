package io.mailyard.mime;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/**
 * Reads a message of any size for a person who looks at it: its header, its first text and HTML,
 * and a list of its attachments, each within a limit. Takes memory for these alone.
 */
public final class MessageOutline {
    /** Octets of the header that are kept. */
    private static final int MAX_HEADER = 64 * 1024;

    /** Octets of a text that are kept, as they are encoded in the message. */
    private static final int MAX_TEXT = 1024 * 1024;

    private static final int MAX_DEPTH = 20;
    private static final int MAX_ATTACHMENTS = 200;

    /**
     * Parts that are looked into, which takes some 30 ms: a message of 50 MB can have a million.
     */
    private static final int MAX_PARTS = 10_000;

    private static final int MAX_LINE = 16 * 1024;

    /** An attachment; octets are those of its content, decoded. */
    public record AttachmentOutline(String name, String type, long octets) {}

    /**
     * A text of a message.
     *
     * @param cut whether it is longer than what is kept
     */
    public record TextOutline(String text, boolean cut) {
        static final TextOutline NONE = new TextOutline("", false);
    }

    private final InputStream in;
    private final byte[] line = new byte[MAX_LINE];
    private final byte[] buffer = new byte[MAX_LINE];
    private int next;
    private int end;
    private int length;
    private boolean lineEnds;

    private final List<String> boundaries = new ArrayList<>();
    private final List<AttachmentOutline> attachments = new ArrayList<>();
    private TextOutline header = TextOutline.NONE;
    private TextOutline text = TextOutline.NONE;
    private TextOutline html = TextOutline.NONE;
    private boolean more;
    private int parts;
    private boolean hasText;
    private boolean hasHtml;

    /** Whether the last delimiter ended its multipart. */
    private boolean closing;

    private MessageOutline(InputStream in) {
        this.in = in;
    }

    /** Reads a message to its end, or to its last part that is looked into. */
    public static MessageOutline of(InputStream in) throws IOException {
        MessageOutline outline = new MessageOutline(in);
        outline.entity(0, "");
        return outline;
    }

    /** The header as it is written, with encoded words decoded in no place. */
    public TextOutline header() {
        return header;
    }

    /** The first plain text; empty if there is none. */
    public TextOutline text() {
        return text;
    }

    /** The first HTML; empty if there is none. */
    public TextOutline html() {
        return html;
    }

    /**
     * Attachments in the message's order, at most 200; {@link #hasMore} says if there are others.
     */
    public List<AttachmentOutline> attachments() {
        return attachments;
    }

    /** Whether it has more attachments than are listed, or more parts than are looked into. */
    public boolean hasMore() {
        return more;
    }

    /** Reads an entity up to a delimiter; returns the index of its boundary, or -1 at the end. */
    private int entity(int depth, String usual) throws IOException {
        parts++;
        if (parts > MAX_PARTS) {
            more = true;
            return -1;
        }
        String head = head();
        if (depth == 0) {
            header = new TextOutline(head, head.length() >= MAX_HEADER);
        }
        String type = MimeField.value(head, "Content-Type");
        String kind = MimeField.first(type).toLowerCase(Locale.ROOT);
        kind = kind.isEmpty() ? usual.isEmpty() ? "text/plain" : usual : kind;
        String boundary = MimeField.parameter(type, "boundary");
        if (kind.startsWith("multipart/") && !boundary.isEmpty() && depth < MAX_DEPTH) {
            return multipart(depth, kind, boundary);
        }
        return leaf(head, type, kind);
    }

    private int multipart(int depth, String kind, String boundary) throws IOException {
        boundaries.add(boundary);
        int own = boundaries.size() - 1;
        int met = skip();
        while (met == own && !closing) {
            met = entity(depth + 1, kind.equals("multipart/digest") ? "message/rfc822" : "");
        }
        boundaries.removeLast();
        return met == own ? skip() : met;
    }

    private int skip() throws IOException {
        while (readLine()) {
            int met = delimiter();
            if (met >= 0) {
                return met;
            }
        }
        return -1;
    }

    private int leaf(String head, String type, String kind) throws IOException {
        String disposition = MimeField.value(head, "Content-Disposition");
        String name = MimeField.fileName(disposition, type);
        boolean attached =
                MimeField.first(disposition).equalsIgnoreCase("attachment") || !name.isEmpty();
        boolean plain = kind.equals("text/plain") && !attached && !hasText;
        boolean rich = kind.equals("text/html") && !attached && !hasHtml;
        String encoding = MimeField.first(MimeField.value(head, "Content-Transfer-Encoding"));
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        boolean cut = false;
        long octets = 0;
        int met = -1;
        boolean begins = true;
        while (readLine()) {
            met = begins ? delimiter() : -1;
            if (met >= 0) {
                break;
            }
            begins = lineEnds;
            octets += encoding.equalsIgnoreCase("base64") ? letters() : length;
            if (plain || rich) {
                int room = Math.min(length, MAX_TEXT - kept.size());
                kept.write(line, 0, room);
                cut |= room < length;
            }
        }
        if (plain) {
            hasText = true;
            text = new TextOutline(decoded(kept.toByteArray(), encoding, type), cut);
        } else if (rich) {
            hasHtml = true;
            html = new TextOutline(decoded(kept.toByteArray(), encoding, type), cut);
        } else if (attachments.size() < MAX_ATTACHMENTS) {
            boolean base64 = encoding.equalsIgnoreCase("base64");
            attachments.add(new AttachmentOutline(name, kind, base64 ? octets * 3 / 4 : octets));
        } else {
            more = true;
        }
        return met;
    }

    private int letters() {
        int letters = 0;
        for (int i = 0; i < length; i++) {
            letters += line[i] > ' ' && line[i] != '=' ? 1 : 0;
        }
        return letters;
    }

    private static String decoded(byte[] written, String encoding, String type) {
        byte[] octets = written;
        try {
            octets =
                    TransferEncoding.of(encoding)
                            .map(known -> known.decode(written))
                            .orElse(written);
        } catch (IllegalArgumentException malformed) {
            octets = cutBase64(written);
        }
        return new String(octets, MimeField.charset(type));
    }

    /** Decodes what can be decoded of base64 that ends within a group of four. */
    private static byte[] cutBase64(byte[] written) {
        String letters =
                new String(written, StandardCharsets.ISO_8859_1).replaceAll("[^A-Za-z0-9+/]", "");
        return Base64.getDecoder().decode(letters.substring(0, letters.length() / 4 * 4));
    }

    private String head() throws IOException {
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        boolean begins = true;
        while (readLine()) {
            if (begins && (length == 0 || line[0] == '\n' || line[0] == '\r')) {
                break;
            }
            begins = lineEnds;
            kept.write(line, 0, Math.min(length, MAX_HEADER - kept.size()));
        }
        return kept.toString(StandardCharsets.UTF_8);
    }

    /** The index of the boundary that the line is a delimiter of; -1: of none. */
    private int delimiter() {
        if (length < 3 || line[0] != '-' || line[1] != '-') {
            return -1;
        }
        String given = new String(line, 2, length - 2, StandardCharsets.ISO_8859_1).stripTrailing();
        for (int i = boundaries.size() - 1; i >= 0; i--) {
            if (given.equals(boundaries.get(i)) || given.equals(boundaries.get(i) + "--")) {
                closing = given.length() > boundaries.get(i).length();
                return i;
            }
        }
        return -1;
    }

    /** Reads a line with its end, or a piece of a long one; false at the end of the message. */
    private boolean readLine() throws IOException {
        length = 0;
        lineEnds = false;
        while (length < MAX_LINE && !lineEnds) {
            if (next == end) {
                end = Math.max(0, in.read(buffer, 0, buffer.length));
                next = 0;
                if (end == 0) {
                    return length > 0;
                }
            }
            byte octet = buffer[next++];
            line[length++] = octet;
            lineEnds = octet == '\n';
        }
        return true;
    }
}
