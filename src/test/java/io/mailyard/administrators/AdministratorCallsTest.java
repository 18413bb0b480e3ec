package io.mailyard.administrators;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.administrators.SignInPeople.NewPerson;
import io.mailyard.signin.SignInOutcome;
import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.Tree;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code administrators/...} and {@code roles/...}, and what each role may do. */
@ParameterizedClass
@EnumSource
class AdministratorCallsTest {
    private final TestServer server;
    private final Api admin;
    private final SignInPeople people;

    AdministratorCallsTest(StoreKind kind) {
        server = TestServer.of(kind);
        admin = server.api();
        people = new SignInPeople(server);
    }

    @AfterEach
    void close() {
        people.close();
    }

    @Test
    void newAdministrator_getsAPasswordShownOnce_andIsListedWithoutIt() {
        String login = Api.unique("anna");
        Api keyed = admin.with("Idempotency-Key", login);

        Answer made =
                keyed.call(
                                "administrators/save",
                                "login",
                                login,
                                "role",
                                "SUPPORT",
                                "name",
                                "Анна",
                                "timezone",
                                "Europe/Berlin")
                        .ok();

        String password = made.at("data.password").text();
        assertThat(password).matches("[a-z2-9]{5}(-[a-z2-9]{5}){3}");
        Answer again =
                keyed.call(
                        "administrators/save",
                        "login",
                        login,
                        "role",
                        "SUPPORT",
                        "name",
                        "Анна",
                        "timezone",
                        "Europe/Berlin");
        assertThat(again.at("data.password").text()).isEqualTo(password);
        Answer got = admin.callXml("administrators/get", "id", made.savedId()).ok();
        assertThat(got.text()).contains(login, "Анна", "Europe/Berlin").doesNotContain(password);
        Tree row =
                admin.call("administrators/list", "role", "support", "from_id", made.savedId())
                        .ok()
                        .at("data.0");
        assertThat(row.at("must_change_password").flag()).isTrue();
        assertThat(row.at("role").text()).isEqualTo("support");
        assertThat(server.dump().text()).doesNotContain(password);
        assertThat(people.people.signIn().signIn(login, password, SignInPeople.HOME))
                .isInstanceOf(SignInOutcome.SignInOpened.class);
    }

    @Test
    void zoneThatIsChosen_isKept_alsoUtc_andNoneIsChosenAtFirst() {
        long id =
                admin.call("administrators/save", "login", Api.unique("zoe"), "role", "support")
                        .ok()
                        .savedId();
        assertThat(admin.call("administrators/get", "id", id).at("data.timezone").text()).isEmpty();
        for (String zone : List.of("UTC", "Europe/Berlin", "")) {
            admin.call("administrators/save", "id", id, "timezone", zone).ok();
            assertThat(admin.call("administrators/get", "id", id).at("data.timezone").text())
                    .isEqualTo(zone);
        }
    }

    @Test
    void dryRun_createsNobodyAndShowsNoPassword() {
        String login = Api.unique("anna");

        Answer answer =
                admin.with("Prefer", "dry-run")
                        .call("administrators/save", "login", login, "role", "master")
                        .ok();

        assertThat(answer.at("data.password").text()).isEqualTo("***");
        assertThat(answer.at("changes.0.action").text()).isEqualTo("administrators.save");
        admin.call("administrators/save", "login", login, "role", "master").ok();
    }

    @Test
    void faults_areNamedAllAtOnce() {
        Answer answer =
                admin.call(
                        "administrators/save",
                        "login",
                        "Ännä",
                        "email",
                        "x",
                        "lang",
                        "DE",
                        "timezone",
                        "Mars",
                        "password",
                        "short");

        assertThat(answer.at("errors").items().stream().map(fault -> fault.at("field").text()))
                .containsExactlyInAnyOrder(
                        "login", "email", "lang", "timezone", "password", "role");
        assertThat(
                        admin.call("administrators/save", "login", Api.unique("x"), "role", "boss")
                                .at("errors.0.field")
                                .text())
                .isEqualTo("role");
    }

