package io.mailyard.smtp;

/** Result of opening a session. */
public sealed interface OpenResult {
    /** Mail can be sent; the caller closes the session. */
    record SessionOpened(SmtpSession session) implements OpenResult {}

    /** No mail can be sent; nothing is left open. */
    record SessionClosed(RecipientOutcome outcome) implements OpenResult {}
}
