package io.mailyard.signin;

import io.mailyard.access.Scopes;
import io.mailyard.db.Tx;
import io.mailyard.fields.FieldValues;
import io.mailyard.writes.Change;
import java.util.Optional;

/** People of one kind, as signing in needs them. */
public interface People<P extends Person> {
    /** Names of their tables, and of their acts in the audit. */
    PersonTables tables();

    /** Name of the platform in their authenticator apps. */
    default String platform() {
        return "Mailyard";
    }

    /** By number. */
    Optional<P> find(Tx tx, long number);

    /** By what was typed, in any case; empty where it is no such name. */
    Optional<P> find(Tx tx, String typed);

    /** Key for counting wrong attempts: equal for everything typed that finds the same person. */
    String key(String typed);

    /** Returns what the person may do now. */
    Scopes scopes(Tx tx, P person);

    /** Stores a password that the person chose, and that need not be changed. */
    void setPassword(Change change, P person, String hash);

    /**
     * Requires that a password keeps the rules.
     *
     * @throws io.mailyard.base.ApiException error 400 with every rule that it breaks
     */
    void mustBeGood(String password, P person);

    /** Whether the session is someone else's who has entered as the person. */
    default boolean isEntered(SignInSession session) {
        return false;
    }

    /** Values that a session takes from the one that waited for the second factor. */
    default FieldValues carried(SignInSession waiting) {
        return FieldValues.NONE;
    }

    /** Ends what the person's sessions have opened elsewhere, in the transaction that ends them. */
    default void sessionsEnded(Tx tx, long number) {}

    /** Called once the change of a password is durable. */
    default void passwordChanged() {}
}
