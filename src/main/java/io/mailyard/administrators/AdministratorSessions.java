package io.mailyard.administrators;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.mailyard.access.AdministratorId;
import io.mailyard.access.Scopes;
import io.mailyard.access.TokenSecret;
import io.mailyard.base.Page;
import io.mailyard.base.Slice;
import io.mailyard.db.Database;
import io.mailyard.db.Tx;
import io.mailyard.fields.FieldValues;
import io.mailyard.gate.AdministratorAccess;
import io.mailyard.gate.AdministratorSource;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Open sessions, in the table {@code administrator_sessions}. A session ends at its time, after a
 * while without use, when it is ended, and with its person. Other processes learn of that within
 * half a second, this one at once.
 */
public final class AdministratorSessions implements AdministratorSource {
    /** Changes elsewhere must apply within one second (docs/spec/states.md). */
    private static final Duration FRESH = Duration.ofMillis(500);

    /** Some 2 KB each; a platform has fewer. */
    private static final int MAX_CACHED = 5_000;

    /** Uses are stored this often: a session may end that much early. */
    private static final Duration SEEN_EVERY = Duration.ofSeconds(30);

    /** Bound while a page looks by itself. */
    private static final ScopedValue<Boolean> LOOKING = ScopedValue.newInstance();

    private static final String SEQUENCE = "administrator_sessions";
    private static final String OF = "administrator_id = ?";

    private final Database database;
    private final AdministratorStore store;
    private final AdministratorConfig config;
    private final InstantSource clock;
    private final AtomicLong generation = new AtomicLong();
    private final Cache<Key, KnownSession> sessions = cache();
    private final Cache<Key, Person> people = cache();

    /** Last uses that are not stored yet; bounded by the sessions that are open. */
    private final Map<Long, Instant> seen = new ConcurrentHashMap<>();

    AdministratorSessions(
            Database database,
            AdministratorStore store,
            AdministratorConfig config,
            InstantSource clock) {
        this.database = database;
        this.store = store;
        this.config = config;
        this.clock = clock;
    }

    private static <V> Cache<Key, V> cache() {
        return Caffeine.newBuilder().maximumSize(MAX_CACHED).expireAfterWrite(FRESH).build();
    }

    private record Key(String of, long generation) {}

    private record KnownSession(
            AdministratorSession session, Administrator person, Scopes scopes) {}

    /** Address and browser of a sign-in. */
    record SessionOrigin(String address, String userAgent) {}

    /** The signed-in person of a cookie; empty if the session has ended. Counts as use of it. */
    public Optional<SignedInAdministrator> signedIn(String cookie) {
        if (!TokenSecret.isOfSession(cookie)) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        return known(TokenSecret.hashOf(cookie))
                .filter(known -> isOpen(known.session(), now))
                .map(known -> {
                    note(known.session(), now);
                    return new SignedInAdministrator(
                            known.person(),
                            known.session(),
                            known.scopes(),
                            now.isBefore(known.session().confirmedAt().plus(config.confirmed())),
                            TokenSecret.hashOf("csrf " + cookie));
                });
    }

    @Override
    public Optional<AdministratorAccess> session(String secret) {
        return signedIn(secret)
                .map(found ->
                        new AdministratorAccess(
                                found.person().id(),
                                found.session().id(),
                                found.person().login(),
                                found.person().role(),
                                found.scopes(),
                                found.mustChangePassword(),
                                found.confirmed()));
    }

    @Override
    public Optional<Person> person(AdministratorId administrator) {
        Key key = new Key(administrator.toString(), generation.get());
        Optional<Person> known = Optional.ofNullable(people.getIfPresent(key));
        if (known.isPresent()) {
            return known;
        }
        Optional<Person> read =
                database.read(tx ->
                        store.find(tx, administrator)
                                .filter(Administrator::active)
                                .map(person ->
                                        new Person(
                                                person.login(), Roles.scopes(tx, person.role()))));
        read.ifPresent(person -> people.put(key, person));
        return read;
    }

    private Optional<KnownSession> known(String hash) {
        Key key = new Key(hash, generation.get());
        Optional<KnownSession> known = Optional.ofNullable(sessions.getIfPresent(key));
        if (known.isPresent()) {
            return known;
        }
        Optional<KnownSession> read =
                database.read(tx ->
                        find(tx, hash)
                                .filter(session -> !session.pending())
                                .flatMap(session ->
                                        store.find(tx, session.administrator())
                                                .filter(Administrator::active)
                                                .map(person ->
                                                        new KnownSession(
                                                                session,
                                                                person,
                                                                Roles.scopes(tx, person.role())))));
        read.ifPresent(found -> sessions.put(key, found));
        return read;
    }

    private boolean isOpen(AdministratorSession session, Instant now) {
        Instant used = session.lastSeenAt();
        Instant noted = seen.get(session.id());
        if (noted != null && noted.isAfter(used)) {
            used = noted;
        }
        return now.isBefore(session.endsAt()) && now.isBefore(used.plus(config.idle()));
    }

    /**
     * Runs what a page does by itself, which is no use of a session: it ends without its person.
     */
    public <T, X extends Throwable> T looking(ScopedValue.CallableOp<T, X> look) throws X {
        return ScopedValue.where(LOOKING, true).call(look);
    }

    private void note(AdministratorSession session, Instant now) {
        if (!LOOKING.isBound() && now.isAfter(session.lastSeenAt().plus(SEEN_EVERY))) {
            seen.put(session.id(), now);
        }
    }

