package io.mailyard.administrators;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.administrators.SignInPeople.NewPerson;
import io.mailyard.signin.SignInOutcome;
import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestClock;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.Tree;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Personal tokens, what stays when a person leaves, and giving the password again. */
@ParameterizedClass
@EnumSource
class AdministratorSecretsTest {
    private final TestServer server;
    private final Api admin;
    private final SignInPeople people;

    AdministratorSecretsTest(StoreKind kind) {
        server = TestServer.of(kind);
        admin = server.api();
        people = new SignInPeople(server);
    }

    @AfterEach
    void close() {
        people.close();
    }

    @Test
    void deletedAdministrator_losesPersonalTokens_andSharedTokensStayForReview() {
        NewPerson person = people.add("administrator");
        Api api = people.signedIn(person);
        long account = admin.newAccount();
        String service = Api.unique("service");
        List<String> scopes = List.of("accounts:write", "tokens:write");
        Answer own =
                api.call(
                                "tokens/save",
                                "name",
                                Api.unique("own"),
                                "personal",
                                true,
                                "scopes",
                                scopes)
                        .ok();
        Api personal = admin.withToken(own.at("data.token").text());
        long made = personal.call("tokens/save", "name", service, "scopes", scopes).savedId();
        Api kept =
                admin.withToken(
                        api.call("accounts/tokens/save", "account_id", account, "name", "shop")
                                .ok()
                                .at("data.token")
                                .text());
        long node =
                api.call("nodes/save", "name", Api.unique("node"), "host", "n.example.com")
                        .savedId();
        Tree audited =
                admin.call("audit/list", "object_type", "token", "object_id", made)
                        .ok()
                        .at("data.0");
        assertThat(audited.at("actor").text()).startsWith("administrator:" + person.login() + "/");
        assertThat(admin.call("tokens/rotate", "id", own.savedId()).error()).isEqualTo(403);
        assertThat(
                        admin.call("tokens/save", "name", Api.unique("x"), "personal", true)
                                .at("errors.0.field")
                                .text())
                .isEqualTo("personal");

        Answer off = admin.call("administrators/save", "id", person.id(), "active", false).ok();

        List<Tree> review = off.at("data.to_review").items();
        assertThat(review.stream().map(one -> one.at("kind").text()))
                .containsExactly("account_token", "node", "token");
        assertThat(review.get(1).at("id").number()).isEqualTo(node);
        assertThat(review.get(2).at("name").text()).isEqualTo(service);
        assertThat(personal.call("accounts/list").error()).isEqualTo(401);
        kept.call("/api/v1.1/account/get").ok();
        Answer deleted = admin.call("administrators/delete", "id", person.id()).ok();
        assertThat(deleted.at("data.to_review").items()).hasSize(3);
        admin.call("nodes/delete", "id", node).ok();
    }

    @Test
    void personalToken_allowsNoMoreThanTheOwnersPresentRole() {
        NewPerson person = people.add("administrator");
        Api api = people.signedIn(person);
        Api personal =
                admin.withToken(
                        api.call(
                                        "tokens/save",
                                        "name",
                                        Api.unique("own"),
                                        "personal",
                                        true,
                                        "scopes",
                                        List.of("tariffs:write", "audit:read"))
                                .ok()
                                .at("data.token")
                                .text());
        personal.call("tariffs/save", "name", Api.unique("t")).ok();

        admin.call("administrators/save", "id", person.id(), "role", "auditor").ok();

        assertThat(personal.call("tariffs/save", "name", Api.unique("t")).error()).isEqualTo(403);
        personal.call("audit/list").ok();
    }

    @Test
    void deletesAndSecrets_needARecentlyConfirmedPassword() {
        TestClock late = new TestClock();
        late.advance(Duration.ofMinutes(-11));
        NewPerson person = people.add("master");
        try (SignInPeople before = new SignInPeople(server, late)) {
            String cookie = before.cookie(person.login());
            Api api = admin.withToken(cookie);
            long tariff = api.call("tariffs/save", "name", Api.unique("t")).savedId();

            Answer refused = api.call("tariffs/delete", "id", tariff);
            assertThat(refused.error()).isEqualTo(403);
            assertThat(refused.errorText()).contains("sign in again");
            assertThat(refused.header("Sign-In")).isEqualTo("again");
            assertThat(api.call("tokens/save", "name", Api.unique("t")).error()).isEqualTo(403);
            assertThat(api.call("administrators/save", "id", person.id(), "name", "x").error())
                    .isEqualTo(403);
            api.with("Prefer", "dry-run").call("tariffs/delete", "id", tariff).ok();

            assertThat(people.people.signIn().confirm(cookie, "falsch-1234567", SignInPeople.HOME))
                    .isEqualTo(new SignInOutcome.SignInWrong());
            people.people.signIn().confirm(cookie, SignInPeople.PASSWORD, SignInPeople.HOME);
            Await.until(() -> api.call("tariffs/delete", "id", tariff).error() == 0);
        }
    }

    @Test
    void idempotencyKeys_belongToThePersonAndNotToTheSession() {
        NewPerson person = people.add("master");
        String key = Api.unique("key");
        String name = Api.unique("tariff");

        long first =
                people.signedIn(person)
                        .with("Idempotency-Key", key)
                        .call("tariffs/save", "name", name)
                        .savedId();

        Api again = people.signedIn(person).with("Idempotency-Key", key);
        assertThat(again.call("tariffs/save", "name", name).savedId()).isEqualTo(first);
        Api other = people.signedIn("master").with("Idempotency-Key", key);
        assertThat(other.call("tariffs/save", "name", name).error()).isEqualTo(409);
    }

    @Test
    void tokenBoundToAccounts_reachesNoAdministrator() {
        Api bound =
                admin.newToken(
                                "account_ids",
                                List.of(admin.newAccount()),
                                "scopes",
                                List.of("write"))
                        .api();

        assertThat(bound.call("administrators/list").error()).isEqualTo(403);
        assertThat(bound.call("roles/list").error()).isEqualTo(403);
        assertThat(
                        bound.call(
                                        "administrators/save",
                                        "login",
                                        Api.unique("x"),
                                        "role",
                                        "auditor")
                                .error())
                .isEqualTo(403);
    }
}
