package io.mailyard.templates;

/** Why a password is refused. */
public enum PasswordFault {
    /** Shorter than the rules allow. */
    TOO_SHORT,
    /** Longer than the rules allow. */
    TOO_LONG,
    /** The second field differs. */
    NOT_THE_SAME,
    /** One of the passwords that attackers try first. */
    TOO_COMMON,
    /** The login, or hardly more than it. */
    LIKE_THE_LOGIN
}
