package io.mailyard.users;

import io.mailyard.access.AdministratorId;
import io.mailyard.access.TokenSecret;
import io.mailyard.db.Database;
import io.mailyard.db.Tx;
import io.mailyard.fields.FieldValues;
import io.mailyard.gate.AdministratorSource;
import io.mailyard.signin.SignInOrigin;
import io.mailyard.signin.SignInSession;
import io.mailyard.signin.SignInSessions;
import io.mailyard.writes.Change;
import io.mailyard.writes.Writes;
import java.time.Duration;
import java.util.Optional;

/**
 * Administrators who enter as a user: a code that a call answers is exchanged, once, for a session
 * that shows what the user sees.
 */
public final class UserEntries {
    /** Long enough to help somebody at the telephone. */
    public static final Duration LASTS = Duration.ofMinutes(30);

    private final Database database;
    private final Writes writes;
    private final PortalPeople people;
    private final SignInSessions<PortalUser> sessions;
    private final AdministratorSource administrators;

    UserEntries(
            Database database,
            Writes writes,
            PortalPeople people,
            SignInSessions<PortalUser> sessions,
            AdministratorSource administrators) {
        this.database = database;
        this.writes = writes;
        this.people = people;
        this.sessions = sessions;
        this.administrators = administrators;
    }

    /** A code that opens a session within five minutes. */
    TokenSecret offer(
            Change change, User user, AdministratorId by, boolean mayChange, SignInOrigin origin) {
        TokenSecret code = PortalPeople.TABLES.newSession();
        sessions.openPending(
                change.tx(),
                user.id().value(),
                code,
                origin.session(),
                change.now(),
                entered(by, mayChange));
        return code;
    }

    private static FieldValues entered(AdministratorId by, boolean mayChange) {
        return FieldValues.NONE
                .with(PortalPeople.ENTERED_BY, Optional.of(by))
                .with(PortalPeople.ENTERED_WRITES, mayChange);
    }

    /**
     * Whom a code is for.
     *
     * @param by login of the administrator
     */
    public record Offer(PortalUser user, String by, boolean mayChange) {}

    private record FoundOffer(SignInSession pending, AdministratorId by, Offer offer) {}

    /** Whom a code is for; empty where it is used, too old or unknown. */
    public Optional<Offer> find(String code) {
        return database.<Optional<FoundOffer>>read(tx -> find(tx, code)).map(FoundOffer::offer);
    }

    private Optional<FoundOffer> find(Tx tx, String code) {
        return sessions.pending(tx, code)
                .filter(people::isEntered)
                .flatMap(pending -> {
                    AdministratorId by = pending.get(PortalPeople.ENTERED_BY).orElseThrow();
                    boolean mayChange = pending.get(PortalPeople.ENTERED_WRITES);
                    return people.find(tx, pending.person())
                            .filter(PortalUser::active)
                            .flatMap(user ->
                                    administrators
                                            .person(by)
                                            .map(person ->
                                                    new FoundOffer(
                                                            pending,
                                                            by,
                                                            new Offer(
                                                                    user,
                                                                    person.login(),
                                                                    mayChange))));
                });
    }

    /** Uses a code up: the cookie of the session; empty where it is used, too old or unknown. */
    public Optional<String> enter(String code, SignInOrigin origin) {
        Optional<FoundOffer> found = database.read(tx -> find(tx, code));
        if (found.isEmpty()) {
            return Optional.empty();
        }
        TokenSecret secret = PortalPeople.TABLES.newSession();
        Offer offer = found.get().offer();
        String actor = "administrator:" + offer.by() + " as user:" + offer.user().signInName();
        boolean opened =
                writes.as(
                        origin.actor(actor),
                        change -> {
                            if (!sessions.take(change.tx(), found.get().pending().id())) {
                                return false;
                            }
                            endEarlier(change.tx(), found.get().by());
                            sessions.openBeside(
                                    change.tx(),
                                    offer.user().number(),
                                    secret,
                                    origin.session(),
                                    change.now(),
                                    LASTS,
                                    entered(found.get().by(), offer.mayChange()));
                            change.recordCreation(
                                    "users.entered",
                                    PortalPeople.TABLES.subject(offer.user()),
                                    out ->
                                            out.text("by", offer.by())
                                                    .text("user", offer.user().signInName())
                                                    .flag("may_change", offer.mayChange()));
                            return true;
                        });
        return opened ? Optional.of(secret.text()) : Optional.empty();
    }

    /** An administrator is one user at a time. */
    private void endEarlier(Tx tx, AdministratorId by) {
        endOf(tx, by);
        sessions.changed(tx);
    }

    /**
     * Ends the sessions in which an administrator has entered, and the codes for more. Processes
     * learn of it within half a second.
     */
    public static void endOf(Tx tx, AdministratorId by) {
        tx.update("DELETE FROM user_sessions WHERE entered_by = ?", by.value());
    }
}
