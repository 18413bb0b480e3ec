package io.mailyard.gate;

import io.mailyard.access.AdministratorId;
import io.mailyard.access.Scopes;
import java.util.Optional;

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

    /** An administrator; empty if switched off or deleted. */
    Optional<AdministratorPerson> person(AdministratorId administrator);
}
