package io.mailyard.accounts;

import java.util.Locale;
import java.util.Optional;

/** Which domains an account may write from, besides its own and those that it may use. */
public enum DomainsPolicy {
    /** Nobody's domains too, unsigned but by a key of its own. */
    SIGN,
    /** No others. */
    REQUIRE,
    /** All, also those of other accounts, which are then never signed by their keys. */
    OFF;

    /** As on the wire and in the store. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** By its word. */
    public static DomainsPolicy of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    /** As the store has it: empty where the platform's setting decides. */
    public static Optional<DomainsPolicy> kept(String word) {
        return word.isEmpty() ? Optional.empty() : Optional.of(of(word));
    }
}
