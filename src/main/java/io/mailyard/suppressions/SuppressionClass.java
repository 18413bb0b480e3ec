package io.mailyard.suppressions;

import java.util.Arrays;
import java.util.Locale;

/** Why an address is suppressed. */
public enum SuppressionClass {
    /** A mail host said that there is no such mailbox. */
    HARD,
    /** The recipient reported mail as spam. */
    COMPLAINT,
    /** The recipient asked to get no more. */
    UNSUBSCRIBE,
    /** An administrator, or the account, decided so. */
    MANUAL;

    /** On the wire and in the store. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static SuppressionClass of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    static String[] words() {
        return Arrays.stream(values()).map(SuppressionClass::word).toArray(String[]::new);
    }
}
