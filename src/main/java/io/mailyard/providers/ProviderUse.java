package io.mailyard.providers;

import io.mailyard.api.Call;
import io.mailyard.base.AccountId;
import io.mailyard.db.Tx;
import io.mailyard.writes.Change;
import java.util.Optional;

/** The people whom providers sign in, as the rules of providers need them. */
public interface ProviderUse<P extends Provider> {
    /** One of them, and several, such as {@code administrators}. */
    String called(long people);

    /** Requires that an owner of providers is there. */
    default void mustExist(Tx tx, AccountId owner) {}

    /** Number of people whom a provider signs in. */
    long people(Tx tx, P provider);

    /** Ends the sessions of a provider's people. */
    void endSessions(Change change, P provider);

    /** Forgets whom a provider signs in, before it is deleted. */
    default void forget(Change change, P provider) {}

    /**
     * Requires that whatever a provider gives exists; what it gave before is not looked at again,
     * so that it can be switched off and mended whatever has become of that.
     *
     * @param before as it was; empty: it is new
     */
    default void mustBeThere(Tx tx, Optional<P> before, P after) {}

    /**
     * Requires that the caller may do all that a provider allows: who sets up a provider could
     * become whoever it can make. What does not exist allows nothing.
     */
    void mustInclude(Tx tx, Call call, P provider);
}
