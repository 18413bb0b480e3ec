package io.mailyard.smtp;

/** Whether a connection is encrypted by STARTTLS (RFC 3207). */
public enum TlsRule {
    /** Never encrypted. */
    NEVER,
    /**
     * Encrypted if the host offers it, with any certificate (RFC 7435); otherwise, or if TLS fails,
     * plain text.
     */
    MAY,
    /**
     * Always encrypted, with a certificate valid for the host's name; otherwise no mail is sent.
     */
    MUST
}
