package io.mailyard.users;

import io.mailyard.gate.AdministratorSource;
import io.mailyard.gate.UserAccess;
import io.mailyard.gate.UserSource;
import io.mailyard.signin.SignInSessions;
import io.mailyard.signin.SignedInPerson;
import java.util.Optional;

/** Sessions of users for the gate of calls, and for pages. */
public final class UserGate implements UserSource {
    private final SignInSessions<PortalUser> sessions;
    private final AdministratorSource administrators;

    UserGate(SignInSessions<PortalUser> sessions, AdministratorSource administrators) {
        this.sessions = sessions;
        this.administrators = administrators;
    }

    /** Whoever has the session of a cookie; counts as use of it. */
    public Optional<SignedInUser> signedIn(String cookie) {
        return sessions.signedIn(cookie).flatMap(this::of);
    }

    /** User who has a session that was looked up; empty where it is void. */
    public Optional<SignedInUser> of(SignedInPerson<PortalUser> found) {
        return SignedInUser.of(found, administrators);
    }

    @Override
    public Optional<UserAccess> session(String secret) {
        return signedIn(secret)
                .map(found ->
                        new UserAccess(
                                found.user().number(),
                                found.user().account(),
                                found.user().signInName(),
                                found.scopes(),
                                found.mustDoFirst(),
                                found.confirmed(),
                                found.enteredBy()));
    }
}
