package io.mailyard.administrators;

import io.mailyard.api.Params;
import io.mailyard.fields.Field;
import io.mailyard.fields.FieldValues;
import io.mailyard.signin.PersonProfile;
import io.mailyard.signin.SignInOrigin;
import io.mailyard.signin.SignInSessions;
import io.mailyard.signin.SignedInPerson;
import java.util.List;

/** Data that signed-in administrators give about themselves. */
public final class AdministratorProfile {
    /** Fields that the profile page has a form for; a mail address is proved elsewhere. */
    public static final List<Field<?>> FORM =
            Administrator.OWN.stream().filter(field -> !field.equals(Administrator.EMAIL)).toList();

    private final AdministratorStore store;
    private final SignInSessions<Administrator> sessions;
    private final PersonProfile<Administrator> own;

    AdministratorProfile(
            AdministratorStore store,
            SignInSessions<Administrator> sessions,
            PersonProfile<Administrator> own) {
        this.store = store;
        this.sessions = sessions;
        this.own = own;
    }

    /** Changes name, address for mail, language and time zone; what is absent stays. */
    public void save(String cookie, Params params, SignInOrigin origin) {
        SignedInPerson<Administrator> signedIn = own.free(cookie);
        FieldValues given = FieldValues.given(Administrator.OWN, params);
        if (given.find(Administrator.EMAIL)
                .filter(email -> !email.equals(signedIn.person().email()))
                .isPresent()) {
            own.confirmed(cookie); // notices of sign-ins go there
        }
        own.as(
                signedIn,
                origin,
                change -> {
                    Administrator before =
                            store.find(change.tx(), signedIn.person().id()).orElseThrow();
                    Administrator after =
                            new Administrator(
                                    before.values()
                                            .under(given)
                                            .with(Administrator.UPDATED_AT, change.now()));
                    if (change.recordChange(
                            "administrators.save",
                            Administrators.subject(after.id()),
                            out -> Administrators.audited(out, before),
                            out -> Administrators.audited(out, after))) {
                        store.update(change.tx(), after);
                        sessions.changed(change.tx());
                    }
                    return true;
                });
    }
}
