package io.mailyard.mime;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * A submitted message, prepared for sending: missing header fields are added, and fields meant only
 * for us are removed and reported.
 *
 * @param content the message, lines of CRLF
 * @param from the first address in {@code From}
 * @param subject decoded, on one line
 * @param messageId without angle brackets
 * @param received number of {@code Received} fields it came with
 * @param marks our own fields by lower-case name, for example {@code x-campaign-id}
 */
public record PreparedMessage(
        byte[] content,
        String from,
        String subject,
        String messageId,
        int received,
        Map<String, String> marks) {
    /** Fields that a sender's program adds for us; they are not sent on. */
    public static final Set<String> MARKS =
            Set.of("x-campaign-id", "x-group-id", "x-virtual-sender");

    /**
     * Other removed fields: those that would disclose hidden recipients, and those that only a last
     * host may write.
     */
    private static final Set<String> DROPPED = Set.of("bcc", "resent-bcc", "return-path");

    /** Maximum length of values shown in lists; longer ones are cut. */
    private static final int MAX_WORDS = 255;

    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.ENGLISH)
                    .withZone(ZoneOffset.UTC);

    /**
     * Values for missing header fields.
     *
     * @param received a whole {@code Received} field without the line's end; empty: none
     * @param envelopeFrom replaces a missing {@code From}
     * @param domain the right side of our own {@code Message-ID} if the sender has no domain
     */
    public record Additions(String received, String envelopeFrom, String domain, Instant now) {}

    /**
     * Prepares a message.
     *
     * @param raw its lines end in CRLF, and no CR or LF stands elsewhere
     * @throws IllegalArgumentException if it has neither {@code From} nor envelope sender, its
     *     {@code From} is not an address, a field that may appear once is repeated, or a line of
     *     its header is too long and cannot be folded
     */
    public static PreparedMessage of(byte[] raw, Additions additions) {
        return of(raw, NO_MORE, additions);
    }

    /**
     * Prepares a message whose body is stored separately, so that it is copied only once.
     *
     * @param head at least its header
     */
    public static PreparedMessage of(byte[] head, Body body, Additions additions) {
        return ready(HeaderRules.withMailboxLinesAside(head), body, additions);
    }

    /** The rest of a message, after the given octets. */
    public interface Body {
        /** Number of octets; {@link #copyTo} writes as many. */
        int length();

        /** Writes all of it from position {@code at} on. */
        void copyTo(byte[] target, int at);
    }

    private static final Body NO_MORE =
            new Body() {
                @Override
                public int length() {
                    return 0;
                }

                @Override
                public void copyTo(byte[] target, int at) {}
            };

    private static PreparedMessage ready(byte[] raw, Body body, Additions additions) {
        HeaderIndex fields = HeaderIndex.of(raw);
        Map<String, String> added = new LinkedHashMap<>();
        String from = HeaderRules.authors(fields).stream().findFirst().orElse("");
        if (from.isEmpty()) {
            from = additions.envelopeFrom();
            if (from.isEmpty()) {
                throw new IllegalArgumentException("the message has no From");
            }
            added.put("from", "From: <" + from + ">");
        }
        if (fields.first("date").filter(date -> !date.isEmpty()).isEmpty()) {
            added.put("date", "Date: " + date(additions.now()));
        }
        String messageId =
                fields.words("message-id", MAX_WORDS).map(PreparedMessage::bare).orElse("");
        if (messageId.isEmpty()) {
            messageId = newId(from, additions.domain());
            added.put("message-id", "Message-ID: <" + messageId + ">");
        }
        Map<String, String> marks = new HashMap<>();
        MARKS.forEach(name -> fields.words(name, MAX_WORDS).ifPresent(w -> marks.put(name, w)));
        return new PreparedMessage(
                joined(raw, body, fields, additions.received(), added),
                from,
                fields.words("subject", MAX_WORDS).orElse(""),
                messageId,
                fields.count("received"),
                Map.copyOf(marks));
    }

    /**
     * The message with {@code added} before the fields that are kept; added fields replace those of
     * the same name.
     */
    private static byte[] joined(
            byte[] raw, Body body, HeaderIndex fields, String received, Map<String, String> added) {
        ByteArrayOutputStream head = new ByteArrayOutputStream(fields.end() + 1024);
        if (!received.isEmpty()) {
            line(head, received);
        }
        added.values().forEach(field -> line(head, field));
        for (HeaderIndex.IndexedField field : fields.all()) {
            String name = field.name();
            if (!DROPPED.contains(name) && !MARKS.contains(name) && !added.containsKey(name)) {
                HeaderFolding.write(raw, field, head);
            }
        }
        if (!fields.blankLine()) {
            line(head, "");
        }
        byte[] first = head.toByteArray();
        int rest = raw.length - fields.end();
        byte[] whole = Arrays.copyOf(first, first.length + rest + body.length());
        System.arraycopy(raw, fields.end(), whole, first.length, rest);
        body.copyTo(whole, first.length + rest);
        return whole;
    }

    private static void line(ByteArrayOutputStream out, String words) {
        out.writeBytes((words + "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    /** The time in the format of RFC 5322 section 3.3, in UTC. */
    public static String date(Instant at) {
        return DATE.format(at);
    }

    private static String newId(String from, String domain) {
        int at = from.lastIndexOf('@');
        String right = at < 0 ? "" : from.substring(at + 1);
        boolean plain = right.matches("[A-Za-z0-9.-]{1,253}");
        return UUID.randomUUID() + "@" + (plain ? right : domain);
    }

    private static String bare(String id) {
        return List.of("<", ">").stream().reduce(id, (text, c) -> text.replace(c, "")).strip();
    }
}
