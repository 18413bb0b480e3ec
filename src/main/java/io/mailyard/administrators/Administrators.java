package io.mailyard.administrators;

import io.mailyard.access.AdministratorId;
import io.mailyard.access.Principal;
import io.mailyard.access.Scopes;
import io.mailyard.access.Token;
import io.mailyard.access.TokenStore;
import io.mailyard.administrators.IssuedSecrets.IssuedSecret;
import io.mailyard.api.Params;
import io.mailyard.base.AccountId;
import io.mailyard.base.ApiException;
import io.mailyard.base.Fault;
import io.mailyard.db.Database;
import io.mailyard.db.SortedList.SortedPage;
import io.mailyard.db.SortedList.SortedSlice;
import io.mailyard.db.Tx;
import io.mailyard.fields.FieldValues;
import io.mailyard.fields.Fields;
import io.mailyard.signin.SignInSession;
import io.mailyard.signin.SignInSessions;
import io.mailyard.users.PasswordRules;
import io.mailyard.wire.JsonText;
import io.mailyard.wire.Out;
import io.mailyard.writes.Change;
import io.mailyard.writes.Change.Subject;
import java.util.List;
import java.util.Optional;

/** The rules of administrators. */
public final class Administrators {
    private static final String SEQUENCE = "administrators";

    /** More than any platform has. */
    static final int MOST = 1_000;

    private final Database database;
    private final AdministratorStore store;
    private final SignInSessions<Administrator> sessions;
    private final AdministratorRights rights;
    private final TokenStore tokens;
    private final Runnable tokensChanged;

    Administrators(
            Database database,
            AdministratorStore store,
            SignInSessions<Administrator> sessions,
            AdministratorRights rights,
            TokenStore tokens,
            Runnable tokensChanged) {
        this.database = database;
        this.store = store;
        this.sessions = sessions;
        this.rights = rights;
        this.tokens = tokens;
        this.tokensChanged = tokensChanged;
    }

    /** A person in full. */
    record Details(Administrator person, long sessions, long codes, List<IssuedSecret> toReview) {}

    /** Scopes of an active administrator; empty if switched off or deleted. */
    public Optional<Scopes> scopes(Tx tx, AdministratorId id) {
        return rights.of(tx, id);
    }

    static Subject subject(AdministratorId id) {
        return Subject.of("administrator", id.value());
    }

    static void audited(Out out, Administrator person) {
        Fields.write(out, Administrator.AUDITED, person.values());
    }

    SortedSlice<Administrator> list(
            AdministratorStore.AdministratorFilter filter, SortedPage page) {
        return database.read(tx -> store.list(tx, filter, page));
    }

    Details get(AdministratorId id) {
        return database.read(tx -> {
            Administrator person = existing(tx, id);
            return new Details(
                    person,
                    sessions.count(tx, id.value()),
                    store.countCodes(tx, id),
                    IssuedSecrets.of(tx, person));
        });
    }

    Administrator existing(Tx tx, AdministratorId id) {
        return store.find(tx, id)
                .orElseThrow(() -> ApiException.notFound("no administrator with id " + id));
    }

    AdministratorId create(Change change, Principal by, Params params, NewPassword password) {
        Tx tx = change.tx();
        if (store.count(tx) >= MOST) {
            throw ApiException.conflict(
                    "there are " + MOST + " administrators, which is the limit");
        }
        AdministratorId id = new AdministratorId(tx.nextId(SEQUENCE));
        Administrator person =
                withRole(
                        tx,
                        Administrator.of(
                                id, FieldValues.given(Administrator.FIELDS, params), change.now()));
        store.find(tx, person.login())
                .ifPresent(other -> {
                    throw ApiException.conflict(
                            "the login '"
                                    + other.login()
                                    + "' is taken by administrator "
                                    + other.id());
                });
        password.mustBeGood(person);
        rights.mustInclude(tx, by, person);
        store.insert(tx, person, password.hash(), "");
        change.recordCreation(
                "administrators.save",
                subject(id),
                out -> {
                    audited(out, person);
                    out.text("password", "***");
                });
        return id;
    }

    /** The role by its own name: those of the program are found in any case. */
    private static Administrator withRole(Tx tx, Administrator person) {
        Role role =
                Roles.find(tx, person.role())
                        .orElseThrow(() ->
                                ApiException.badRequest(
                                        "role", "no role is named '" + person.role() + "'"));
        return new Administrator(person.values().with(Administrator.ROLE, role.name()));
    }

    /** Changes a person; returns the secrets to review if it switched the person off. */
    List<IssuedSecret> update(
            Change change,
            Principal by,
            AdministratorId id,
            Params params,
            Optional<NewPassword> password) {
        Tx tx = change.tx();
        Administrator before = existing(tx, id);
        FieldValues given = FieldValues.given(Administrator.FIELDS, params);
        given.find(Administrator.LOGIN)
                .filter(login -> !login.equals(before.login()))
                .ifPresent(_ -> {
                    throw ApiException.badRequest(
                            "login", "stays: the audit names the person by it");
                });
        Administrator after =
                withRole(
                        tx,
                        new Administrator(
                                before.values()
                                        .under(given)
                                        .with(Administrator.UPDATED_AT, change.now())));
        rights.mustInclude(tx, by, before);
        rights.mustInclude(tx, by, after);
        if (!after.isMaster() || !after.active()) {
            mustLeaveMaster(tx, before);
        }
        boolean changed =
                change.recordChange(
                        "administrators.save",
                        subject(id),
                        out -> audited(out, before),
                        out -> audited(out, after));
        if (changed) {
            store.update(tx, after);
            sessions.changed(tx);
        }
        password.ifPresent(fresh -> {
            if (!after.provider().isEmpty()) {
                throw ApiException.badRequest(
                        "password",
                        "is none of this server's: the provider '"
                                + after.provider()
                                + "' signs the person in");
            }
            fresh.mustBeGood(after);
            setPassword(change, after, fresh, given.find(Administrator.MUST_CHANGE).orElse(true));
        });
        if (before.active() && !after.active()) {
            endAccess(change, after);
            return IssuedSecrets.of(tx, after);
        }
        return List.of();
    }

