package io.mailyard.users;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailyard.administrators.SignInPeople;
import io.mailyard.administrators.SignInPeople.NewPerson;
import io.mailyard.base.ApiException;
import io.mailyard.signin.SignInOutcome;
import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestClock;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.Tree;
import io.mailyard.users.PortalUsers.NewUser;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Administrators enter as a user: what they may do, for how long, and what the audit tells. */
@ParameterizedClass
@EnumSource
class UserEntriesTest {
    private static final String GET = "/api/v1.1/account/get";
    private static final String ADD = "/api/v1.1/suppressions/add";

    private final TestClock clock = new TestClock();
    private final TestServer server;
    private final Api admin;
    private final PortalUsers users;
    private final SignInPeople administrators;

    UserEntriesTest(StoreKind kind) {
        server = TestServer.of(kind);
        admin = server.api();
        users = new PortalUsers(server, clock);
        administrators = users.administrators();
    }

    @AfterEach
    void close() {
        users.close();
    }

    private Answer ask(Api by, NewUser user, boolean mayChange) {
        return by.call(
                "accounts/users/enter",
                "account_id",
                user.account(),
                "name",
                user.login(),
                "may_change",
                mayChange,
                "reason",
                "ticket 4711");
    }

    private String code(Api by, NewUser user, boolean mayChange) {
        Answer answer = ask(by, user, mayChange).ok();
        assertThat(answer.at("data.minutes").number()).isEqualTo(30);
        String url = answer.at("data.url").text();
        assertThat(url).contains(UserAccessRoutes.ENTER + "/");
        return url.substring(
                url.indexOf(UserAccessRoutes.ENTER) + UserAccessRoutes.ENTER.length() + 1);
    }

    private Api enter(Api by, NewUser user, boolean mayChange) {
        return admin.withToken(
                users.portal
                        .entries()
                        .enter(code(by, user, mayChange), SignInPeople.HOME)
                        .orElseThrow());
    }

    private static Answer add(Api api) {
        return api.call(ADD, "email", Api.unique("r") + "@example.net");
    }

    @Test
    void entering_showsWhatTheUserSees_andChangesNothing() {
        NewUser user = users.add(true);
        NewPerson person = administrators.add("master");

        Api entered = enter(administrators.signedIn(person), user, false);

        assertThat(entered.call(GET).ok().at("data.id").number()).isEqualTo(user.account());
        assertThat(add(entered).error()).isEqualTo(403);
        assertThat(entered.call("accounts/list").error()).isEqualTo(403);
        List<Tree> rows =
                admin.call("audit/list", "object_type", "user", "object_id", user.id())
                        .ok()
                        .at("data")
                        .items();
        Tree asked = named(rows, "users.enter");
        assertThat(asked.at("actor").text()).isEqualTo("administrator:" + person.login());
        assertThat(asked.at("after.reason").text()).isEqualTo("ticket 4711");
        assertThat(named(rows, "users.entered").at("actor").text())
                .isEqualTo("administrator:" + person.login() + " as user:" + user.name());
    }

