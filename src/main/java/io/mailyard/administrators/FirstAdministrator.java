package io.mailyard.administrators;

import io.mailyard.access.AdministratorId;
import io.mailyard.access.Passwords;
import io.mailyard.access.TokenSecret;
import io.mailyard.db.Database;
import io.mailyard.db.Tx;
import io.mailyard.fields.FieldValues;
import io.mailyard.users.UserEntries;
import io.mailyard.writes.Change;
import java.util.Optional;

/**
 * The administrator whom the program makes where there is none, and the one whom it helps in again
 * from the machine: with a random password that must be changed at the next sign-in.
 */
public final class FirstAdministrator {
    private static final String LOGIN = "admin";
    private static final String SEQUENCE = "administrators";

    private final Database database;
    private final Passwords passwords;
    private final AdministratorStore store = new AdministratorStore();

    public FirstAdministrator(Database database, Passwords passwords) {
        this.database = database;
        this.passwords = passwords;
    }

    /**
     * A password that the program made.
     *
     * @param text to be shown to whoever is at the machine, and kept nowhere else
     */
    public record MadePassword(String login, String text, String hash) {
        /** Masks it. */
        @Override
        public String toString() {
            return "MadePassword of " + login;
        }
    }

    /** Whether nobody is there: one is needed. */
    public boolean isNeeded() {
        return database.<Long>read(store::count) == 0;
    }

    /** A password for someone, made before the transaction since hashing is slow. */
    public MadePassword password() {
        NewPassword made = NewPassword.random(passwords);
        return new MadePassword(LOGIN, made.text(), made.hash());
    }

    /** Makes the first administrator; false where there is one already. */
    public boolean make(Change change, MadePassword password) {
        if (store.count(change.tx()) > 0) {
            return false;
        }
        AdministratorId id = new AdministratorId(change.tx().nextId(SEQUENCE));
        Administrator person =
                Administrator.of(
                        id,
                        FieldValues.NONE
                                .with(Administrator.LOGIN, LOGIN)
                                .with(Administrator.ROLE, Role.MASTER),
                        change.now());
        store.insert(change.tx(), person, password.hash(), initialHash(password.text()));
        change.recordCreation(
                "administrators.save",
                Administrators.subject(id),
                out -> {
                    Administrators.audited(out, person);
                    out.text("password", "***");
                });
        return true;
    }

    /**
     * Lets a person in again who lost password or second factor: both are replaced, the person is
     * switched on and, without a login, a master; sessions end.
     *
     * @param login empty: the first active master, else the first person
     * @return the login; empty where there is no such person
     */
    public Optional<String> reset(Change change, Optional<String> login, MadePassword password) {
        Tx tx = change.tx();
        Optional<Administrator> found =
                login.isPresent() ? store.find(tx, login.get()) : store.first(tx);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Administrator before = found.get();
        Administrator after =
                new Administrator(
                        before.values()
                                .with(Administrator.ACTIVE, true)
                                .with(
                                        Administrator.ROLE,
                                        login.isPresent() ? before.role() : Role.MASTER)
                                .with(Administrator.UPDATED_AT, change.now()));
        store.update(tx, after);
        store.setPassword(
                tx, after.id(), password.hash(), initialHash(password.text()), true, change.now());
        store.removeFactors(tx, after.id());
        store.setProvider(tx, after.id(), "", "");
        tx.update(
                "DELETE FROM administrator_sessions WHERE administrator_id = ?",
                after.id().value());
        UserEntries.endOf(tx, after.id());
        change.recordChange(
                "administrators.save",
                Administrators.subject(after.id()),
                out -> Administrators.audited(out, before),
                out -> Administrators.audited(out, after));
        change.recordDifference(
                "administrators.reset",
                Administrators.subject(after.id()),
                "{\"password\":\"***\",\"second_factor\":" + before.hasSecondFactor() + "}",
                "{\"password\":\"***\",\"second_factor\":false}");
        return Optional.of(after.login());
    }

    /** Whether nobody needs this password, which the program made: changed, or of one deleted. */
    public boolean isChanged(String password) {
        return database.read(tx -> store.isChanged(tx, initialHash(password)));
    }

    /** A plain hash is enough for 100 random bits: there is nothing to guess. */
    private static String initialHash(String password) {
        return TokenSecret.hashOf("initial password " + password);
    }
}
