package io.mailyard.signin;

import io.mailyard.access.TokenSecret;
import io.mailyard.db.Database;
import io.mailyard.db.Tx;
import io.mailyard.notices.Notice;
import io.mailyard.signin.FoundPeople.FoundPerson;
import io.mailyard.signin.SignInNetworks.Network;
import io.mailyard.writes.Writes;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Opens sessions of people who were let in. Whatever let them in is asked once more in the
 * transaction that makes the session: a person, password, provider or key that is switched off or
 * changed a moment before opens none.
 */
record SessionOpening<P extends Person>(
        Database database,
        Writes writes,
        People<P> people,
        SignInSessions<P> sessions,
        SignInSecrets secrets,
        SignInNetworks networks,
        SignInNotices notices,
        SignInAudit audit,
        InstantSource clock) {

    /** Opens a session that waits for the second factor, unless something was changed meanwhile. */
    SignInOutcome pending(
            FoundPerson<P> found, TokenSecret secret, Entrance entrance, SignInOrigin origin) {
        Instant now = clock.instant();
        boolean waits =
                database.write(tx -> {
                    if (!isStill(tx, found, entrance)) {
                        return false;
                    }
                    sessions.openPending(
                            tx,
                            found.person().number(),
                            secret,
                            origin.session(),
                            now,
                            entrance.session());
                    return true;
                });
        return waits
                ? new SignInOutcome.SignInCodeNeeded(secret.text())
                : new SignInOutcome.SignInExpired();
    }

    /** Whether nothing that let the person in was changed since it was looked at. */
    private boolean isStill(Tx tx, FoundPerson<P> found, Entrance entrance) {
        long person = found.person().number();
        return people.find(tx, person)
                .filter(Person::active)
                .filter(_ -> secrets.find(tx, person).isAs(found.secrets()))
                .filter(_ -> entrance.still().in(tx))
                .isPresent();
    }

    /** Opens the session, unless the person was changed meanwhile: false. */
    boolean open(
            FoundPerson<P> found,
            TokenSecret secret,
            Network network,
            Entrance entrance,
            SignInOrigin origin) {
        P person = found.person();
        boolean isNew =
                found.networks().stream().noneMatch(seen -> seen.region().equals(network.region()));
        Optional<Notice> notice =
                isNew ? notices.compose(person, origin, clock.instant()) : Optional.empty();
        return writes.as(
                origin.actor(people.tables().actor(person)),
                change -> {
                    Tx tx = change.tx();
                    if (!isStill(tx, found, entrance)) {
                        return false;
                    }
                    SignInSession session =
                            sessions.open(
                                    tx,
                                    person.number(),
                                    secret,
                                    origin.session(),
                                    change.now(),
                                    entrance.session());
                    secrets.recordSignIn(tx, person.number(), change.now(), origin.address());
                    networks.recordUse(tx, person.number(), network, change.now());
                    audit.recordSignIn(change, person, session, entrance.by(), isNew);
                    notice.ifPresent(mail -> notices.queue(tx, mail));
                    return true;
                });
    }
}
