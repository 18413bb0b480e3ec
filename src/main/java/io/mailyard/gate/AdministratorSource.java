package io.mailyard.gate;

import io.mailyard.access.AdministratorId;
import io.mailyard.access.Scopes;
import io.mailyard.db.Tx;
import java.util.Optional;
import java.util.function.Consumer;

/** Administrators as the gate asks for them; their package is above this one. */
public interface AdministratorSource {
    /** No administrator is known. */
    AdministratorSource NONE =
            new AdministratorSource() {
                @Override
                public Optional<AdministratorAccess> session(String secret) {
                    return Optional.empty();
                }

                @Override
                public Optional<AdministratorPerson> person(AdministratorId administrator) {
                    return Optional.empty();
                }
            };

    /** An active administrator as the owner of a personal token. */
    record AdministratorPerson(String login, Scopes scopes) {}

    /**
     * The session of a secret, half a second old at most; empty if it is unknown, has ended, or its
     * administrator is switched off. Counts as use of the session.
     */
    Optional<AdministratorAccess> session(String secret);

    /** Sets what is called in each transaction that ends sessions of administrators. */
    default void onSessionsEnded(Consumer<Tx> listener) {}

    /** An administrator; empty if switched off or deleted. */
    Optional<AdministratorPerson> person(AdministratorId administrator);
}
