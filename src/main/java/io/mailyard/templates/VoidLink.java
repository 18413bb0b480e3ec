package io.mailyard.templates;

/** Why a password link no longer works. */
public enum VoidLink {
    /** A password was set by it. */
    USED,
    /** Its days are over. */
    EXPIRED,
    /** A later mail was sent. */
    REPLACED,
    /** The user or the account is switched off or gone. */
    CLOSED,
    /** No such link was ever sent, or it was copied in part. */
    UNKNOWN
}
