package io.mailyard.users;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.Body;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.Tree;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code accounts/users/add}, {@code update}, {@code delete}, {@code get} (section 3). */
@ParameterizedClass
@EnumSource
class UserEditTest {
    private final Api api;
    private long account;

    UserEditTest(StoreKind kind) {
        this.api = TestServer.of(kind).api();
    }

    @BeforeEach
    void account() {
        account = api.newAccount();
    }

    private Answer call(String verb, String login, @Nullable Object... more) {
        Map<String, @Nullable Object> members = Body.members("account_id", account, "name", login);
        members.putAll(Body.members(more));
        return api.json("accounts/users/" + verb, Body.json(members));
    }

    private Tree get(String login) {
        return call("get", login).ok().at("data");
    }

    private static void assertFault(Answer answer, String field) {
        assertThat(answer.error()).as("%s", answer).isEqualTo(400);
        assertThat(answer.at("errors.0.field").text()).isEqualTo(field);
    }

    @Test
    void newUser_hasTheDefaults() {
        long id = call("add", "Anna", "email", "anna@example.com").savedId();

        Tree user = get("Anna");

        assertThat(user.names())
                .startsWith(
                        "username",
                        "first_name",
                        "last_name",
                        "email",
                        "notify_email",
                        "phone",
                        "lang",
                        "active",
                        "master");
        assertThat(user.at("id").number()).isEqualTo(id);
        assertThat(user.at("username").text()).isEqualTo("Anna");
        assertThat(user.at("notify_email").text()).isEqualTo("anna@example.com");
        assertThat(user.at("first_name").text()).isEmpty();
        assertThat(user.at("phone").text()).isEmpty();
        assertThat(user.at("lang").text()).isEqualTo("EN");
        assertThat(user.at("active").flag()).isTrue();
        assertThat(user.at("master").flag()).isFalse();
        assertThat(user.at("must_change_password").flag()).isFalse();
        assertThat(user.at("has_password").flag()).isFalse();
        for (String alert : user.at("alerts").names()) {
            assertThat(user.at("alerts").at(alert).flag()).as(alert).isFalse();
        }
    }

    @Test
    void everyParameter_isKept() {
        call(
                        "add",
                        "Анна",
                        "first_name",
                        "Анна",
                        "last_name",
                        "O'Neil <&>",
                        "email",
                        "анна@пример.example",
                        "notify_email",
                        "",
                        "phone",
                        "+7 (999) 123",
                        "lang",
                        "ru",
                        "active",
                        false,
                        "master",
                        true,
                        "must_change_password",
                        true,
                        "password",
                        "correct horse battery",
                        "alerts",
                        Map.of("limits", true, "weekly_reports", 1))
                .ok();

        Tree user = get("Анна");

        assertThat(user.at("first_name").text()).isEqualTo("Анна");
        assertThat(user.at("last_name").text()).isEqualTo("O'Neil <&>");
        assertThat(user.at("email").text()).isEqualTo("анна@пример.example");
        assertThat(user.at("notify_email").text()).isEmpty();
        assertThat(user.at("phone").text()).isEqualTo("+7 (999) 123");
        assertThat(user.at("lang").text()).isEqualTo("RU");
        assertThat(user.at("active").flag()).isFalse();
        assertThat(user.at("master").flag()).isTrue();
        assertThat(user.at("must_change_password").flag()).isTrue();
        assertThat(user.at("has_password").flag()).isTrue();
        assertThat(user.at("alerts").names())
                .containsExactly(
                        "limits",
                        "complaints",
                        "hard_bounces",
                        "soft_bounces",
                        "daily_reports",
                        "weekly_reports");
        assertThat(user.at("alerts.limits").flag()).isTrue();
        assertThat(user.at("alerts.complaints").flag()).isFalse();
        assertThat(user.at("alerts.weekly_reports").flag()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"anna, ANNA", "Анна, аННА", "caf\u00e9, CAFE\u0301"})
    void login_isUniqueWithoutRegardToCase(String item, String other) {
        call("add", item, "email", "a@example.com").ok();

        Answer answer = call("add", other, "email", "b@example.com");

        assertThat(answer.error()).isEqualTo(409);
        assertThat(answer.errorText()).contains(item).contains(other);
        assertThat(get(other).at("username").text()).isEqualTo(item);
    }

