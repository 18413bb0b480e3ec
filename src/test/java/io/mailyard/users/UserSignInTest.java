package io.mailyard.users;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailyard.access.Totp;
import io.mailyard.administrators.SignInPeople;
import io.mailyard.base.ApiException;
import io.mailyard.signin.PersonSignInLimits;
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
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Users of accounts sign in: passwords, codes, what must be done first, and what ends a session.
 */
@ParameterizedClass
@EnumSource
class UserSignInTest {
    private static final String OTHER = "neues-Pferd-7-Akkumulator";
    private static final String GET = "/api/v1.1/account/get";

    private final TestClock clock = new TestClock();
    private final TestServer server;
    private final Api admin;
    private final PortalUsers users;

    UserSignInTest(StoreKind kind) {
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
    void loginAtAccount_inAnyCase_opensASessionOfTheAccountAlone() {
        NewUser user = users.add(true);

        SignInOutcome outcome =
                users.signIn()
                        .signIn(
                                user.name().toUpperCase(Locale.ROOT),
                                SignInPeople.PASSWORD,
                                SignInPeople.HOME);

        assertThat(outcome).isInstanceOf(SignInOutcome.SignInOpened.class);
        Api api = admin.withToken(((SignInOutcome.SignInOpened) outcome).cookie());
        assertThat(api.call(GET).ok().at("data.id").number()).isEqualTo(user.account());
        assertThat(api.call("accounts/list").error()).isEqualTo(403);
        Tree row = audited("users.sign_in", user).getFirst();
        assertThat(row.at("actor").text()).isEqualTo("user:" + user.name());
        assertThat(row.at("account_id").number()).isEqualTo(user.account());
        assertThat(row.at("after.new_place").flag()).isTrue();
    }

    @Test
    void sameLoginInTwoAccounts_eachHasItsOwnPassword() {
        NewUser user = users.add(true);
        long other = admin.newAccount();
        admin.newUser(other, user.login(), "password", OTHER);
        String otherName = admin.call("accounts/get", "id", other).at("data.name").text();

        assertThat(users.tryIn(user, OTHER)).isEqualTo(new SignInOutcome.SignInWrong());
        assertThat(users.signIn().signIn(user.login() + "@" + otherName, OTHER, SignInPeople.HOME))
                .isInstanceOf(SignInOutcome.SignInOpened.class);
        assertThat(users.signIn().signIn(user.login(), SignInPeople.PASSWORD, SignInPeople.HOME))
                .isEqualTo(new SignInOutcome.SignInWrong());
    }

    @Test
    void inactiveUser_isToldSoOnlyAfterTheRightPassword() {
        NewUser off = users.add(true, "active", false);
        NewUser closed = users.add(true);
        admin.call("accounts/deactivate", "id", closed.account()).ok();
        NewUser without = users.add(true);
        admin.newUser(without.account(), "bare");

        for (NewUser user : List.of(off, closed)) {
            assertThat(users.tryIn(user, OTHER)).isEqualTo(new SignInOutcome.SignInWrong());
            assertThat(users.tryIn(user, SignInPeople.PASSWORD))
                    .isEqualTo(new SignInOutcome.SwitchedOff());
            assertThat(audited("users.sign_in_refused", user).getLast().at("after.reason").text())
                    .isEqualTo("switched_off");
        }
        assertThat(users.signIn().signIn("bare@" + without.accountName(), "", SignInPeople.HOME))
                .isEqualTo(new SignInOutcome.SignInWrong());
    }

    @Test
    void lockOut_isOfTheUserAndShutsNobodyElseOut() {
        NewUser user = users.add(true);
        NewUser beside = users.addTo(user.account(), false);
        for (int i = 0; i < PersonSignInLimits.MAX_OF_BOTH; i++) {
            users.tryIn(user, OTHER);
        }

        assertThat(users.tryIn(user, SignInPeople.PASSWORD))
                .isInstanceOf(SignInOutcome.Locked.class);
        assertThat(users.tryIn(beside, SignInPeople.PASSWORD))
                .isInstanceOf(SignInOutcome.SignInOpened.class);
        clock.advance(PersonSignInLimits.WINDOW);
        assertThat(users.tryIn(user, SignInPeople.PASSWORD))
                .isInstanceOf(SignInOutcome.SignInOpened.class);
    }

    @Test
    void secondFactorThatIsForced_isAskedOfOpenSessionsAtOnce() {
        NewUser user = users.add(true);
        Api api = admin.withToken(users.cookie(user));
        for (int i = 0; i < 5; i++) {
            assertThat(api.call(GET).error()).isZero();
            admin.call("accounts/save", "id", user.account(), "force_2fa_auth", true).ok();
            assertThat(api.call(GET).header("Sign-In")).isEqualTo("add-factor");
            admin.call("accounts/save", "id", user.account(), "force_2fa_auth", false).ok();
        }
    }

    @Test
    void forcedSecondFactor_comesBeforeAnyCall_andEachCodeWorksOnce() {
        NewUser user = users.add(true);
        admin.call("accounts/save", "id", user.account(), "force_2fa_auth", true).ok();
        String cookie = users.cookie(user);
        Api api = admin.withToken(cookie);
        Answer before = api.call(GET);
        assertThat(before.error()).isEqualTo(403);
        assertThat(before.header("Sign-In")).isEqualTo("add-factor");

        // at the beginning of a step of 30 seconds: the code is the same one further below
        clock.advance(Duration.ofMillis(30_000 - clock.millis() % 30_000));
        String secret = users.addFactor(cookie);

        Await.until(() -> api.call(GET).error() == 0);
        String pending =
                ((SignInOutcome.SignInCodeNeeded) users.tryIn(user, SignInPeople.PASSWORD))
                        .pending();
        assertThat(admin.withToken(pending).call(GET).error()).isEqualTo(401);
        assertThat(
                        users.signIn()
                                .enterCode(
                                        pending,
                                        Totp.code(secret, clock.instant()),
                                        SignInPeople.HOME))
                .as("the code that added the factor is used")
                .isEqualTo(new SignInOutcome.SignInWrong());
        clock.advance(Duration.ofSeconds(30));
        String code = Totp.code(secret, clock.instant());
        assertThat(users.signIn().enterCode(pending, code, SignInPeople.HOME))
                .isInstanceOf(SignInOutcome.SignInOpened.class);
        assertThat(users.signIn().enterCode(pending, code, SignInPeople.HOME))
                .isEqualTo(new SignInOutcome.SignInExpired());
        assertThat(audited("users.factor", user)).hasSize(1);
    }

    @Test
    void factorsReset_endsTheSessionsAndAsksForNoCode() {
        NewUser user = users.add(true);
        String cookie = users.cookie(user);
        users.addFactor(cookie);
        Object[] who = {"account_id", user.account(), "name", user.login()};
        assertThat(admin.call("accounts/users/get", who).at("data.second_factor").flag()).isTrue();

        admin.with("Prefer", "dry-run").call("accounts/users/factors/reset", who).ok();
        assertThat(users.tryIn(user, SignInPeople.PASSWORD))
                .isInstanceOf(SignInOutcome.SignInCodeNeeded.class);
        admin.call("accounts/users/factors/reset", who).ok();

        assertThat(admin.withToken(cookie).call(GET).error()).isEqualTo(401);
        assertThat(users.tryIn(user, SignInPeople.PASSWORD))
                .isInstanceOf(SignInOutcome.SignInOpened.class);
        assertThat(audited("users.factors.reset", user)).hasSize(1);
    }

    @Test
    void passwordThatMustBeChanged_isChangedBeforeAnyCall_andEndsTheOtherSessions() {
        NewUser user = users.add(true, "must_change_password", true);
        String elsewhere = users.cookie(user);
        String cookie = users.cookie(user);
        Api api = admin.withToken(cookie);
        assertThat(api.call(GET).header("Sign-In")).isEqualTo("change-password");
        assertThatThrownBy(() ->
                        users.portal
                                .profile()
                                .changeEmail(cookie, "new@example.com", SignInPeople.HOME))
                .isInstanceOf(ApiException.class);

        assertThat(change(cookie, SignInPeople.PASSWORD, OTHER))
                .isInstanceOf(SignInOutcome.SignInOpened.class);

        Await.until(() -> api.call(GET).error() == 0);
        assertThat(admin.withToken(elsewhere).call(GET).error()).isEqualTo(401);
        assertThat(users.tryIn(user, OTHER)).isInstanceOf(SignInOutcome.SignInOpened.class);
        assertThat(users.tryIn(user, SignInPeople.PASSWORD))
                .isEqualTo(new SignInOutcome.SignInWrong());
    }

    private SignInOutcome change(String cookie, String present, String fresh) {
        return users.portal
                .people()
                .profile()
                .changePassword(cookie, present, fresh, SignInPeople.HOME);
    }

    @Test
    void ownPassword_needsThePresentOneAndKeepsTheRules() {
        NewUser user = users.add(false);
        String cookie = users.cookie(user);

        assertThat(change(cookie, OTHER, OTHER + "2")).isEqualTo(new SignInOutcome.SignInWrong());
        for (String bad : List.of("short", SignInPeople.PASSWORD, user.accountName() + "-9-Aa")) {
            assertThatThrownBy(() -> change(cookie, SignInPeople.PASSWORD, bad))
                    .isInstanceOf(ApiException.class);
        }
        assertThat(users.tryIn(user, SignInPeople.PASSWORD))
                .isInstanceOf(SignInOutcome.SignInOpened.class);
    }

    @Test
    void whateverEndsASession_endsItAtOnce() {
        NewUser off = users.add(true);
        Api offApi = users.signedIn(off);
        update(off, "active", false);
        NewUser renewed = users.add(true);
        Api renewedApi = users.signedIn(renewed);
        update(renewed, "password", OTHER);
        NewUser deleted = users.add(true);
        Api deletedApi = users.signedIn(deleted);
        admin.call(
                        "accounts/users/delete",
                        "account_id",
                        deleted.account(),
                        "name",
                        deleted.login())
                .ok();
        NewUser closed = users.add(true);
        Api closedApi = users.signedIn(closed);
        admin.call("accounts/deactivate", "id", closed.account()).ok();
        admin.call("accounts/activate", "id", closed.account()).ok();
        NewUser gone = users.add(true);
        Api goneApi = users.signedIn(gone);
        admin.call("accounts/delete", "id", gone.account()).ok();

        for (Api api : List.of(offApi, renewedApi, deletedApi, closedApi, goneApi)) {
            assertThat(api.call(GET).error()).isEqualTo(401);
        }
        assertThat(users.tryIn(gone, SignInPeople.PASSWORD))
                .isEqualTo(new SignInOutcome.SignInWrong());
    }

    @Test
    void frozenAccount_keepsTheSessionAndSaysWhy() {
        NewUser user = users.add(true);
        Api api = users.signedIn(user);
        admin.call("accounts/freeze", "id", user.account(), "reason", "unpaid").ok();

        Answer frozen = api.call(GET);

        assertThat(frozen.error()).isEqualTo(403);
        assertThat(frozen.errorText()).contains("frozen").contains("unpaid");
        assertThat(users.portal.gate().signedIn(api.token()).orElseThrow().user().frozen())
                .isTrue();
        admin.call("accounts/unfreeze", "id", user.account()).ok();
        api.call(GET).ok();
    }

    @Test
    void sessionsOfAUser_areListedAndEnded_ofNobodyElse() {
        NewUser user = users.add(true);
        NewUser beside = users.addTo(user.account(), true);
        Api first = users.signedIn(user);
        Api second = users.signedIn(user);
        Api other = users.signedIn(beside);
        Object[] who = {"account_id", user.account(), "name", user.login()};
        List<Tree> rows = admin.call("accounts/users/sessions/list", who).ok().at("data").items();
        assertThat(rows).hasSize(2);
        assertThat(rows.getFirst().at("login").text()).isEqualTo(user.name());
        long foreign =
                admin.call(
                                "accounts/users/sessions/list",
                                "account_id",
                                beside.account(),
                                "name",
                                beside.login())
                        .at("data.0.id")
                        .number();
        assertThat(end(who, foreign).error()).isEqualTo(404);

        end(who, rows.getFirst().at("id").number()).ok();
        assertThat(first.call(GET).error()).isEqualTo(401);
        Answer dry = admin.with("Prefer", "dry-run").call("accounts/users/sessions/end", who).ok();
        assertThat(dry.at("data.ended").number()).isEqualTo(1);
        second.call(GET).ok();
        assertThat(admin.call("accounts/users/sessions/end", who).ok().at("data.ended").number())
                .isEqualTo(1);

        assertThat(second.call(GET).error()).isEqualTo(401);
        other.call(GET).ok();
    }

    private Answer end(Object[] who, long session) {
        return admin.call(
                "accounts/users/sessions/end", who[0], who[1], who[2], who[3], "id", session);
    }
}
