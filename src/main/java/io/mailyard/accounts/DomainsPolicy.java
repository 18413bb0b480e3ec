package io.mailyard.accounts;

import java.util.Locale;
import java.util.Optional;

/** The domains that an account may write as, besides its own and those shared with it. */
public enum DomainsPolicy {
    /** Domains that nobody owns, signed only by a key of the account. */
    SIGN,
    /** No other domains. */
    REQUIRE,
    /** All domains, also those of other accounts, whose keys then never sign. */
    OFF;

    /** The word on the wire and in the store. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The policy of a word. */
    public static DomainsPolicy of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    /** The policy of the store's word; empty if the platform's setting decides. */
    public static Optional<DomainsPolicy> kept(String word) {
        return word.isEmpty() ? Optional.empty() : Optional.of(of(word));
    }
}
