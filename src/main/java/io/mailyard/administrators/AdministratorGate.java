package io.mailyard.administrators;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.mailyard.access.AdministratorId;
import io.mailyard.db.Database;
import io.mailyard.db.Tx;
import io.mailyard.gate.AdministratorAccess;
import io.mailyard.gate.AdministratorSource;
import io.mailyard.signin.SignInSessions;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** Sessions of administrators, and owners of personal tokens, for the gate of calls. */
final class AdministratorGate implements AdministratorSource {
    /** Changes elsewhere must apply within one second (docs/spec/states.md). */
    private static final Duration FRESH = Duration.ofMillis(500);

    /** More than any platform has administrators. */
    private static final int MAX_CACHED = 5_000;

    private final Database database;
    private final AdministratorStore store;
    private final SignInSessions<Administrator> sessions;
    private final AdministratorPeople endings;
    private final Cache<AdministratorKey, AdministratorPerson> people =
            Caffeine.newBuilder().maximumSize(MAX_CACHED).expireAfterWrite(FRESH).build();

    AdministratorGate(
            Database database,
            AdministratorStore store,
            SignInSessions<Administrator> sessions,
            AdministratorPeople endings) {
        this.database = database;
        this.store = store;
        this.sessions = sessions;
        this.endings = endings;
    }

    private record AdministratorKey(AdministratorId administrator, long generation) {}

    @Override
    public Optional<AdministratorAccess> session(String secret) {
        return sessions.signedIn(secret)
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
    public void onSessionsEnded(Consumer<Tx> listener) {
        endings.onSessionsEnded(listener);
    }

    @Override
    public Optional<AdministratorPerson> person(AdministratorId administrator) {
        AdministratorKey key = new AdministratorKey(administrator, sessions.generation());
        Optional<AdministratorPerson> known = Optional.ofNullable(people.getIfPresent(key));
        if (known.isPresent()) {
            return known;
        }
        Optional<AdministratorPerson> read =
                database.read(tx ->
                        store.find(tx, administrator)
                                .filter(Administrator::active)
                                .map(person ->
                                        new AdministratorPerson(
                                                person.login(), Roles.scopes(tx, person.role()))));
        read.ifPresent(person -> people.put(key, person));
        return read;
    }
}
