package io.mailyard.mime;

import java.time.Instant;
import java.util.List;

/**
 * A delivery status notification (RFC 3464) that tells of recipients a message did not reach.
 *
 * @param reportingMta who tells it: a host name
 * @param to the reverse path of the message
 * @param messageId its own, without angle brackets
 * @param date when it is written
 * @param arrival when the message was accepted
 * @param failed at least one
 * @param original the message, or as much of it as is there; its header is returned
 */
public record DeliveryStatus(
        String reportingMta,
        Address to,
        String messageId,
        Instant date,
        Instant arrival,
        List<Failed> failed,
        byte[] original) {
    /** Its own subject, the same for all: what failed is told in the parts. */
    public static final String SUBJECT = "Undelivered mail returned to sender";

    /**
     * A recipient that was not reached.
     *
     * @param address as in the envelope
     * @param status an enhanced code (RFC 3463), such as {@code 5.1.1}
     * @param host the mail host that answered, {@code name[address]:port}; empty: none did
     * @param answer its words, code first, or ours
     * @param ours whether they are ours
     * @param lastAttempt when that was
     */
    public record Failed(
            String address,
            String status,
            String host,
            String answer,
            boolean ours,
            Instant lastAttempt) {}

    public DeliveryStatus {
        failed = List.copyOf(failed);
        if (!reportingMta.matches("[A-Za-z0-9.-]{1,253}")) {
            throw new IllegalArgumentException("is not a host name: " + reportingMta);
        }
        if (failed.isEmpty()) {
            throw new IllegalArgumentException("a status of no recipient");
        }
    }

    /** Whom it is from; nobody reads what is written there. */
    public String from() {
        return "MAILER-DAEMON@" + reportingMta;
    }
}
