package io.mailyard.providers;

import io.mailyard.access.Principal;
import io.mailyard.db.Tx;
import io.mailyard.writes.Change;
import java.util.Collection;

/** The people whom providers sign in, as the rules of providers need them. */
public interface ProviderUse {
    /** How many people a provider signs in. */
    long people(Tx tx, String provider);

    /** Ends the sessions of a provider's people. */
    void endSessions(Change change, String provider);

    /**
     * Requires that roles exist, and that the caller may do all that they allow: who sets up a
     * provider could become whoever it can make.
     */
    void mustInclude(Tx tx, Principal by, Collection<String> roles);
}
