package io.mailyard.suppressions;

import io.mailyard.base.AccountId;
import java.time.Instant;

/**
 * An address that is not written to.
 *
 * @param owner by whom it is not; {@link AccountId#PLATFORM}: by nobody
 * @param address as it was given
 */
record Suppression(
        long id, AccountId owner, String address, Source source, String reason, Instant createdAt) {
    /** Who added it. */
    enum Source {
        ADMINISTRATOR,
        ACCOUNT,
        /** A mail host that said there is no such mailbox. */
        BOUNCE
    }
}
