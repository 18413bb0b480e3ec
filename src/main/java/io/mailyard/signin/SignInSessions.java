package io.mailyard.signin;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.mailyard.access.Scopes;
import io.mailyard.access.TokenSecret;
import io.mailyard.base.Page;
import io.mailyard.base.Slice;
import io.mailyard.db.Database;
import io.mailyard.db.SortedList;
import io.mailyard.db.SortedList.SortedPage;
import io.mailyard.db.SortedList.SortedSlice;
import io.mailyard.db.Tx;
import io.mailyard.fields.FieldValues;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Open sessions of one kind of people. A session ends at its time, after a while without use, when
 * it is ended, and with its person. Other processes learn of that within half a second, this one at
 * once.
 */
public final class SignInSessions<P extends Person> {
    /** Changes elsewhere must apply within one second (docs/spec/states.md). */
    private static final Duration FRESH = Duration.ofMillis(500);

    /** Some 2 KB each; a platform has fewer. */
    private static final int MAX_CACHED = 5_000;

    /** Uses are stored this often: a session may end that much early. */
    private static final Duration SEEN_EVERY = Duration.ofSeconds(30);

    /** Bound while a page looks by itself. */
    private static final ScopedValue<Boolean> LOOKING = ScopedValue.newInstance();

    private final Database database;
    private final People<P> people;
    private final SessionTable table;
    private final SessionLimits limits;
    private final String name;
    private final String of;
    private final InstantSource clock;
    private final AtomicLong generation = new AtomicLong();
    private final Cache<SessionKey, KnownSession<P>> sessions =
            Caffeine.newBuilder().maximumSize(MAX_CACHED).expireAfterWrite(FRESH).build();

    /** Last uses that are not stored yet; bounded by the sessions that are open. */
    private final Map<Long, Instant> seen = new ConcurrentHashMap<>();

    public SignInSessions(
            Database database,
            People<P> people,
            SessionTable table,
            SessionLimits limits,
            InstantSource clock) {
        this.database = database;
        this.people = people;
        this.table = table;
        this.limits = limits;
        this.name = people.tables().sessions();
        this.of = people.tables().of() + " = ?";
        this.clock = clock;
    }

    private record SessionKey(String of, long generation) {}

    private record KnownSession<P extends Person>(SignInSession session, P person, Scopes scopes) {}

    /** Address and browser of a sign-in. */
    public record SessionOrigin(String address, String userAgent) {}

    /** The signed-in person of a cookie; empty if the session has ended. Counts as use of it. */
    public Optional<SignedInPerson<P>> signedIn(String cookie) {
        if (!people.tables().isSession(cookie)) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        return known(TokenSecret.hashOf(cookie))
                .filter(known -> isOpen(known.session(), now))
                .map(known -> {
                    note(known.session(), now);
                    return new SignedInPerson<>(
                            known.person(),
                            known.session(),
                            known.scopes(),
                            now.isBefore(known.session().confirmedAt().plus(limits.confirmed())),
                            TokenSecret.hashOf("csrf " + cookie));
                });
    }

    private Optional<KnownSession<P>> known(String hash) {
        SessionKey key = new SessionKey(hash, generation.get());
        Optional<KnownSession<P>> known = Optional.ofNullable(sessions.getIfPresent(key));
        if (known.isPresent()) {
            return known;
        }
        Optional<KnownSession<P>> read =
                database.read(tx ->
                        find(tx, hash)
                                .filter(session -> !session.pending())
                                .flatMap(session ->
                                        people.find(tx, session.person())
                                                .filter(Person::active)
                                                .map(person ->
                                                        new KnownSession<>(
                                                                session,
                                                                person,
                                                                people.scopes(tx, person)))));
        read.ifPresent(found -> sessions.put(key, found));
        return read;
    }

    private boolean isOpen(SignInSession session, Instant now) {
        Instant used = session.lastSeenAt();
        Instant noted = seen.get(session.id());
        if (noted != null && noted.isAfter(used)) {
            used = noted;
        }
        return now.isBefore(session.endsAt()) && now.isBefore(used.plus(limits.idle()));
    }

    /**
     * Runs what a page does by itself, which is no use of a session: it ends without its person.
     */
    public <T, X extends Throwable> T looking(ScopedValue.CallableOp<T, X> look) throws X {
        return ScopedValue.where(LOOKING, true).call(look);
    }

