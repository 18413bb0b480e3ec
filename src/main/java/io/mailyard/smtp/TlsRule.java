package io.mailyard.smtp;

/** Whether a connection is encrypted by STARTTLS (RFC 3207). */
public enum TlsRule {
    /** Plain text always. */
    NEVER,
    /**
     * Where the host offers it, with any certificate (RFC 7435); plain text where it does not or
     * where TLS fails.
     */
    MAY,
    /** With a certificate that is valid for the host's name, or no mail at all. */
    MUST
}
