package io.mailyard.submission;

import io.mailyard.base.AccountId;
import java.util.Optional;

/**
 * Whom a session sends for.
 *
 * @param name as it was given at sign-in, or the account's name where its host is trusted
 * @param by what the session was opened with
 */
record SubmissionIdentity(AccountId account, String name, SignedInBy by) {
    /** Means by which a session was opened. */
    sealed interface SignedInBy {
        /** The client's host is trusted. */
        record Host() implements SignedInBy {}

        /** A user's password with this hash. */
        record Password(Optional<String> hash) implements SignedInBy {
            /** Masks the hash. */
            @Override
            public String toString() {
                return "Password";
            }
        }

        /** An account's own token whose secret has this hash. */
        record ApiToken(String hash, String address) implements SignedInBy {
            /** Masks the hash. */
            @Override
            public String toString() {
                return "ApiToken";
            }
        }
    }

    boolean trusted() {
        return by instanceof SignedInBy.Host;
    }

    /** Masks what it signed in with. */
    @Override
    public String toString() {
        return name;
    }
}