    @Test
    void login_isFreeInAnotherAccount() {
        call("add", "anna", "email", "a@example.com").ok();
        account = api.newAccount();
        call("add", "anna", "email", "b@example.com").ok();

        assertThat(get("anna").at("email").text()).isEqualTo("b@example.com");
    }

    @ParameterizedTest
    @ValueSource(strings = {"update", "delete", "get"})
    void userOfAnotherAccount_isNotReached(String verb) {
        call("add", "anna", "email", "a@example.com").ok();
        long owner = account;
        account = api.newAccount();

        Answer answer =
                verb.equals("get")
                        ? call(verb, "anna")
                        : call(verb, "anna", "first_name", "Mallory");

        assertThat(answer.error()).isEqualTo(404);
        account = owner;
        assertThat(get("anna").at("first_name").text()).isEmpty();
    }

    @Test
    void update_findsInAnyCaseAndKeepsWhatIsAbsent() {
        long id =
                call(
                                "add",
                                "Anna",
                                "email",
                                "a@example.com",
                                "phone",
                                "1",
                                "lang",
                                "RU",
                                "master",
                                true,
                                "alerts",
                                Map.of("limits", true))
                        .savedId();

        assertThat(call("update", "ANNA", "first_name", "New").savedId()).isEqualTo(id);

        Tree user = get("anna");
        assertThat(user.at("username").text()).isEqualTo("Anna");
        assertThat(user.at("first_name").text()).isEqualTo("New");
        assertThat(user.at("phone").text()).isEqualTo("1");
        assertThat(user.at("lang").text()).isEqualTo("RU");
        assertThat(user.at("master").flag()).isTrue();
        assertThat(user.at("alerts.limits").flag()).isTrue();
    }

    @Test
    void absentAlerts_stay() {
        call("add", "anna", "email", "a@example.com", "alerts", Map.of("limits", true)).ok();

        call("update", "anna", "alerts", Map.of("complaints", true)).ok();
        call("update", "anna", "alerts", Map.of()).ok();

        assertThat(get("anna").at("alerts.limits").flag()).isTrue();
        assertThat(get("anna").at("alerts.complaints").flag()).isTrue();
        assertThat(get("anna").at("alerts.daily_reports").flag()).isFalse();
        call("update", "anna", "alerts", Map.of("limits", false)).ok();
        assertThat(get("anna").at("alerts.limits").flag()).isFalse();
    }

    @Test
    void rename_freesTheOldLoginAndKeepsTheId() {
        long id = call("add", "anna", "email", "a@example.com").savedId();
        call("add", "boris", "email", "b@example.com").ok();

        assertThat(call("update", "anna", "new_name", "BORIS").error()).isEqualTo(409);
        call("update", "anna", "new_name", "ANNA").ok();
        assertThat(get("anna").at("username").text()).isEqualTo("ANNA");
        assertThat(call("update", "anna", "new_name", "Clara").savedId()).isEqualTo(id);
        assertThat(call("get", "anna").error()).isEqualTo(404);
        call("add", "anna", "email", "c@example.com").ok();
    }

    @Test
    void updateOfNothing_leavesNoRow() {
        call("add", "anna", "email", "a@example.com").ok();
        String before = get("anna").toString();

        call("update", "anna").ok();
        call("update", "Anna", "lang", "en", "active", true, "alerts", Map.of()).ok();

        assertThat(get("anna")).hasToString(before);
        assertThat(rows("users.update")).isZero();
    }

    private long rows(String action) {
        return api.call("audit/list", "account_id", account, "action", action)
                .at("total_count")
                .number();
    }

    @Test
    void delete_removesTheUser() {
        call("add", "Anna", "email", "a@example.com").ok();

        Answer answer = api.callXml("accounts/users/delete", "account_id", account, "name", "aNNa");

        assertThat(answer.text())
                .isEqualTo(
                        "<xml><data/><error>0</error><error_text>Successful operation</error_text></xml>");
        assertThat(call("get", "Anna").error()).isEqualTo(404);
        assertThat(call("delete", "Anna").error()).isEqualTo(404);
        call("add", "anna", "email", "a@example.com").ok();
    }

