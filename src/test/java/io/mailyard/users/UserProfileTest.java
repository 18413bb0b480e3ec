package io.mailyard.users;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailyard.administrators.SignInPeople;
import io.mailyard.base.ApiException;
import io.mailyard.signin.SignInOutcome;
import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestClock;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.Tree;
import io.mailyard.users.PortalUsers.NewUser;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What users do about their own sign-in: a forgotten password, another address. */
@ParameterizedClass
@EnumSource
class UserProfileTest {
    private static final String OTHER = "neues-Pferd-7-Akkumulator";
    private static final String GET = "/api/v1.1/account/get";

    private final TestClock clock = new TestClock();
    private final TestServer server;
    private final Api admin;
    private final PortalUsers users;

    UserProfileTest(StoreKind kind) {
        server = TestServer.of(kind);
        admin = server.api();
        users = new PortalUsers(server, clock);
    }

    @AfterEach
    void close() {
        users.close();
    }

    private List<Tree> audited(String action, NewUser user) {
        return admin.call(
                        "audit/list",
                        "action",
                        action,
                        "object_type",
                        "user",
                        "object_id",
                        user.id())
                .ok()
                .at("data")
                .items();
    }

    private Answer update(NewUser user, String field, Object value) {
        return admin.call(
                        "accounts/users/update",
                        "account_id",
                        user.account(),
                        "name",
                        user.login(),
                        field,
                        value)
                .ok();
    }

    @Test
    void forgottenPassword_isSetByALinkOnce_andTheSecondFactorStays() {
        String address = Api.unique("forgot") + "@example.com";
        NewUser user = users.add(true, "email", address);
        String cookie = users.cookie(user);
        users.addFactor(cookie);

        users.portal.forgotten().ask(user.name(), SignInPeople.HOME);
        Await.until(() ->
                users.mails(address).stream()
                        .anyMatch(mail -> mail.subject().contains("password")));
        String link =
                PortalUsers.link(
                        users.mails(address).stream()
                                .filter(mail -> mail.subject().contains("password"))
                                .findFirst()
                                .orElseThrow());
        String form = "password=" + OTHER + "&again=" + OTHER;
        Answer set = post(link, form);
        assertThat(set.status()).as(set.text()).isEqualTo(200);

        assertThat(admin.withToken(cookie).call(GET).error()).isEqualTo(401);
        assertThat(users.tryIn(user, OTHER)).isInstanceOf(SignInOutcome.SignInCodeNeeded.class);
        assertThat(post(link, form).status()).isEqualTo(404);
        assertThat(audited("users.forgotten_password", user).getFirst().at("actor").text())
                .isEqualTo("system:sign-in");
    }

    private Answer post(String path, String form) {
        return admin.withToken("").send("POST", path, "application/x-www-form-urlencoded", form);
    }

    @Test
    void forgottenPassword_mailsNobodyTooOftenAndNobodyUnknown() throws InterruptedException {
        String address = Api.unique("flood") + "@example.com";
        NewUser user = users.add(true, "email", address);
        NewUser off = users.add(true, "email", "off-" + address, "active", false);

        for (int i = 0; i < ForgottenPasswords.MAX_OF_LOGIN + 2; i++) {
            users.portal.forgotten().ask(user.name(), SignInPeople.from("198.51.100." + (i + 1)));
        }
        users.portal.forgotten().ask(off.name(), SignInPeople.from("198.51.100.77"));
        users.portal.forgotten().ask("nobody@" + user.accountName(), SignInPeople.HOME);
        users.portal.forgotten().ask("x".repeat(5000), SignInPeople.HOME);
        users.portal.forgotten().ask("", SignInPeople.HOME);

        Await.until(() -> users.mails(address).size() == ForgottenPasswords.MAX_OF_LOGIN);
        assertThat(users.portal.forgotten().awaitIdle(10, TimeUnit.SECONDS)).isTrue();
        assertThat(users.mails(address)).hasSize(ForgottenPasswords.MAX_OF_LOGIN);
        assertThat(users.mails("off-" + address)).isEmpty();
    }

