package io.mailyard.gate;

import io.mailyard.access.AdministratorId;
import io.mailyard.access.Scopes;

/**
 * Rights of a signed-in administrator now.
 *
 * @param session number of the session
 * @param role name of the role, for refusals
 * @param mustChangePassword whether nothing but a change of the password is allowed
 * @param confirmed whether the password was given within the last minutes
 */
public record AdministratorAccess(
        AdministratorId administrator,
        long session,
        String login,
        String role,
        Scopes scopes,
        boolean mustChangePassword,
        boolean confirmed) {}
