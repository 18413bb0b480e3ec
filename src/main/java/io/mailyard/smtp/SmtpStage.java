package io.mailyard.smtp;

/** Where in a conversation something was answered, or broke. */
public enum SmtpStage {
    CONNECT,
    BANNER,
    EHLO,
    STARTTLS,
    AUTH,
    MAIL,
    RCPT,
    DATA,
    /** The message is on its way; its final dot is not sent. The host has not taken it. */
    BODY,
    /** The final dot may have been sent: without an answer the host may have taken the message. */
    END;

    /** True once the host may have taken the message. */
    public boolean mayHaveBeenTaken() {
        return this == END;
    }

    /** True once the host has asked for the message: the attempt is past DATA. */
    public boolean pastData() {
        return compareTo(DATA) > 0;
    }

    /** True for what is answered to the message itself: to DATA, or to the message and its end. */
    public boolean ofContent() {
        return compareTo(DATA) >= 0;
    }

    /**
     * True while nothing of the message was told: what is answered here is about the connection.
     */
    public boolean beforeMail() {
        return compareTo(MAIL) < 0;
    }
}
