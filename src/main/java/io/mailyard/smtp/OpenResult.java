package io.mailyard.smtp;

/** What came of opening a session. */
public sealed interface OpenResult {
    /** Mail can be sent; to be closed. */
    record Ready(SmtpSession session) implements OpenResult {}

    /** It cannot, and why; nothing is left open. */
    record Closed(RecipientOutcome outcome) implements OpenResult {}
}
