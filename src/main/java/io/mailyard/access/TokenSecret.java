package io.mailyard.access;

import io.mailyard.api.Audience;
import io.mailyard.base.Sha256;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * Secret of an API token: a prefix that shows its kind and that secret scanners can search for,
 * then 256 random bits.
 */
public final class TokenSecret {
    private static final String OF_ADMINISTRATORS = "mya_";
    private static final String OF_ACCOUNTS = "myt_";
    private static final String OF_SESSIONS = "mys_";
    private static final String OF_USERS = "myu_";

    /** Longer ones are not hashed: each has 47 characters. */
    private static final int MAX_CHARS = 128;

    private static final int RANDOM_BYTES = 32;

    /** Characters of the random part that {@link #shownPrefix} shows: 48 of the 256 bits. */
    private static final int SHOWN = 8;

    private static final SecureRandom RANDOM = new SecureRandom();

    private final String text;
    private final String prefix;

    private TokenSecret(String prefix, String rest) {
        this.text = prefix + rest;
        this.prefix = prefix;
    }

    /** Creates a secret. */
    public static TokenSecret random(Audience kind) {
        return new TokenSecret(prefix(kind), randomText());
    }

    /**
     * Creates the secret of a session: the value of its cookie.
     *
     * @param kind the calls that it may make: an administrator's, or those of a user's account
     */
    public static TokenSecret session(Audience kind) {
        return new TokenSecret(sessionPrefix(kind), randomText());
    }

    /** Whether a secret, known or not, is of a session of that kind. */
    public static boolean isOfSession(Audience kind, String secret) {
        return secret.startsWith(sessionPrefix(kind));
    }

    private static String sessionPrefix(Audience kind) {
        return switch (kind) {
            case ADMINISTRATOR -> OF_SESSIONS;
            case ACCOUNT -> OF_USERS;
        };
    }

    /** Placeholder for a secret that is not shown. */
    public static TokenSecret masked(Audience kind) {
        return new TokenSecret(prefix(kind), "***");
    }

    private static String prefix(Audience kind) {
        return switch (kind) {
            case ADMINISTRATOR -> OF_ADMINISTRATORS;
            case ACCOUNT -> OF_ACCOUNTS;
        };
    }

    /** The kind of token of a secret, known or not. */
    public static Audience kindOf(String secret) {
        return secret.startsWith(OF_ACCOUNTS) ? Audience.ACCOUNT : Audience.ADMINISTRATOR;
    }

    /** Whether a secret, known or not, is written as an account's own token. */
    public static boolean isOfAccount(String secret) {
        return secret.startsWith(OF_ACCOUNTS) && secret.length() <= MAX_CHARS;
    }

    /** 256 random bits in letters, digits, - and _, for secrets of other kinds. */
    public static String randomText() {
        byte[] bytes = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** The text, to be shown once. */
    public String text() {
        return text;
    }

    /**
     * Its first characters, which are kept and shown so that a person knows it again: 208 of its
     * bits stay unknown.
     */
    public String shownPrefix() {
        return text.substring(0, Math.min(text.length(), prefix.length() + SHOWN));
    }

    /** The stored hash: see {@link #hashOf}. */
    public String hash() {
        return hashOf(text);
    }

    /** SHA-256 in hex. A plain hash is enough for 256 random bits: there is nothing to guess. */
    public static String hashOf(String secret) {
        return Sha256.hex(secret);
    }

    /** Masked, so that a log never shows it. */
    @Override
    public String toString() {
        return prefix + "***";
    }
}
