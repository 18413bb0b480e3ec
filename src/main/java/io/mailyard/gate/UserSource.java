package io.mailyard.gate;

import java.util.Optional;

/** Signed-in users of accounts as the gate asks for them; their package is above this one. */
@FunctionalInterface
public interface UserSource {
    /** No user is known. */
    UserSource NONE = _ -> Optional.empty();

    /**
     * The session of a secret, half a second old at most; empty if it is unknown, has ended, or its
     * user or account is switched off. Counts as use of the session.
     */
    Optional<UserAccess> session(String secret);
}
