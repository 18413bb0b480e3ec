package io.mailyard.templates;

/** Why a password link is invalid. */
public enum VoidLink {
    /** It was used to set a password. */
    USED,
    /** It has expired. */
    EXPIRED,
    /** A later mail was sent. */
    REPLACED,
    /** The user or the account is inactive or was deleted. */
    CLOSED,
    /** No such link was sent, or it was copied only in part. */
    UNKNOWN
}
