package io.mailyard.administrators;

import io.mailyard.access.Scopes;

/**
 * A signed-in person, as pages need one.
 *
 * @param scopes what the role allows now
 * @param confirmed whether the password was given within {@code administrators.confirmed}, as
 *     deletes and secrets need
 * @param csrf the word that every form of this session must send back
 */
public record SignedInAdministrator(
        Administrator person,
        AdministratorSession session,
        Scopes scopes,
        boolean confirmed,
        String csrf) {
    /** Whether nothing but a change of the password is allowed. */
    public boolean mustChangePassword() {
        return person.mustChangePassword();
    }

    /** The name in the audit. */
    public String actor() {
        return "administrator:" + person.login();
    }

    /** Masks the word of the forms. */
    @Override
    public String toString() {
        return "SignedInAdministrator[" + person.login() + "]";
    }
}
