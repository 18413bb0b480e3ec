package io.mailyard.submission;

import io.mailyard.base.AccountId;
import java.util.Optional;

/**
 * Whom a session sends for.
 *
 * @param name {@code login@account}, or the account's name where its host is trusted
 * @param hash of the password it signed in with; empty where its host is trusted
 */
record SubmissionIdentity(AccountId account, String name, Optional<String> hash) {
    boolean trusted() {
        return hash.isEmpty();
    }

    /** Masks the hash. */
    @Override
    public String toString() {
        return name;
    }
}
