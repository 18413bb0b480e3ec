package io.mailyard.smtp;

/** What came of opening a session. */
public sealed interface Opened {
    /** Mail can be sent; to be closed. */
    record Ready(SmtpSession session) implements Opened {}

    /** It cannot, and why; nothing is left open. */
    record Closed(Outcome outcome) implements Opened {}
}
