package io.mailyard.users;

import io.mailyard.access.AdministratorId;
import io.mailyard.access.Scopes;
import io.mailyard.gate.AdministratorSource;
import io.mailyard.signin.SignInSession;
import io.mailyard.signin.SignedInPerson;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A user in a session: the user, or an administrator who has entered as the user.
 *
 * @param scopes what may be done in the session
 * @param enteredBy login of the administrator; empty: it is the user
 * @param mayChange whether more than looking is allowed
 */
public record SignedInUser(
        PortalUser user,
        SignInSession session,
        Scopes scopes,
        boolean confirmed,
        String csrf,
        Optional<String> enteredBy,
        boolean mayChange) {

    /** Nouns of an account's calls whose administrators' calls have another noun. */
    private static final List<List<String>> NOUNS =
            Scopes.ACCOUNT_NOUNS.stream()
                    .map(noun -> List.of(noun, ofAdministrators(noun)))
                    .toList();

    private static String ofAdministrators(String noun) {
        return switch (noun) {
            case "account" -> "accounts";
            case "tokens" -> "account_tokens";
            case "profile" -> "users";
            default -> noun;
        };
    }

    /** Empty where an administrator has entered who is switched off now. */
    static Optional<SignedInUser> of(
            SignedInPerson<PortalUser> found, AdministratorSource administrators) {
        Optional<AdministratorId> by = found.session().get(PortalPeople.ENTERED_BY);
        if (by.isEmpty()) {
            return Optional.of(
                    new SignedInUser(
                            found.person(),
                            found.session(),
                            found.scopes(),
                            found.confirmed(),
                            found.csrf(),
                            Optional.empty(),
                            true));
        }
        boolean writes = found.session().get(PortalPeople.ENTERED_WRITES);
        return administrators
                .person(by.get())
                .filter(person -> person.scopes().permit("users", true))
                .map(person ->
                        new SignedInUser(
                                found.person(),
                                found.session(),
                                both(found.scopes(), person.scopes(), writes),
                                false,
                                found.csrf(),
                                Optional.of(person.login()),
                                writes));
    }

    /** Scopes that both the user and the administrator have. */
    private static Scopes both(Scopes user, Scopes administrator, boolean writes) {
        Set<String> words = new HashSet<>();
        for (List<String> noun : NOUNS) {
            if (user.permit(noun.getFirst(), false)
                    && administrator.permit(noun.getLast(), false)) {
                words.add(noun.getFirst() + ":read");
            }
            if (writes
                    && user.permit(noun.getFirst(), true)
                    && administrator.permit(noun.getLast(), true)) {
                words.add(noun.getFirst() + ":write");
            }
        }
        if (user.includes(Scopes.CONTENT) && administrator.includes(Scopes.CONTENT)) {
            words.add(Scopes.CONTENT);
        }
        return new Scopes(words);
    }

    /** Whether nothing but adding a second factor is allowed. */
    public boolean mustAddFactor() {
        return enteredBy.isEmpty()
                && user.mustAddSecondFactor()
                && !session.get(PortalPeople.PROVIDER_FACTOR);
    }

    /**
     * Where the user signs in again by the provider that opened the session; empty: by password.
     */
    public String again() {
        long provider = session.get(PortalPeople.PROVIDER);
        return enteredBy.isPresent() || provider == 0
                ? ""
                : UserProviders.PATH + provider + "?again=1";
    }

    /** Step that must be done before anything else, as the gate names it; empty: none. */
    public String mustDoFirst() {
        if (enteredBy.isPresent()) {
            return "";
        }
        return user.mustChangePassword() ? "change-password" : mustAddFactor() ? "add-factor" : "";
    }

    /** Masks the word of the forms. */
    @Override
    public String toString() {
        return "SignedInUser[" + user.signInName() + "]";
    }
}