    /** Sets a password for someone, which ends that person's sessions. */
    private void setPassword(
            Change change, Administrator person, NewPassword password, boolean mustChange) {
        store.setPassword(change.tx(), person.id(), password.hash(), "", mustChange, change.now());
        sessions.endAll(change.tx(), person.number(), 0);
        change.recordDifference(
                "administrators.password",
                subject(person.id()),
                "{\"password\":\"***\"}",
                "{\"password\":\"***\",\"must_change_password\":" + mustChange + "}");
    }

    /** Someone must be able to manage all others. */
    private void mustLeaveMaster(Tx tx, Administrator person) {
        if (person.isMaster() && person.active() && store.mastersBeside(tx, person.id()) == 0) {
            throw ApiException.conflict(
                    "administrator '"
                            + person.login()
                            + "' is the last active master: make another first, or nobody could"
                            + " manage the others");
        }
    }

    /** Ends sessions and personal tokens. */
    private void endAccess(Change change, Administrator person) {
        Tx tx = change.tx();
        sessions.endAll(tx, person.number(), 0);
        for (Token token : tokens.personal(tx, person.id())) {
            tokens.delete(tx, AccountId.PLATFORM, token.id());
            change.recordDeletion(
                    "tokens.delete",
                    Subject.of("token", token.id().value()),
                    out -> Fields.write(out, Fields.audited(Token.OF_PLATFORM), token.values()));
        }
        tx.afterCommit(tokensChanged);
    }

    List<IssuedSecret> delete(Change change, Principal by, AdministratorId id) {
        Tx tx = change.tx();
        Administrator person = existing(tx, id);
        rights.mustInclude(tx, by, person);
        mustLeaveMaster(tx, person);
        List<IssuedSecret> toReview = IssuedSecrets.of(tx, person);
        endAccess(change, person);
        store.delete(tx, id);
        change.recordDeletion("administrators.delete", subject(id), out -> audited(out, person));
        return toReview;
    }

    /** Takes the second factor away, for a person who lost it; ends that person's sessions. */
    void resetFactors(Change change, Principal by, AdministratorId id) {
        Tx tx = change.tx();
        Administrator person = existing(tx, id);
        rights.mustInclude(tx, by, person);
        long passkeys = store.countPasskeys(tx, id);
        if (!person.hasSecondFactor() && passkeys == 0) {
            return;
        }
        store.removeFactors(tx, id);
        sessions.endAll(tx, id.value(), 0);
        change.recordDifference(
                "administrators.factors.reset",
                subject(id),
                factors(person.hasSecondFactor(), passkeys),
                factors(false, 0));
    }

    private static String factors(boolean second, long passkeys) {
        return JsonText.write(
                out -> out.flag("second_factor", second).number("passkeys", passkeys));
    }

    SortedSlice<SignInSession> sessions(
            Optional<AdministratorId> of, String search, SortedPage page) {
        return database.read(tx -> {
            of.ifPresent(id -> existing(tx, id));
            return sessions.list(tx, of.map(AdministratorId::value), search, page);
        });
    }

    /** Ends a session. */
    void endSession(Change change, Principal by, long id) {
        SignInSession session =
                sessions.find(change.tx(), id)
                        .orElseThrow(() -> ApiException.notFound("no session with id " + id));
        Administrator person = existing(change.tx(), new AdministratorId(session.person()));
        mustReach(change.tx(), by, person);
        sessions.end(change.tx(), id);
        change.recordDeletion(
                "administrators.sessions.end",
                subject(person.id()),
                out -> out.number("session", id).text("address", session.address()));
    }

    /** Ends all sessions of a person; how many. */
    int endSessions(Change change, Principal by, AdministratorId id) {
        Administrator person = existing(change.tx(), id);
        mustReach(change.tx(), by, person);
        int ended = sessions.endAll(change.tx(), id.value(), 0);
        if (ended > 0) {
            change.recordDeletion(
                    "administrators.sessions.end",
                    subject(id),
                    out -> out.number("sessions", ended));
        }
        return ended;
    }

    private void mustReach(Tx tx, Principal by, Administrator person) {
        if (by.administrator().filter(person.id()::equals).isEmpty()) {
            rights.mustInclude(tx, by, person);
        }
    }

    /** Requires that a password keeps the rules. */
    static void mustBeGood(String password, Administrator person) {
        List<Fault> faults =
                PasswordRules.broken(password, person.login(), "", person.email()).stream()
                        .map(rule -> new Fault("password", PasswordRules.sentence(rule)))
                        .toList();
        if (!faults.isEmpty()) {
            throw ApiException.badRequest(faults);
        }
    }
}
