package io.mailyard.smtp;

/** Stage of a conversation at which a reply arrived or the connection was lost. */
public enum SmtpStage {
    CONNECT,
    BANNER,
    EHLO,
    STARTTLS,
    AUTH,
    MAIL,
    RCPT,
    DATA,
    /** The message is being sent without its final dot; the host has not accepted it. */
    BODY,
    /** The final dot may have been sent: without a reply the host may have accepted the message. */
    END;

    /** Whether the host may have accepted the message. */
    public boolean mayHaveBeenTaken() {
        return this == END;
    }

    /** Whether the host asked for the message, so the attempt is past DATA. */
    public boolean pastData() {
        return compareTo(DATA) > 0;
    }

    /**
     * Whether replies at this stage concern the message: to DATA, or to the message and its end.
     */
    public boolean ofContent() {
        return compareTo(DATA) >= 0;
    }

    /** Whether nothing of the message was sent yet, so that replies concern the connection. */
    public boolean beforeMail() {
        return compareTo(MAIL) < 0;
    }
}
