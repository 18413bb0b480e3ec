package io.mailyard.mime;

import java.time.Instant;
import java.util.List;

/**
 * A delivery status notification (RFC 3464) about recipients that a message did not reach.
 *
 * @param reportingMta host name of the reporter
 * @param to the reverse path of the message
 * @param messageId id of the notification, without angle brackets
 * @param date when it is written
 * @param arrival when the message was accepted
 * @param failed the recipients, at least one
 * @param original the message, or its available part; its header is returned
 */
public record DeliveryStatus(
        String reportingMta,
        Address to,
        String messageId,
        Instant date,
        Instant arrival,
        List<FailedRecipient> failed,
        byte[] original) {
    /** The subject, the same for all: the parts say what failed. */
    public static final String SUBJECT = "Undelivered mail returned to sender";

    /**
     * A recipient that was not reached.
     *
     * @param address as in the envelope
     * @param status an enhanced code (RFC 3463), for example {@code 5.1.1}
     * @param host the mail host that answered, {@code name[address]:port}; empty: none did
     * @param answer the answer, code first
     * @param ours whether the answer is our own
     * @param lastAttempt time of the last attempt
     */
    public record FailedRecipient(
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

    /** The sender, whose mail nobody reads. */
    public String from() {
        return "MAILER-DAEMON@" + reportingMta;
    }
}
