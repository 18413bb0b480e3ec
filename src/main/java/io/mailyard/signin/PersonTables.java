package io.mailyard.signin;

import io.mailyard.access.TokenSecret;
import io.mailyard.api.Audience;
import io.mailyard.base.AccountId;
import io.mailyard.writes.Change.Subject;

/**
 * Names of the tables of one kind of people, and of their acts in the audit.
 *
 * @param kind one of them: {@code administrator}, {@code user}
 * @param plural all of them; the table that has a row for each
 * @param audience the calls that their sessions may make
 */
public record PersonTables(String kind, String plural, Audience audience) {
    /** A new secret of a session. */
    public TokenSecret newSession() {
        return TokenSecret.session(audience);
    }

    /** Whether a text, known or not, is a secret of a session. */
    boolean isSession(String secret) {
        return TokenSecret.isOfSession(audience, secret);
    }

    /** The column of the other tables that says whose a row is. */
    String of() {
        return kind + "_id";
    }

    String sessions() {
        return kind + "_sessions";
    }

    String networks() {
        return kind + "_networks";
    }

    String codes() {
        return kind + "_recovery_codes";
    }

    /** The name of an act in the audit. */
    String action(String act) {
        return plural + "." + act;
    }

    /** A person's name in the audit. */
    public String actor(Person person) {
        return kind + ":" + person.signInName();
    }

    /** A person as the object of an act. */
    public Subject subject(Person person) {
        return person.account().equals(AccountId.PLATFORM)
                ? Subject.of(kind, person.number())
                : Subject.of(kind, person.number(), person.account());
    }
}
