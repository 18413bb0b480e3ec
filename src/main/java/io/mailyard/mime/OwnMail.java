package io.mailyard.mime;

import java.time.Instant;

/**
 * A mail from the platform itself, as text and as HTML.
 *
 * @param from its sender
 * @param to its recipient
 * @param subject one line; control characters become spaces
 * @param language for Content-Language: {@code ru}, {@code en}
 * @param text the plain text; lines end in LF
 * @param html the HTML, a whole page
 * @param date when it was written
 * @param messageId without angle brackets: {@code unique@domain}; the same for every attempt, so
 *     that a host that receives the mail twice can tell
 */
public record OwnMail(
        Mailbox from,
        Mailbox to,
        String subject,
        String language,
        String text,
        String html,
        Instant date,
        String messageId) {
    /**
     * Maximum length of a subject: three of the lines of 78 that RFC 5322 section 2.1.1 suggests.
     */
    private static final int MAX_SUBJECT = 240;

    public OwnMail {
        subject = OneLine.of(subject, MAX_SUBJECT);
        if (!language.matches("[a-z]{2,3}")) {
            throw new IllegalArgumentException("language is none: " + language);
        }
        if (!messageId.matches("[A-Za-z0-9._=+-]{1,128}@[A-Za-z0-9.:\\[\\]-]{1,254}")) {
            throw new IllegalArgumentException("message id is none: " + messageId);
        }
    }
}