    @Test
    void login_isUniqueInAnyCase_andCannotChange() {
        NewPerson person = people.add("auditor");

        assertThat(
                        admin.call(
                                        "administrators/save",
                                        "login",
                                        person.login().replace("person", "PERSON"),
                                        "role",
                                        "auditor")
                                .error())
                .isEqualTo(409);
        assertThat(
                        admin.call(
                                        "administrators/save",
                                        "id",
                                        person.id(),
                                        "login",
                                        Api.unique("other"))
                                .error())
                .isEqualTo(400);
    }

    @Test
    void customRole_consistsOfScopes_andCannotBeDeletedWhileInUse() {
        String name = Api.unique("Billing");
        long role =
                admin.call(
                                "roles/save",
                                "name",
                                name,
                                "scopes",
                                List.of("accounts:read", "tariffs:write"))
                        .savedId();
        NewPerson person = people.add(name);
        Api api = people.signedIn(person);
        api.call("accounts/list").ok();
        api.call("tariffs/save", "name", Api.unique("tariff")).ok();
        assertThat(api.call("audit/list").errorText()).contains("audit:read", name);

        assertThat(admin.call("roles/delete", "id", role).error()).isEqualTo(409);
        admin.call("roles/save", "id", role, "name", name + "2").ok();
        Answer renamed = admin.call("administrators/get", "id", person.id()).ok();
        assertThat(renamed.at("data.role").text()).isEqualTo(name + "2");
        admin.call("administrators/delete", "id", person.id()).ok();
        admin.call("roles/delete", "id", role).ok();
        assertThat(admin.call("roles/delete", "id", 1).error()).isEqualTo(409);
        assertThat(admin.call("roles/save", "name", "Master", "scopes", List.of("read")).error())
                .isEqualTo(409);
    }

    @Test
    void builtInRoles_areListedWithTheirScopes() {
        List<Tree> roles = admin.call("roles/list").ok().at("data").items();

        assertThat(roles.stream().limit(4).map(role -> role.at("name").text()))
                .containsExactly("master", "administrator", "support", "auditor");
        assertThat(roles.get(2).at("scopes").items().stream().map(Tree::text))
                .containsExactly("messages:try_now", "read", "suppressions:lift", "users:welcome");
        assertThat(roles.getFirst().at("administrators").number()).isPositive();
    }

    @Test
    void nobody_raisesTheirOwnRoleOrChangesSomeoneStronger() {
        String name = Api.unique("Personnel");
        admin.call("roles/save", "name", name, "scopes", List.of("administrators:write", "read"))
                .ok();
        NewPerson person = people.add(name);
        NewPerson master = people.add("master");
        Api api = people.signedIn(person);

        Answer raise = api.call("administrators/save", "id", person.id(), "role", "master");
        assertThat(raise.error()).isEqualTo(403);
        assertThat(raise.errorText()).contains("allows more than you may do");
        for (String path : List.of("administrators/delete", "administrators/factors/reset")) {
            assertThat(api.call(path, "id", master.id()).error()).as(path).isEqualTo(403);
        }
        assertThat(
                        api.call(
                                        "administrators/save",
                                        "id",
                                        master.id(),
                                        "password",
                                        "ein-neues-Wort-77")
                                .error())
                .isEqualTo(403);
        assertThat(api.call("administrators/sessions/end", "administrator_id", master.id()).error())
                .isEqualTo(403);
        assertThat(
                        api.call("roles/save", "name", Api.unique("x"), "scopes", List.of("write"))
                                .error())
                .isEqualTo(403);
        api.call("administrators/save", "login", Api.unique("x"), "role", "auditor").ok();
    }

