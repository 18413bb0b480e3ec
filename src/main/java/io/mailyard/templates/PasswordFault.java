package io.mailyard.templates;

/** Why a password that was sent is not taken. */
public enum PasswordFault {
    /** Shorter than the rules say. */
    TOO_SHORT,
    /** Longer than the rules say. */
    TOO_LONG,
    /** The second field says something else. */
    NOT_THE_SAME,
    /** One of the passwords everybody guesses first. */
    TOO_COMMON,
    /** The login, or hardly more than it. */
    LIKE_THE_LOGIN
}
