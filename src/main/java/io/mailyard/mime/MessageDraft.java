package io.mailyard.mime;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A message given in parts, to be composed.
 *
 * @param to recipients shown in {@code To}; may be empty
 * @param cc recipients shown in {@code Cc}; may be empty
 * @param subject one line
 * @param text the plain text; empty: none
 * @param html the HTML; empty: none
 * @param headers more fields, in order; {@link #headerName} and {@link #headerValue} check names
 *     and values
 * @param messageId without angle brackets; replaces a field of that name among {@code headers}
 */
public record MessageDraft(
        Mailbox from,
        List<Mailbox> to,
        List<Mailbox> cc,
        String subject,
        String text,
        String html,
        Map<String, String> headers,
        List<Attachment> attachments,
        Instant date,
        String messageId) {
    /** Fields that the composer writes itself, or that hosts add on the way. */
    private static final List<String> WRITTEN =
            List.of(
                    "from",
                    "sender",
                    "to",
                    "cc",
                    "bcc",
                    "subject",
                    "date",
                    "mime-version",
                    "received",
                    "return-path",
                    "dkim-signature",
                    "resent-bcc");

    /**
     * Maximum value that fits the 998 octets of a line with its name before it is folded (RFC
     * 5322).
     */
    private static final int MAX_HEADER_VALUE = 10_000;

    /**
     * An attached or inline file.
     *
     * @param name its shown name
     * @param type media type, for example {@code image/png}
     * @param contentId id by which the HTML refers to it ({@code cid:...}); empty: it is attached
     */
    public record Attachment(String name, String type, String contentId, byte[] content) {}

    /**
     * Returns a field's name if it may be given.
     *
     * @throws IllegalArgumentException with the reason if it may not
     */
    public static String headerName(String name) {
        if (!name.matches("[!-9;-~]{1,76}")) {
            throw new IllegalArgumentException("is not the name of a header field such as X-Order");
        }
        String key = name.toLowerCase(Locale.ROOT);
        if (WRITTEN.contains(key) || key.startsWith("content-")) {
            throw new IllegalArgumentException("is written by the server and cannot be given");
        }
        if (PreparedMessage.MARKS.contains(key)) {
            throw new IllegalArgumentException(
                    "is for SMTP: use the parameter campaign_id, group_id or vsender_id");
        }
        return name;
    }

    /** Maximum length; no program writes longer ones, and lists show them whole. */
    private static final int MAX_MESSAGE_ID = 250;

    /**
     * Returns the sender's own {@code Message-ID} without its angle brackets (RFC 5322 section
     * 3.6.4).
     *
     * @throws IllegalArgumentException with the reason if it is not valid
     */
    public static String messageId(String value) {
        String id = value.strip();
        if (id.startsWith("<") && id.endsWith(">")) {
            id = id.substring(1, id.length() - 1);
        }
        if (id.length() > MAX_MESSAGE_ID || !id.matches("[!-;=?A-~]+@[!-;=?A-~]+")) {
            throw new IllegalArgumentException(
                    "is not a Message-ID such as <order-1042@shop.example>, of at most "
                            + MAX_MESSAGE_ID
                            + " characters");
        }
        return id;
    }

    /**
     * Returns a field's value: one line of any letters.
     *
     * @throws IllegalArgumentException with the reason if it is not valid
     */
    public static String headerValue(String value) {
        if (value.length() > MAX_HEADER_VALUE) {
            throw new IllegalArgumentException(
                    "must have at most " + MAX_HEADER_VALUE + " characters");
        }
        boolean breaks =
                value.chars().anyMatch(c -> c != '\t' && Character.isISOControl(c))
                        || value.indexOf('\u2028') >= 0
                        || value.indexOf('\u2029') >= 0
                        || !StandardCharsets.UTF_8.newEncoder().canEncode(value);
        if (breaks) {
            throw new IllegalArgumentException("must be one line without control characters");
        }
        return value;
    }

    /** Returns a media type without parameters, for an attachment. */
    public static String mediaType(String type) {
        String lower = type.strip().toLowerCase(Locale.ROOT);
        if (!lower.matches("[a-z0-9][a-z0-9!#$&^_.+-]{0,126}/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}")) {
            throw new IllegalArgumentException("is not a media type such as image/png");
        }
        if (lower.startsWith("multipart/") || lower.startsWith("message/")) {
            throw new IllegalArgumentException(
                    "cannot be attached as such: send it as application/octet-stream");
        }
        return lower;
    }

    public MessageDraft {
        to = List.copyOf(to);
        cc = List.copyOf(cc);
        attachments = List.copyOf(attachments);
    }
}