    private void note(SignInSession session, Instant now) {
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
                            "UPDATE "
                                    + name
                                    + " SET last_seen_at = ? WHERE id = ? AND last_seen_at < ?",
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
                        "DELETE FROM " + name + " WHERE ends_at <= ? OR last_seen_at <= ?",
                        now,
                        now.minus(limits.idle())));
    }

    /** The session of a hash, pending ones too. The hash is looked up, nothing is compared. */
    Optional<SignInSession> find(Tx tx, String hash) {
        return table.rows().find(tx, "hash = ?", hash);
    }

    /** Opens a session; the one of the person that was unused longest may end for it. */
    SignInSession open(
            Tx tx,
            long person,
            TokenSecret secret,
            SessionOrigin origin,
            Instant now,
            FieldValues more) {
        removeBeyond(tx, person, false);
        return openBeside(tx, person, secret, origin, now, limits.session(), more);
    }

    /**
     * Opens a session that ends no other.
     *
     * @param more values of the columns that only this kind of people has
     */
    public SignInSession openBeside(
            Tx tx,
            long person,
            TokenSecret secret,
            SessionOrigin origin,
            Instant now,
            Duration lasts,
            FieldValues more) {
        changed(tx);
        return insert(tx, person, secret, origin, now, false, lasts, more);
    }

    /** Opens one that waits for the second factor, and that allows nothing else. */
    public void openPending(
            Tx tx,
            long person,
            TokenSecret secret,
            SessionOrigin origin,
            Instant now,
            FieldValues more) {
        removeBeyond(tx, person, true);
        insert(tx, person, secret, origin, now, true, PersonSignIn.PENDING, more);
    }

    /** Makes room for one more. */
    private void removeBeyond(Tx tx, long person, boolean pending) {
        tx.update(
                """
                DELETE FROM %1$s WHERE id IN
                  (SELECT id FROM %1$s WHERE %2$s AND pending = ?
                   ORDER BY last_seen_at DESC, id DESC LIMIT 1000 OFFSET ?)
                """
                        .formatted(name, of),
                person,
                pending,
                limits.sessionsOfPerson() - 1);
    }

    /** The one of a secret that waits; empty where it has ended, or does not wait. */
    public Optional<SignInSession> pending(Tx tx, String secret) {
        if (!people.tables().isSession(secret)) {
            return Optional.empty();
        }
        return find(tx, TokenSecret.hashOf(secret))
                .filter(SignInSession::pending)
                .filter(session -> clock.instant().isBefore(session.endsAt()));
    }

    /** Ends one that waited; false where it has ended. */
    public boolean take(Tx tx, long pending) {
        return tx.update("DELETE FROM " + name + " WHERE id = ?", pending) > 0;
    }

    private SignInSession insert(
            Tx tx,
            long person,
            TokenSecret secret,
            SessionOrigin origin,
            Instant now,
            boolean pending,
            Duration lasts,
            FieldValues more) {
        SignInSession session =
                new SignInSession(
                        table.initial()
                                .under(more)
                                .with(SignInSession.ID, tx.nextId(name))
                                .with(table.person(), person)
                                .with(SignInSession.CREATED_AT, now)
                                .with(SignInSession.CONFIRMED_AT, now)
                                .with(SignInSession.LAST_SEEN_AT, now)
                                .with(SignInSession.ENDS_AT, now.plus(lasts))
                                .with(SignInSession.ADDRESS, origin.address())
                                .with(SignInSession.USER_AGENT, origin.userAgent())
                                .with(SignInSession.HASH, secret.hash())
                                .with(SignInSession.PENDING, pending)
                                .with(SignInSession.WRONG_CODES, 0L),
                        person);
        table.rows().insert(tx, session);
        return session;
    }

    /** Notes that the password was given again; false where the session has ended. */
    boolean confirmed(Tx tx, long session, Instant now) {
        changed(tx);
        return tx.update("UPDATE " + name + " SET confirmed_at = ? WHERE id = ?", now, session) > 0;
    }

    /** Counts a code before it is checked; false where there were {@code most} or it has ended. */
    boolean tryCode(Tx tx, long pending, int most) {
        return tx.update(
                        "UPDATE "
                                + name
                                + " SET wrong_codes = wrong_codes + 1"
                                + " WHERE id = ? AND pending = 1 AND wrong_codes < ?",
                        pending,
                        most)
                > 0;
    }

    /** Open sessions, of one person or of all. */
    public Slice<SignInSession> list(Tx tx, Optional<Long> person, Page page) {
        String open = "pending = 0 AND ends_at > ? AND last_seen_at > ?";
        Instant now = clock.instant();
        Instant used = now.minus(limits.idle());
        return person.map(number ->
                        table.rows().page(tx, page, open + " AND " + of, now, used, number))
                .orElseGet(() -> table.rows().page(tx, page, open, now, used));
    }

    /**
     * Open sessions in an order, of one person or of all.
     *
     * @param search in login, address and browser; empty: all
     */
    public SortedSlice<SignInSession> list(
            Tx tx, Optional<Long> person, String search, SortedPage page) {
        Instant now = clock.instant();
        List<@Nullable Object> args = new ArrayList<>(List.of(now, now.minus(limits.idle())));
        String condition = "pending = 0 AND ends_at > ? AND last_seen_at > ?";
        if (person.isPresent()) {
            condition += " AND " + of;
            args.add(person.get());
        }
        if (!search.isEmpty()) {
            condition +=
                    " AND "
                            + SortedList.contains(
                                    search, args, table.login(), "address", "user_agent");
        }
        return table.sorts()
                .read(
                        tx,
                        page,
                        condition,
                        args,
                        (rest, values) -> table.rows().query(tx, rest, values),
                        SignInSession::id);
    }

    /** Open sessions of a person. */
    public long count(Tx tx, long person) {
        return list(tx, Optional.of(person), new Page(1, 1)).totalCount();
    }

    /** A session by number; not one that waits for its second factor. */
    public Optional<SignInSession> find(Tx tx, long id) {
        return table.rows().find(tx, "pending = 0 AND id = ?", id);
    }

    /** Ends a session. */
    public void end(Tx tx, long session) {
        find(tx, session).ifPresent(open -> people.sessionsEnded(tx, open.person()));
        tx.update("DELETE FROM " + name + " WHERE id = ?", session);
        changed(tx);
    }

    /** Ends all sessions of a person but one; 0: all. */
    public int endAll(Tx tx, long person, long except) {
        int ended =
                tx.update("DELETE FROM " + name + " WHERE " + of + " AND id <> ?", person, except);
        people.sessionsEnded(tx, person);
        changed(tx);
        return ended;
    }

    /** Clears the caches of this process once the change is durable. */
    public void changed(Tx tx) {
        tx.afterCommit(generation::incrementAndGet);
    }

    /** Counts the changes of this process: what was read before one may be outdated. */
    public long generation() {
        return generation.get();
    }
}