    @Test
    void administratorRole_allowsEverythingExceptManagingAdministrators() {
        Api api = people.signedIn("administrator");

        api.call("tariffs/save", "name", Api.unique("tariff")).ok();
        api.call("administrators/list").ok();
        assertThat(
                        api.call("administrators/save", "login", Api.unique("x"), "role", "auditor")
                                .error())
                .isEqualTo(403);
        Answer token = api.call("tokens/save", "name", Api.unique("t"), "scopes", List.of("write"));
        assertThat(token.error()).isEqualTo(403);
        api.call(
                        "tokens/save",
                        "name",
                        Api.unique("t"),
                        "scopes",
                        List.of("accounts:write", "content:read"))
                .ok();
    }

    @ParameterizedTest
    @ValueSource(strings = {"support", "auditor"})
    void supportAndAuditor_changeNothing(String role) {
        Api api = people.signedIn(role);

        api.call("audit/list").ok();
        assertThat(api.call("accounts/list").error()).isEqualTo(role.equals("support") ? 0 : 403);
        assertThat(api.call("tariffs/save", "name", Api.unique("t")).error()).isEqualTo(403);
        assertThat(api.call("tokens/save", "name", Api.unique("t")).error()).isEqualTo(403);
    }

    @Test
    void support_mailsAWelcomeAndLiftsHardBouncesWithAReason() {
        long account = admin.newAccount();
        long other = admin.newUser(account, "user");
        assertThat(other).isPositive();
        for (String kind : List.of("hard", "complaint")) {
            admin.call(
                            "suppressions/add",
                            "account_id",
                            account,
                            "email",
                            List.of(kind + "@example.net"),
                            "class",
                            kind)
                    .ok();
        }
        Api support = people.signedIn("support");
        Api auditor = people.signedIn("auditor");

        support.call("accounts/users/send_welcome", "account_id", account, "name", "user").ok();
        assertThat(
                        auditor.call(
                                        "accounts/users/send_welcome",
                                        "account_id",
                                        account,
                                        "name",
                                        "user")
                                .error())
                .isEqualTo(403);
        assertThat(
                        support.call("accounts/users/delete", "account_id", account, "name", "user")
                                .error())
                .isEqualTo(403);

        assertThat(lift(support, account, "hard", "").error()).isEqualTo(400);
        assertThat(lift(support, account, "complaint", "asked").error()).isEqualTo(403);
        assertThat(lift(auditor, account, "hard", "asked").error()).isEqualTo(403);
        lift(support, account, "hard", "mailbox is back").ok();
        Tree row =
                admin.call("audit/list", "account_id", account, "action", "suppressions.remove")
                        .ok()
                        .at("data.0");
        assertThat(row.at("before.removal_reason").text()).isEqualTo("mailbox is back");
        lift(admin, account, "complaint", "").ok();
    }

    private static Answer lift(Api api, long account, String kind, String reason) {
        return api.call(
                "suppressions/remove",
                "account_id",
                account,
                "email",
                List.of(kind + "@example.net"),
                "reason",
                reason);
    }

    @Test
    void session_callsNoAccountApi() {
        Api api = people.signedIn("master");

        assertThat(api.call("/api/v1.1/account/get").error()).isEqualTo(403);
    }

    /** The client checks each answer against its declaration. */
    @Test
    void calls_answerInXmlAsDeclared() {
        long role =
                admin.callXml("roles/save", "name", Api.unique("x"), "scopes", List.of("read"))
                        .savedId();
        long id =
                admin.callXml("administrators/save", "login", Api.unique("x"), "role", "auditor")
                        .savedId();
        admin.callXml("administrators/list", "from_id", id).ok();
        admin.callXml("roles/list").ok();
        admin.callXml("administrators/sessions/list").ok();
        admin.callXml("administrators/sessions/end", "administrator_id", id).ok();
        admin.callXml("administrators/save", "id", id, "active", false).ok();
        admin.callXml("administrators/factors/reset", "id", id).ok();
        admin.callXml("administrators/delete", "id", id).ok();
        admin.callXml("roles/delete", "id", role).ok();
        assertThat(
                        admin.callXml("administrators/sessions/end", "id", 1, "administrator_id", 1)
                                .error())
                .isEqualTo(400);
        assertThat(admin.callXml("administrators/get", "id", id).error()).isEqualTo(404);
    }
}
