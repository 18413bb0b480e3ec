package io.mailyard.providers;

import io.mailyard.signin.SignInFault;
import io.mailyard.signin.SignInOrigin;
import io.mailyard.signin.SignInOutcome;

/** Signs people of one kind in whom a provider knows. */
public interface ProvidedSignIn {
    /** Outcome of a sign-in. */
    sealed interface ProvidedEntry {
        /** As far as signing in itself goes. */
        record Checked(SignInOutcome outcome) implements ProvidedEntry {}

        /** The provider knows the person, but they may not come in here. */
        record EntryRefused(SignInFault fault) implements ProvidedEntry {}
    }

    /** Signs the person of an identity in. */
    ProvidedEntry signIn(ProvidedIdentity identity, SignInOrigin origin);

    /** Confirms an open session, as the password does for those who have one. */
    ProvidedEntry confirm(String cookie, ProvidedIdentity identity, SignInOrigin origin);

    /** Audits a sign-in that the provider did not bring to its end. */
    void refused(Provider provider, ProviderFault fault, SignInOrigin origin);

    /** Ends the sessions of a person whom a provider has logged out. */
    void logOut(Provider provider, String subject, SignInOrigin origin);
}
