package io.mailyard.accounts;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** Values of an account's {@code content_keep}: how long contents are kept after their mail. */
public final class ContentKeep {
    /** Nothing is kept once mail has ended. */
    public static final String NONE = "none";

    /** Ten years, as for {@code messages.retention}. */
    private static final int MAX_DAYS = 3650;

    private ContentKeep() {}

    /**
     * Parses a value; {@code default} is stored as the empty text.
     *
     * @throws IllegalArgumentException if it is none
     */
    static String parse(String given) {
        String value = given.strip().toLowerCase(Locale.ROOT);
        if (value.isEmpty() || value.equals("default")) {
            return "";
        }
        boolean days = value.matches("[1-9][0-9]{0,3}d");
        if (!value.equals(NONE) && !(days && days(value) <= MAX_DAYS)) {
            throw new IllegalArgumentException(
                    "'" + given + "' is not default, none, or days from 1d to " + MAX_DAYS + "d");
        }
        return value;
    }

    private static int days(String value) {
        return Integer.parseInt(value.substring(0, value.length() - 1));
    }

    /** The time after acceptance; empty: as long as the message. */
    public static Optional<Duration> of(String value) {
        if (value.equals(NONE)) {
            return Optional.of(Duration.ZERO);
        }
        return value.endsWith("d") ? Optional.of(Duration.ofDays(days(value))) : Optional.empty();
    }
}
