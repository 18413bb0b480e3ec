package io.mailyard.access;

import io.mailyard.db.Tx;
import java.util.Optional;

/** Where administrators' tokens are kept. */
public interface PlatformTokenStore extends TokenStore {
    /**
     * The token that a secret's hash belongs to, the present one's or the one's before the last
     * rotation.
     */
    Optional<StoredSecret> bySecret(Tx tx, String hash);

    /** How many there are that are {@link Token#unlimited}, besides {@code other}. */
    long unlimitedBeside(Tx tx, TokenId other);
}
