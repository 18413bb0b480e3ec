package io.mailyard.panel;

import io.mailyard.access.AdministratorId;
import io.mailyard.access.Scopes;

/**
 * Who is signed in to the panel.
 *
 * @param name for the bar
 * @param scopes what the person may do: nothing else is shown
 * @param csrf the word that every form of this session sends back
 * @param mustChangePassword whether nothing but a change of the password is allowed
 * @param confirmed whether the password was given within the last minutes, as deletes need
 */
public record PanelPerson(
        AdministratorId id,
        String name,
        Scopes scopes,
        String csrf,
        boolean mustChangePassword,
        boolean confirmed) {
    /** Whether calls about {@code noun} are permitted, those that change something too. */
    public boolean mayWrite(String noun) {
        return scopes.permit(noun, true);
    }

    /** Whether reading calls about {@code noun} are permitted. */
    public boolean mayRead(String noun) {
        return scopes.permit(noun, false);
    }
}