    private static Tree named(List<Tree> rows, String action) {
        return rows.stream()
                .filter(row -> row.at("action").text().equals(action))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void enteringToChange_isAuditedWithBothNames_andMakesNoSecrets() {
        NewUser user = users.add(true);
        NewPerson person = administrators.add("master");
        Api entered = enter(administrators.signedIn(person), user, true);

        int before = rowsOf(user, person).size();
        add(entered).ok();

        assertThat(rowsOf(user, person)).hasSize(before + 1);
        assertThat(entered.call("/api/v1.1/webhooks/save", "url", "https://example.com/h").error())
                .isEqualTo(403);
        assertThatThrownBy(() -> users.portal.people().profile().offerFactor(entered.token()))
                .isInstanceOf(ApiException.class);
        assertThatThrownBy(() ->
                        users.portal
                                .profile()
                                .changeEmail(entered.token(), "x@y.zz", SignInPeople.HOME))
                .isInstanceOf(ApiException.class);
        assertThat(
                        users.signIn()
                                .confirm(entered.token(), SignInPeople.PASSWORD, SignInPeople.HOME))
                .isEqualTo(new SignInOutcome.SignInExpired());
    }

    private List<Tree> rowsOf(NewUser user, NewPerson person) {
        return admin.call(
                        "audit/list",
                        "account_id",
                        user.account(),
                        "actor",
                        "administrator:" + person.login() + " as user:" + user.name())
                .ok()
                .at("data")
                .items();
    }

    @Test
    void code_worksOnceWithinFiveMinutes_andIsNoSession() {
        NewUser user = users.add(true);
        Api by = administrators.signedIn("master");
        String code = code(by, user, false);
        assertThat(admin.withToken(code).call(GET).error()).isEqualTo(401);
        assertThat(users.signIn().enterCode(code, "123456", SignInPeople.HOME))
                .isEqualTo(new SignInOutcome.SignInExpired());
        assertThat(users.portal.entries().find(code).orElseThrow().user().signInName())
                .isEqualTo(user.name());

        assertThat(users.portal.entries().enter(code, SignInPeople.HOME)).isPresent();

        assertThat(users.portal.entries().enter(code, SignInPeople.HOME)).isEmpty();
        String late = code(by, user, false);
        clock.advance(Duration.ofMinutes(6));
        assertThat(users.portal.entries().enter(late, SignInPeople.HOME)).isEmpty();
        assertThat(users.portal.entries().enter("", SignInPeople.HOME)).isEmpty();
    }

    @Test
    void session_lastsThirtyMinutes_andOneAtATime() {
        NewUser user = users.add(true);
        NewUser other = users.add(true);
        Api by = administrators.signedIn("master");
        Api own = users.signedIn(user);

        Api first = enter(by, user, false);
        first.call(GET).ok();
        Api second = enter(by, other, false);

        assertThat(users.portal.gate().signedIn(first.token())).isEmpty();
        assertThat(users.portal.gate().signedIn(second.token())).isPresent();
        own.call(GET).ok();
        clock.advance(Duration.ofMinutes(29));
        assertThat(users.portal.gate().signedIn(second.token())).isPresent();
        clock.advance(Duration.ofMinutes(2));
        assertThat(users.portal.gate().signedIn(second.token())).isEmpty();
    }

    @Test
    void userWhoMustActFirst_doesNotStopWhoeverHasEntered() {
        NewUser user = users.add(true, "must_change_password", true);
        admin.call("accounts/save", "id", user.account(), "force_2fa_auth", true).ok();

        enter(administrators.signedIn("master"), user, false).call(GET).ok();
    }

    @Test
    void whoMayNotChangeUsers_orIsNobody_mayNotEnter() {
        NewUser user = users.add(true);
        for (String role : List.of("support", "auditor")) {
            assertThat(ask(administrators.signedIn(role), user, false).error()).isEqualTo(403);
        }
        assertThat(ask(admin, user, false).error()).isEqualTo(403);
        assertThat(ask(admin.withToken(""), user, false).error()).isEqualTo(401);
        Api by = administrators.signedIn("administrator");
        NewUser off = users.add(true, "active", false);
        assertThat(ask(by, off, false).error()).isEqualTo(409);
        NewUser closed = users.add(true);
        admin.call("accounts/deactivate", "id", closed.account()).ok();
        assertThat(ask(by, closed, false).error()).isEqualTo(409);
        assertThat(ask(by.with("Prefer", "dry-run"), user, false).ok().text()).contains("***");
    }

    @Test
    void entering_givesNoMoreThanTheAdministratorHas_andEndsWithThem() {
        NewUser user = users.add(true);
        long role =
                admin.call(
                                "roles/save",
                                "name",
                                Api.unique("entering"),
                                "scopes",
                                List.of("users:write", "accounts:read"))
                        .savedId();
        String name =
                admin.call("roles/list").at("data").items().stream()
                        .filter(row -> row.at("id").number() == role)
                        .map(row -> row.at("name").text())
                        .findFirst()
                        .orElseThrow();
        NewPerson person = administrators.add(name);
        Api entered = enter(administrators.signedIn(person), user, true);

        entered.call(GET).ok();
        assertThat(add(entered).error()).isEqualTo(403);
        assertThat(entered.call("/api/v1.1/messages/list").error()).isEqualTo(403);
        admin.call("administrators/save", "id", person.id(), "active", false).ok();

        assertThat(entered.call(GET).error()).isEqualTo(401);
    }

    private long sessionOf(NewPerson person) {
        return admin.call("administrators/sessions/list", "administrator_id", person.id())
                .ok()
                .at("data.0.id")
                .number();
    }

    /** Whoever has stolen the administrator's session is else still in as the user, and changes. */
    @Test
    void endingSessionsOfAnAdministrator_endsEnteredOnesAndCodes() {
        NewUser user = users.add(true);
        NewPerson other = administrators.add("master");
        List<Consumer<NewPerson>> endings =
                List.of(
                        person ->
                                admin.call("administrators/sessions/end", "id", sessionOf(person))
                                        .ok(),
                        person ->
                                admin.call(
                                                "administrators/sessions/end",
                                                "administrator_id",
                                                person.id())
                                        .ok(),
                        person ->
                                admin.call(
                                                "administrators/save",
                                                "id",
                                                person.id(),
                                                "password",
                                                "violet-Harbour-93-lamp")
                                        .ok());
        for (Consumer<NewPerson> ending : endings) {
            NewPerson person = administrators.add("master");
            Api by = administrators.signedIn(person);
            Api entered = enter(by, user, true);
            String code = code(by, user, true);
            Api beside = enter(administrators.signedIn(other), user, true);
            add(entered).ok();

            ending.accept(person);

            assertThat(entered.call(GET).error()).isEqualTo(401);
            assertThat(users.portal.entries().find(code)).isEmpty();
            assertThat(users.portal.entries().enter(code, SignInPeople.HOME)).isEmpty();
            beside.call(GET).ok();
        }
    }

    @Test
    void signingOut_endsEnteredSessionsToo() {
        NewUser user = users.add(true);
        Api by = administrators.signedIn("master");
        Api entered = enter(by, user, true);
        assertThat(users.portal.gate().signedIn(entered.token())).isPresent();

        administrators.components().signIn().signOut(by.token(), SignInPeople.HOME);

        assertThat(users.portal.gate().signedIn(entered.token())).isEmpty();
    }

    @Test
    void endingAllSessionsOfAUser_endsAnEnteredOneToo() {
        NewUser user = users.add(true);
        Api entered = enter(administrators.signedIn("master"), user, false);

        admin.call(
                        "accounts/users/sessions/end",
                        "account_id",
                        user.account(),
                        "name",
                        user.login())
                .ok();

        assertThat(entered.call(GET).error()).isEqualTo(401);
    }
}