    @Test
    void whatIsRequired_isRequired() {
        assertFault(
                api.call("accounts/users/add", "name", "a", "email", "a@example.com"),
                "account_id");
        assertFault(
                api.call("accounts/users/add", "account_id", account, "email", "a@b.example"),
                "name");
        assertFault(call("add", "anna"), "email");
        assertFault(api.call("accounts/users/update", "account_id", account), "name");
        assertFault(api.call("accounts/users/delete", "account_id", account), "name");
        assertFault(api.call("accounts/users/send_welcome", "account_id", account), "name");
        assertFault(api.call("accounts/users/list"), "account_id");
    }

    @ParameterizedTest
    @CsvSource({
        "email, ''",
        "email, anna",
        "email, anna@",
        "email, 'Anna <anna@example.com>'",
        "email, 'a@example.com,b@example.com'",
        "notify_email, anna",
        "lang, DE",
        "active, maybe",
        "new_name, a@b",
        "alerts, all",
        "password, short",
        "password, anna-anna-anna",
        "password, 111111111111111"
    })
    void badValue_is400(String member, String value) {
        call("add", "anna", "email", "a@example.com").ok();

        assertFault(call("update", "anna", member, value), member);
    }

    /** As on the page of a welcome mail: what anyone knows of the user is no secret. */
    @Test
    void passwordThatHoldsTheAccountsName_is400() {
        String name = api.call("accounts/get", "id", account).ok().at("data.name").text();
        String password = "x9! " + name.toUpperCase(Locale.ROOT) + " 9x?";
        call("add", "boris", "email", "b@example.com").ok();

        assertFault(
                call("add", "anna", "email", "a@example.com", "password", password), "password");
        assertFault(call("update", "boris", "password", password), "password");

        assertThat(call("get", "anna").error()).isEqualTo(404);
        assertThat(get("boris").at("has_password").flag()).isFalse();
    }

    @Test
    void passwordOfAnUpdate_isHeldAgainstWhatTheUserIsThen() {
        call("add", "anna", "email", "mailbox@example.com").ok();

        assertFault(call("update", "anna", "password", "my mailbox is 7"), "password");
        assertFault(
                call("update", "anna", "new_name", "clara", "password", "clara sings 77"),
                "password");
        call("update", "anna", "new_name", "clara", "password", "my anna sings 7").ok();
        call("update", "clara", "email", "box@example.com", "password", "my mailbox is 7").ok();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " a", "a ", "a@b", "a\tb", "a\u0085b"})
    void badLogin_is400(String login) {
        assertFault(call("add", login, "email", "a@example.com"), "name");
    }

    @Test
    void login_has1To128Characters() {
        call("add", "😀".repeat(128), "email", "a@example.com").ok();
        assertFault(call("add", "😀".repeat(129), "email", "a@example.com"), "name");
    }

    @Test
    void password_isNeverTold() {
        String secret = "correct horse battery";
        call("add", "anna", "email", "a@example.com", "password", secret).ok();
        call("update", "anna", "password", secret + " two").ok();

        String told =
                api.call("audit/list", "account_id", account).text()
                        + call("get", "anna").text()
                        + api.call("accounts/users/list", "account_id", account).text();

        assertThat(told).doesNotContain(secret).doesNotContain("argon2");
        assertThat(rows("users.password")).isEqualTo(1);
        assertThat(call("update", "anna", "password", 123_456_789_012L).errorText())
                .doesNotContain("123456789012");
    }

    @Test
    void unknownAccount_is404() {
        account = 999_999_999;
        for (String verb : List.of("list", "get", "add", "update", "delete", "send_welcome")) {
            Answer answer =
                    verb.equals("get")
                            ? call(verb, "anna")
                            : call(verb, "anna", "email", "a@example.com");
            assertThat(answer.error()).as(verb).isEqualTo(404);
            assertThat(answer.errorText()).contains("999999999");
        }
    }
}