    /** Each letter may be typed in full width, which finds the same user. */
    @Test
    void forgottenPassword_isCountedByTheUserHoweverTheLoginIsSpelt() throws InterruptedException {
        String address = Api.unique("spelt") + "@example.com";
        NewUser user = users.add(true, "email", address);
        String account = user.accountName();
        List<Integer> letters =
                IntStream.range(0, account.length())
                        .filter(at -> account.charAt(at) >= 'a' && account.charAt(at) <= 'z')
                        .boxed()
                        .toList();
        assertThat(letters).hasSizeGreaterThan(1);
        for (int i = 0; i < ForgottenPasswords.MAX_OF_LOGIN + letters.size(); i++) {
            int at = letters.get(i % letters.size());
            String spelt =
                    account.substring(0, at)
                            + (char) (account.charAt(at) - '!' + '\uff01')
                            + account.substring(at + 1);
            users.portal
                    .forgotten()
                    .ask(user.login() + "@" + spelt, SignInPeople.from("198.51.101." + (i + 1)));
            assertThat(users.portal.forgotten().awaitIdle(10, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(users.mails(address)).hasSize(ForgottenPasswords.MAX_OF_LOGIN);
    }

    /** Whoever knows logins of an account cannot keep its users from a new password. */
    @Test
    void forgottenPassword_isMailedToWhoIsKnownThereWhateverOthersAsk()
            throws InterruptedException {
        String address = Api.unique("known") + "@example.com";
        NewUser user = users.add(true, "email", address);
        users.cookie(user);
        int before = users.mails(address).size();
        for (int i = 0; i <= ForgottenPasswords.MAX_OF_ACCOUNT; i++) {
            String login = i <= ForgottenPasswords.MAX_OF_LOGIN ? user.login() : addTo(user, i);
            users.portal
                    .forgotten()
                    .ask(
                            login + "@" + user.accountName(),
                            SignInPeople.from("203.0.113." + (i + 1)));
            assertThat(users.portal.forgotten().awaitIdle(10, TimeUnit.SECONDS)).isTrue();
        }
        int most = before + ForgottenPasswords.MAX_OF_LOGIN;
        assertThat(users.mails(address)).hasSize(most);

        users.portal.forgotten().ask(user.name(), SignInPeople.HOME);

        Await.until(() -> users.mails(address).size() == most + 1);
    }

    private String addTo(NewUser user, int number) {
        admin.newUser(user.account(), "other" + number, "email", "o" + number + "@example.com");
        return "other" + number;
    }

    private String askAddress(String cookie, String fresh) {
        users.portal.profile().changeEmail(cookie, fresh, SignInPeople.HOME);
        String path = PortalUsers.link(users.mails(fresh).getLast());
        assertThat(path).startsWith(UserProfile.PROOF + "/");
        return path.substring(UserProfile.PROOF.length() + 1);
    }

    private String emailOf(NewUser user) {
        return admin.call("accounts/users/get", "account_id", user.account(), "name", user.login())
                .at("data.email")
                .text();
    }

    @Test
    void changedAddress_countsOnceProved_andTheOneBeforeIsTold() {
        String before = Api.unique("old") + "@example.com";
        String fresh = Api.unique("new") + "@example.com";
        NewUser user = users.add(false, "email", before);
        String secret = askAddress(users.cookie(user), fresh);
        assertThat(emailOf(user)).isEqualTo(before);
        assertThat(users.portal.profile().proved(secret))
                .contains(new UserProfile.ProvedAddress(fresh, false));
        assertThat(users.portal.profile().prove("x" + secret, SignInPeople.HOME)).isFalse();

        assertThat(users.portal.profile().prove(secret, SignInPeople.HOME)).isTrue();

        assertThat(emailOf(user)).isEqualTo(fresh);
        assertThat(users.mails(before)).anyMatch(mail -> mail.subject().contains("address"));
        assertThat(users.portal.profile().prove(secret, SignInPeople.HOME)).isFalse();
    }

    @Test
    void changedAddress_isNotProvedTooLateOrAfterANewPasswordOrAnotherAddress() {
        NewUser user = users.add(false);
        String cookie = users.cookie(user);
        String first = askAddress(cookie, Api.unique("a") + "@example.com");
        String second = askAddress(cookie, Api.unique("b") + "@example.com");
        assertThat(users.portal.profile().prove(first, SignInPeople.HOME)).isFalse();
        update(user, "password", OTHER);
        assertThat(users.portal.profile().prove(second, SignInPeople.HOME))
                .as("whoever knew the password before may have asked")
                .isFalse();
        NewUser slow = users.add(false);
        String third = askAddress(users.cookie(slow), Api.unique("c") + "@example.com");
        clock.advance(Duration.ofHours(25));
        assertThat(users.portal.profile().prove(third, SignInPeople.HOME)).isFalse();
    }

    @Test
    void changedAddress_needsThePasswordGivenLately_andIsAskedFiveTimesAnHour() {
        NewUser user = users.add(false);
        String cookie = users.cookie(user);
        for (String bad : List.of("", "x", "a@b@c", "user@example.com")) {
            assertThatThrownBy(() ->
                            users.portal.profile().changeEmail(cookie, bad, SignInPeople.HOME))
                    .isInstanceOf(ApiException.class);
        }
        for (int i = 0; i < 5; i++) {
            askAddress(cookie, Api.unique("n") + "@example.com");
        }
        assertThatThrownBy(() -> askAddress(cookie, Api.unique("n") + "@example.com"))
                .hasMessageContaining("email");
        clock.advance(Duration.ofMinutes(11));
        assertThatThrownBy(() -> askAddress(cookie, Api.unique("n") + "@example.com"))
                .hasMessageContaining("sign in again");
    }
}
