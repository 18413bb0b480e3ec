package io.mailyard.administrators;

import io.mailyard.access.AdministratorId;
import io.mailyard.access.Scopes;
import io.mailyard.api.Audience;
import io.mailyard.db.Tx;
import io.mailyard.signin.People;
import io.mailyard.signin.PersonTables;
import io.mailyard.signin.SessionTable;
import io.mailyard.users.UserEntries;
import io.mailyard.writes.Change;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Administrators as those who sign in. */
final class AdministratorPeople implements People<Administrator> {
    static final PersonTables TABLES =
            new PersonTables("administrator", "administrators", Audience.ADMINISTRATOR);

    static final SessionTable SESSIONS =
            new SessionTable(
                    TABLES,
                    "SELECT login FROM administrators a WHERE a.id = administrator_id",
                    List.of());

    private final AdministratorStore store;
    private final Runnable passwordsChanged;
    private volatile Consumer<Tx> ended = _ -> {};

    AdministratorPeople(AdministratorStore store, Runnable passwordsChanged) {
        this.store = store;
        this.passwordsChanged = passwordsChanged;
    }

    @Override
    public PersonTables tables() {
        return TABLES;
    }

    @Override
    public Optional<Administrator> find(Tx tx, long number) {
        return store.find(tx, new AdministratorId(number));
    }

    @Override
    public Optional<Administrator> find(Tx tx, String typed) {
        return store.find(tx, typed);
    }

    @Override
    public String key(String typed) {
        return Administrator.key(typed);
    }

    @Override
    public Scopes scopes(Tx tx, Administrator person) {
        return Roles.scopes(tx, person.role());
    }

    @Override
    public void setPassword(Change change, Administrator person, String hash) {
        store.setPassword(change.tx(), person.id(), hash, "", false, change.now());
        change.recordDifference(
                "administrators.password",
                Administrators.subject(person.id()),
                "{\"password\":\"***\"}",
                "{\"password\":\"***\"}");
    }

    @Override
    public void mustBeGood(String password, Administrator person) {
        Administrators.mustBeGood(password, person);
    }

    /** Sets what clears caches of this process that hold what such sessions have opened. */
    void onSessionsEnded(Consumer<Tx> listener) {
        this.ended = listener;
    }

    /** Whoever has entered as a user is out there too: the session may be a thief's. */
    @Override
    public void sessionsEnded(Tx tx, long number) {
        UserEntries.endOf(tx, new AdministratorId(number));
        ended.accept(tx);
    }

    @Override
    public void passwordChanged() {
        passwordsChanged.run();
    }
}