    /** Stores the last uses; call every few seconds. */
    public void flush() {
        Map<Long, Instant> taken = Map.copyOf(seen);
        if (taken.isEmpty()) {
            return;
        }
        database.write(tx -> {
            taken.forEach((id, at) ->
                    tx.update(
                            """
                            UPDATE administrator_sessions SET last_seen_at = ?
                            WHERE id = ? AND last_seen_at < ?
                            """,
                            at,
                            id,
                            at));
            return true;
        });
        generation.incrementAndGet(); // what is known has the uses before
        taken.forEach(seen::remove);
    }

    /** Removes sessions that have ended; call every few minutes. */
    public void sweep() {
        Instant now = clock.instant();
        database.write(tx ->
                tx.update(
                        "DELETE FROM administrator_sessions WHERE ends_at <= ? OR last_seen_at <= ?",
                        now,
                        now.minus(config.idle())));
    }

    /** The session of a hash, pending ones too. The hash is looked up, nothing is compared. */
    Optional<AdministratorSession> find(Tx tx, String hash) {
        return AdministratorSession.TABLE.find(tx, "hash = ?", hash);
    }

    /** Opens a session; the one of the person that was unused longest may end for it. */
    AdministratorSession open(
            Tx tx, AdministratorId id, TokenSecret secret, SessionOrigin origin, Instant now) {
        removeBeyond(tx, id, false);
        changed(tx);
        return insert(tx, id, secret, origin, now, false);
    }

    /** Opens one that waits for the second factor, and that allows nothing else. */
    void openPending(
            Tx tx, AdministratorId id, TokenSecret secret, SessionOrigin origin, Instant now) {
        removeBeyond(tx, id, true);
        insert(tx, id, secret, origin, now, true);
    }

    /** Makes room for one more. */
    private void removeBeyond(Tx tx, AdministratorId id, boolean pending) {
        tx.update(
                """
                DELETE FROM administrator_sessions WHERE id IN
                  (SELECT id FROM administrator_sessions WHERE administrator_id = ? AND pending = ?
                   ORDER BY last_seen_at DESC, id DESC LIMIT 1000 OFFSET ?)
                """,
                id.value(),
                pending,
                config.sessionsOfPerson() - 1);
    }

    /** Ends one that waited for its second factor; false where it has ended. */
    boolean take(Tx tx, long pending) {
        return tx.update("DELETE FROM administrator_sessions WHERE id = ?", pending) > 0;
    }

    private AdministratorSession insert(
            Tx tx,
            AdministratorId id,
            TokenSecret secret,
            SessionOrigin origin,
            Instant now,
            boolean pending) {
        Duration lasts = pending ? AdministratorSignIn.PENDING : config.session();
        AdministratorSession session =
                new AdministratorSession(
                        FieldValues.NONE
                                .with(AdministratorSession.ID, tx.nextId(SEQUENCE))
                                .with(AdministratorSession.ADMINISTRATOR, id)
                                .with(AdministratorSession.CREATED_AT, now)
                                .with(AdministratorSession.CONFIRMED_AT, now)
                                .with(AdministratorSession.LAST_SEEN_AT, now)
                                .with(AdministratorSession.ENDS_AT, now.plus(lasts))
                                .with(AdministratorSession.ADDRESS, origin.address())
                                .with(AdministratorSession.USER_AGENT, origin.userAgent())
                                .with(AdministratorSession.HASH, secret.hash())
                                .with(AdministratorSession.PENDING, pending)
                                .with(AdministratorSession.WRONG_CODES, 0L));
        AdministratorSession.TABLE.insert(tx, session);
        return session;
    }

    /** Notes that the password was given again. */
    void confirmed(Tx tx, long session, Instant now) {
        tx.update("UPDATE administrator_sessions SET confirmed_at = ? WHERE id = ?", now, session);
        changed(tx);
    }

    /** Counts a code before it is checked; false where there were {@code most} or it has ended. */
    boolean tryCode(Tx tx, long pending, int most) {
        return tx.update(
                        """
                        UPDATE administrator_sessions SET wrong_codes = wrong_codes + 1
                        WHERE id = ? AND pending = 1 AND wrong_codes < ?
                        """,
                        pending,
                        most)
                > 0;
    }

    Slice<AdministratorSession> list(Tx tx, Optional<AdministratorId> of, Page page) {
        String open = "pending = 0 AND ends_at > ? AND last_seen_at > ?";
        Instant now = clock.instant();
        Instant used = now.minus(config.idle());
        return of.map(id ->
                        AdministratorSession.TABLE.page(
                                tx, page, open + " AND " + OF, now, used, id.value()))
                .orElseGet(() -> AdministratorSession.TABLE.page(tx, page, open, now, used));
    }

    long count(Tx tx, AdministratorId of) {
        return list(tx, Optional.of(of), new Page(1, 1)).totalCount();
    }

    Optional<AdministratorSession> find(Tx tx, long id) {
        return AdministratorSession.TABLE.find(tx, "pending = 0 AND id = ?", id);
    }

    void end(Tx tx, long session) {
        tx.update("DELETE FROM administrator_sessions WHERE id = ?", session);
        changed(tx);
    }

    /** Ends all sessions of a person but one; 0: all. */
    int endAll(Tx tx, AdministratorId of, long except) {
        int ended =
                tx.update(
                        "DELETE FROM administrator_sessions WHERE " + OF + " AND id <> ?",
                        of.value(),
                        except);
        changed(tx);
        return ended;
    }

    /** Clears the caches of this process once the change is durable. */
    void changed(Tx tx) {
        tx.afterCommit(generation::incrementAndGet);
    }
}
