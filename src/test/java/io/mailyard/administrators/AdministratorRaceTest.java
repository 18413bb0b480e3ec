package io.mailyard.administrators;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.access.TokenStore;
import io.mailyard.administrators.SignInPeople.NewPerson;
import io.mailyard.base.AccountId;
import io.mailyard.providers.OidcProvider;
import io.mailyard.providers.ProvidedIdentity;
import io.mailyard.providers.ProvidedSignIn.ProvidedEntry;
import io.mailyard.providers.Providers;
import io.mailyard.signin.PasswordElsewhere.Right;
import io.mailyard.signin.SignInOutcome;
import io.mailyard.testing.Api;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Sign-ins at the very moment at which what lets the person in is taken away. */
@ParameterizedClass
@EnumSource
class AdministratorRaceTest {
    private static final int ROUNDS = 25;

    private final TestServer server;
    private final Api admin;
    private final SignInPeople people;
    private final ProvidedPeople provided;
    private final Providers<OidcProvider> providers;

    AdministratorRaceTest(StoreKind kind) {
        server = TestServer.of(kind);
        admin = server.api();
        people = new SignInPeople(server);
        AdministratorStore store = new AdministratorStore();
        provided =
                new ProvidedPeople(
                        people.database(),
                        people.writes(),
                        store,
                        people.people.sessions(),
                        new AdministratorRights(store, new TokenStore()),
                        people.people.signIn());
        providers =
                new Providers<>(
                        people.database(), OidcProvider.KIND, provided.use(OidcProvider::roles));
    }

    @AfterEach
    void close() {
        people.close();
    }

    private long sessions(long person) {
        return people.database()
                .read(tx ->
                        tx.number(
                                "SELECT count(*) FROM administrator_sessions"
                                        + " WHERE administrator_id = ?",
                                person));
    }

    private OidcProvider provider() {
        String name = Api.unique("p");
        admin.call(
                        "oidc_providers/save",
                        "name",
                        name,
                        "issuer",
                        "https://id.example.com",
                        "client_id",
                        "x",
                        "roles",
                        Map.of("ops", "support"))
                .ok();
        return providers.active(AccountId.PLATFORM, name).orElseThrow();
    }

    private void save(OidcProvider provider, Map<String, Object> change) {
        change.forEach((name, value) ->
                admin.call("oidc_providers/save", "id", provider.id(), name, value).ok());
    }

    private static ProvidedIdentity ann(OidcProvider provider) {
        return new ProvidedIdentity(
                provider,
                "s-" + provider.id(),
                "ann-" + provider.name(),
                "Ann",
                "",
                false,
                Set.of("ops"),
                provider.roles(),
                Set.of());
    }

    private void endAll(OidcProvider provider, long person) {
        admin.call("administrators/delete", "id", person).ok();
        admin.call("oidc_providers/delete", "id", provider.id()).ok();
    }

    /** What was decided in one transaction is asked again in that of the session. */
    @Test
    void whatIsTakenAwayBetweenTheTwoTransactions_opensNoSession() {
        OidcProvider provider = provider();
        long person = 0;
        for (Map<String, Object> change :
                List.of(
                        Map.<String, Object>of("active", false),
                        Map.<String, Object>of("roles", Map.of("others", "support")))) {
            save(provider, Map.of("active", true));
            OidcProvider now = providers.active(AccountId.PLATFORM, provider.name()).orElseThrow();
            Right admitted =
                    (Right) provided.verdict(Optional.empty(), ann(now), SignInPeople.HOME);
            person = admitted.number();
            save(provider, change);

            assertThat(people.people.signIn().enter(person, admitted.entrance(), SignInPeople.HOME))
                    .isInstanceOf(SignInOutcome.SignInExpired.class);
            assertThat(sessions(person)).isZero();
        }
        endAll(provider, person);
    }

    @Test
    void personSwitchedOffMeanwhile_hasNoSession() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            NewPerson person = people.add("support");
            atOnce(
                    () ->
                            people.people
                                    .signIn()
                                    .signIn(
                                            person.login(),
                                            SignInPeople.PASSWORD,
                                            SignInPeople.HOME),
                    () ->
                            admin.call("administrators/save", "id", person.id(), "active", false)
                                    .ok());
            assertThat(sessions(person.id())).isZero();
        }
    }

    @Test
    void providerSwitchedOffMeanwhile_opensNoSession() throws Exception {
        OidcProvider provider = provider();
        long person = 0;
        for (int round = 0; round < ROUNDS; round++) {
            admin.call("oidc_providers/save", "id", provider.id(), "active", true).ok();
            OidcProvider now = providers.active(AccountId.PLATFORM, provider.name()).orElseThrow();
            Right known = (Right) provided.verdict(Optional.empty(), ann(now), SignInPeople.HOME);
            person = known.number();
            atOnce(
                    () -> {
                        ProvidedEntry entry = provided.signIn(ann(now), SignInPeople.HOME);
                        assertThat(entry).isNotNull();
                    },
                    () ->
                            admin.call("oidc_providers/save", "id", provider.id(), "active", false)
                                    .ok());
            assertThat(sessions(person)).isZero();
        }
        endAll(provider, person);
    }

    /** Both at once, one of them a little later; a fault of either is one of the test. */
    private static void atOnce(Runnable signIn, Runnable switchOff) throws Exception {
        CountDownLatch start = new CountDownLatch(1);
        FutureTask<Boolean> other =
                new FutureTask<>(() -> {
                    start.await();
                    Thread.sleep(ThreadLocalRandom.current().nextInt(4));
                    signIn.run();
                    return true;
                });
        Thread.startVirtualThread(other);
        start.countDown();
        switchOff.run();
        assertThat(other.get(30, TimeUnit.SECONDS)).isTrue();
    }
}
