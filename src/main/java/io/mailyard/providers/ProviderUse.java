package io.mailyard.providers;

import io.mailyard.api.Call;
import io.mailyard.base.AccountId;
import io.mailyard.db.Tx;
import io.mailyard.writes.Change;

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
     * Requires that whatever a provider gives exists, and that the caller may do all that it
     * allows: who sets up a provider could become whoever it can make.
     */
    void mustInclude(Tx tx, Call call, P provider);
}
