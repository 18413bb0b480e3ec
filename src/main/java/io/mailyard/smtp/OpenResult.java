package io.mailyard.smtp;

/** Result of opening a session. */
public sealed interface OpenResult {
    /** Mail can be sent; the caller closes the session. */
    record Open(SmtpSession session) implements OpenResult {}

    /** No mail can be sent; nothing is left open. */
    record Closed(RecipientOutcome outcome) implements OpenResult {}
}
