package io.mailyard.administrators;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.administrators.SignInPeople.NewPerson;
import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Rights of a session, and its end. */
@ParameterizedClass
@EnumSource
class AdministratorSessionsTest {
    private final TestServer server;
    private final Api admin;
    private final SignInPeople people;

    AdministratorSessionsTest(StoreKind kind) {
        server = TestServer.of(kind);
        admin = server.api();
        people = new SignInPeople(server);
    }

    @AfterEach
    void close() {
        people.close();
    }

    @Test
    void session_authenticatesCallsLikeAToken_andTheAuditNamesThePerson() {
        NewPerson person = people.add("master");
        Api api = people.signedIn(person);

        long tariff = api.call("tariffs/save", "name", Api.unique("tariff")).savedId();

        Answer rows = admin.call("audit/list", "object_type", "tariff", "object_id", tariff).ok();
        assertThat(rows.at("data.0.actor").text()).isEqualTo("administrator:" + person.login());
    }

    @Test
    void unknownSession_is401() {
        assertThat(admin.withToken("mys_" + "x".repeat(43)).call("accounts/list").error())
                .isEqualTo(401);
    }

    @Test
    void deactivatedAdministrator_isSignedOutAtOnce() {
        NewPerson person = people.add("administrator");
        Api api = people.signedIn(person);
        api.call("accounts/list").ok();

        admin.call("administrators/save", "id", person.id(), "active", false).ok();

        assertThat(api.call("accounts/list").error()).isEqualTo(401);
    }

    @Test
    void endedSession_isRejectedAtOnce() {
        NewPerson person = people.add("administrator");
        Api api = people.signedIn(person);
        Answer list =
                admin.call("administrators/sessions/list", "administrator_id", person.id()).ok();
        assertThat(list.at("data.0.login").text()).isEqualTo(person.login());

        admin.call("administrators/sessions/end", "id", list.at("data.0.id").number()).ok();

        assertThat(api.call("accounts/list").error()).isEqualTo(401);
    }

    @Test
    void dryRun_endsNoSessionAndResetsNoFactor() {
        NewPerson person = people.add("administrator");
        Api api = people.signedIn(person);
        server.tamper(
                "UPDATE administrators SET totp_secret = 'x', totp_since = 1 WHERE id = "
                        + person.id());
        long session =
                admin.call("administrators/sessions/list", "administrator_id", person.id())
                        .at("data.0.id")
                        .number();
        Api dry = admin.with("Prefer", "dry-run");

        Answer one = dry.call("administrators/sessions/end", "id", session).ok();
        Answer all = dry.call("administrators/sessions/end", "administrator_id", person.id()).ok();
        Answer factors = dry.call("administrators/factors/reset", "id", person.id()).ok();

        assertThat(one.at("data.ended").number()).isEqualTo(1);
        assertThat(all.at("data.ended").number()).isEqualTo(1);
        for (Answer answer : List.of(one, all, factors)) {
            assertThat(answer.at("changes").items()).hasSize(1);
        }
        api.call("accounts/list").ok();
        assertThat(
                        admin.call("administrators/get", "id", person.id())
                                .at("data.second_factor")
                                .flag())
                .isTrue();

        admin.call("administrators/factors/reset", "id", person.id()).ok();
        assertThat(api.call("accounts/list").error()).isEqualTo(401);
    }

    @Test
    void changeOfRole_appliesAtOnce() {
        NewPerson person = people.add("administrator");
        Api api = people.signedIn(person);
        api.call("tariffs/save", "name", Api.unique("tariff")).ok();

        admin.call("administrators/save", "id", person.id(), "role", "auditor").ok();

        Await.until(() -> api.call("tariffs/save", "name", Api.unique("tariff")).error() == 403);
        assertThat(api.call("tariffs/save", "name", Api.unique("tariff")).errorText())
                .contains("lacks the scope tariffs:write")
                .contains("'auditor'");
    }

    @Test
    void signOut_endsTheSession() {
        NewPerson person = people.add("administrator");
        String cookie = people.cookie(person.login());

        people.people.signIn().signOut(cookie, SignInPeople.HOME);

        Await.until(() -> admin.withToken(cookie).call("accounts/list").error() == 401);
    }
}
