package io.mailyard.signin;

import io.mailyard.access.Scopes;

/**
 * A signed-in person, as pages need one.
 *
 * @param scopes what the person may do now
 * @param confirmed whether the password was given within the last minutes, as deletes and secrets
 *     need
 * @param csrf the word that every form of this session must send back
 */
public record SignedInPerson<P extends Person>(
        P person, SignInSession session, Scopes scopes, boolean confirmed, String csrf) {
    /** Whether nothing but a change of the password is allowed. */
    public boolean mustChangePassword() {
        return person.mustChangePassword();
    }

    /** Masks the word of the forms. */
    @Override
    public String toString() {
        return "SignedInPerson[" + person.signInName() + "]";
    }
}
