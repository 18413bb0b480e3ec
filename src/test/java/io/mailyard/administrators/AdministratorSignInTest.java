package io.mailyard.administrators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailyard.access.RecoveryCode;
import io.mailyard.access.Totp;
import io.mailyard.administrators.SignInPeople.NewPerson;
import io.mailyard.base.ApiException;
import io.mailyard.signin.PersonProfile;
import io.mailyard.signin.PersonSignIn;
import io.mailyard.signin.PersonSignInLimits;
import io.mailyard.signin.SignInOrigin;
import io.mailyard.signin.SignInOutcome;
import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestClock;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.Tree;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Signing in: passwords, codes, lock-out, mail, and what the audit tells of each. */
@ParameterizedClass
@EnumSource
class AdministratorSignInTest {
    private static final SignInOrigin ELSEWHERE = SignInPeople.from("203.0.113.9");

    private final TestClock clock = new TestClock();
    private final Api admin;
    private final SignInPeople people;
    private final PersonSignIn<Administrator> signIn;

    AdministratorSignInTest(StoreKind kind) {
        TestServer server = TestServer.of(kind);
        admin = server.api();
        people = new SignInPeople(server, clock);
        signIn = people.people.signIn();
    }

    @AfterEach
    void close() {
        people.close();
    }

    private List<Tree> audited(String action, NewPerson person) {
        return admin.call(
                        "audit/list",
                        "action",
                        action,
                        "object_type",
                        "administrator",
                        "object_id",
                        person.id())
                .ok()
                .at("data")
                .items();
    }

    private SignInOutcome wrong(String login, SignInOrigin origin) {
        return signIn.signIn(login, "falsch-Pferd-9-Batterie", origin);
    }

    @Test
    void loginInAnyCase_opensASession() {
        NewPerson person = people.add("support");

        SignInOutcome outcome =
                signIn.signIn(
                        person.login().toUpperCase(Locale.ROOT),
                        SignInPeople.PASSWORD,
                        SignInPeople.HOME);

        assertThat(outcome).isInstanceOf(SignInOutcome.SignInOpened.class);
        Tree row = audited("administrators.sign_in", person).getFirst();
        assertThat(row.at("actor").text()).isEqualTo("administrator:" + person.login());
        assertThat(row.at("address").text()).isEqualTo("192.0.2.1");
        assertThat(row.at("after.new_place").flag()).isTrue();
    }

    @Test
    void everyRefusal_hasTheSameTextAndIsAuditedWithItsReason() {
        NewPerson person = people.add("support");
        NewPerson off = people.add("support", "active", false);
        String nobody = Api.unique("nobody");

        assertThat(wrong(person.login(), ELSEWHERE)).isEqualTo(new SignInOutcome.SignInWrong());
        assertThat(signIn.signIn(off.login(), SignInPeople.PASSWORD, ELSEWHERE))
                .isEqualTo(new SignInOutcome.SignInWrong());
        assertThat(wrong(nobody, ELSEWHERE)).isEqualTo(new SignInOutcome.SignInWrong());

        assertThat(
                        audited("administrators.sign_in_refused", person)
                                .getFirst()
                                .at("after.reason")
                                .text())
                .isEqualTo("wrong_password");
        assertThat(
                        audited("administrators.sign_in_refused", off)
                                .getFirst()
                                .at("after.reason")
                                .text())
                .isEqualTo("switched_off");
        Answer unknown =
                admin.call(
                                "audit/list",
                                "action",
                                "administrators.sign_in_refused",
                                "object_id",
                                0,
                                "object_type",
                                "administrator",
                                "order",
                                "desc")
                        .ok();
        assertThat(unknown.at("data.0.after.reason").text()).isEqualTo("unknown_login");
        assertThat(unknown.text()).doesNotContain(nobody);
    }

    @Test
    void wrongPasswordsFromElsewhere_doNotLockOutAKnownAddress() {
        NewPerson person = people.add("support");
        people.cookie(person.login());

        for (int network = 1; network <= 6; network++) {
            for (int i = 0; i < PersonSignInLimits.MAX_OF_BOTH; i++) {
                wrong(person.login(), SignInPeople.from("203.0.113." + network));
            }
        }

        assertThat(wrong(person.login(), SignInPeople.from("203.0.113.200")))
                .isInstanceOf(SignInOutcome.Locked.class);
        assertThat(signIn.signIn(person.login(), SignInPeople.PASSWORD, SignInPeople.HOME))
                .isInstanceOf(SignInOutcome.SignInOpened.class);
    }

    @Test
    void lockOut_statesItsDurationAndExpires() {
        NewPerson person = people.add("support");
        String nobody = Api.unique("nobody");
        for (int i = 0; i < PersonSignInLimits.MAX_OF_BOTH; i++) {
            assertThat(wrong(person.login(), ELSEWHERE)).isEqualTo(new SignInOutcome.SignInWrong());
            assertThat(wrong(nobody, ELSEWHERE)).isEqualTo(new SignInOutcome.SignInWrong());
        }

        SignInOutcome locked = signIn.signIn(person.login(), SignInPeople.PASSWORD, ELSEWHERE);

        assertThat(locked).isInstanceOf(SignInOutcome.Locked.class);
        assertThat(((SignInOutcome.Locked) locked).remaining())
                .isBetween(Duration.ofMinutes(5), PersonSignInLimits.WINDOW);
        assertThat(wrong(nobody, ELSEWHERE)).isInstanceOf(SignInOutcome.Locked.class);
        assertThat(
                        audited("administrators.sign_in_refused", person)
                                .getLast()
                                .at("after.reason")
                                .text())
                .isEqualTo("locked");
        clock.advance(PersonSignInLimits.WINDOW);
        assertThat(signIn.signIn(person.login(), SignInPeople.PASSWORD, ELSEWHERE))
                .isInstanceOf(SignInOutcome.SignInOpened.class);
    }

    private String addFactor(NewPerson person, String cookie, List<RecoveryCode> codes) {
        PersonProfile.FactorOffer offer = people.people.profile().offerFactor(cookie);
        assertThat(offer.uri())
                .startsWith("otpauth://totp/Mailyard:" + person.login() + "?secret=");
        codes.addAll(
                people.people
                        .profile()
                        .addFactor(
                                cookie,
                                offer.secret(),
                                Totp.code(offer.secret(), clock.instant()),
                                SignInPeople.HOME)
                        .orElseThrow());
        return offer.secret();
    }

    private String pending(NewPerson person) {
        SignInOutcome outcome =
                signIn.signIn(person.login(), SignInPeople.PASSWORD, SignInPeople.HOME);
        assertThat(outcome).isInstanceOf(SignInOutcome.SignInCodeNeeded.class);
        return ((SignInOutcome.SignInCodeNeeded) outcome).pending();
    }

    @Test
    void secondFactor_acceptsEachCodeOnce_andRecoveryCodesOnce() {
        NewPerson person = people.add("support");
        List<RecoveryCode> codes = new ArrayList<>();
        String secret = addFactor(person, people.cookie(person.login()), codes);
        assertThat(codes).hasSize(RecoveryCode.COUNT);

        String pending = pending(person);
        assertThat(admin.withToken(pending).call("accounts/list").error()).isEqualTo(401);
        String used = Totp.code(secret, clock.instant());
        assertThat(signIn.enterCode(pending, used, SignInPeople.HOME))
                .isEqualTo(new SignInOutcome.SignInWrong()); // it added the factor
        clock.advance(Duration.ofSeconds(60));
        String ahead = Totp.code(secret, clock.instant().plusSeconds(30));
        assertThat(signIn.enterCode(pending, ahead, SignInPeople.HOME))
                .isInstanceOf(SignInOutcome.SignInOpened.class);
        assertThat(signIn.enterCode(pending, ahead, SignInPeople.HOME))
                .isEqualTo(new SignInOutcome.SignInExpired());
        assertThat(signIn.enterCode(pending(person), ahead, SignInPeople.HOME))
                .isEqualTo(new SignInOutcome.SignInWrong());

        String typed = codes.getFirst().text().replace("-", " ").toUpperCase(Locale.ROOT);
        assertThat(signIn.enterCode(pending(person), typed, SignInPeople.HOME))
                .isInstanceOf(SignInOutcome.SignInOpened.class);
        assertThat(signIn.enterCode(pending(person), typed, SignInPeople.HOME))
                .isEqualTo(new SignInOutcome.SignInWrong());
        assertThat(audited("administrators.sign_in", person).getLast().at("after.by").text())
                .isEqualTo("password and recovery code");
        Answer details = admin.call("administrators/get", "id", person.id()).ok();
        assertThat(details.at("data.recovery_codes").number()).isEqualTo(RecoveryCode.COUNT - 1);
        assertThat(details.at("data.second_factor").flag()).isTrue();
    }

    @Test
    void wrongCodes_endThePendingSignInAndAreAudited() {
        NewPerson person = people.add("support");
        addFactor(person, people.cookie(person.login()), new ArrayList<>());
        String pending = pending(person);

        for (int i = 0; i < 4; i++) {
            assertThat(signIn.enterCode(pending, "00000" + i, SignInPeople.HOME))
                    .isEqualTo(new SignInOutcome.SignInWrong());
        }
        assertThat(signIn.enterCode(pending, "000009", SignInPeople.HOME))
                .isEqualTo(new SignInOutcome.SignInExpired());
        assertThat(signIn.enterCode(pending, "000009", SignInPeople.HOME))
                .isEqualTo(new SignInOutcome.SignInExpired());
        assertThat(audited("administrators.sign_in_refused", person))
                .hasSize(5)
                .allSatisfy(
                        row -> assertThat(row.at("after.reason").text()).isEqualTo("wrong_code"));
        assertThat(signIn.signIn(person.login(), SignInPeople.PASSWORD, SignInPeople.HOME))
                .isInstanceOf(SignInOutcome.Locked.class);
    }

    @Test
    void resetOfSecondFactors_allowsSignInByPasswordAlone_andEndsSessions() {
        NewPerson person = people.add("support");
        String cookie = people.cookie(person.login());
        addFactor(person, cookie, new ArrayList<>());

        admin.call("administrators/factors/reset", "id", person.id()).ok();

        assertThat(admin.withToken(cookie).call("accounts/list").error()).isEqualTo(401);
        people.cookie(person.login());
        admin.call("administrators/factors/reset", "id", person.id()).ok(); // nothing is left
    }

    @Test
    void signInFromANewPlace_isReportedByMail_andFromAKnownOneIsNot() {
        NewPerson person = people.add("support", "email", "person@example.com", "lang", "RU");
        people.cookie(person.login());
        people.cookie(person.login());
        assertThat(people.mails()).hasSize(1);

        signIn.signIn(person.login(), SignInPeople.PASSWORD, SignInPeople.from("192.0.2.77"));
        assertThat(people.mails()).hasSize(1);
        signIn.signIn(person.login(), SignInPeople.PASSWORD, ELSEWHERE);

        assertThat(people.mails()).hasSize(2);
        assertThat(people.mails().getLast().subject()).isEqualTo("Новый вход в Mailyard");
        assertThat(people.mails().getLast().text())
                .contains(person.login(), "203.0.113.9", "https://mail.example.com/admin");
    }

    @Test
    void sessions_expireByAgeAndIdleTime_andTheOldestMakesRoom() {
        NewPerson person = people.add("support");
        String first = people.cookie(person.login());
        for (int i = 0; i < 9; i++) {
            clock.advance(Duration.ofSeconds(1));
            people.cookie(person.login());
        }
        assertThat(people.people.sessions().signedIn(first)).isPresent();
        clock.advance(Duration.ofSeconds(1));
        String last = people.cookie(person.login());
        assertThat(people.people.sessions().signedIn(first)).isEmpty();
        clock.advance(Duration.ofMinutes(59));
        assertThat(people.people.sessions().signedIn(last)).isPresent();
        people.people.sessions().flush();
        clock.advance(Duration.ofMinutes(59));
        assertThat(people.people.sessions().signedIn(last)).isPresent();
        clock.advance(Duration.ofMinutes(61));
        assertThat(people.people.sessions().signedIn(last)).isEmpty();
    }

    @Test
    void changeOfPassword_needsTheCurrentOne_andEndsOtherSessions() {
        NewPerson person = people.add("support", "must_change_password", true);
        SignInOutcome outcome =
                signIn.signIn(person.login(), SignInPeople.PASSWORD, SignInPeople.HOME);
        assertThat(((SignInOutcome.SignInOpened) outcome).mustChangePassword()).isTrue();
        String cookie = ((SignInOutcome.SignInOpened) outcome).cookie();
        String other = people.cookie(person.login());
        assertThat(admin.withToken(cookie).call("accounts/list").error()).isEqualTo(403);
        assertThatThrownBy(() -> people.people.profile().offerFactor(cookie))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("must change your password");

        PersonProfile<Administrator> profile = people.people.profile();
        assertThatThrownBy(() ->
                        profile.changePassword(
                                cookie, SignInPeople.PASSWORD, "short", SignInPeople.HOME))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("at least 12");
        String fresh = "ein-neues-Wort-77";
        assertThat(profile.changePassword(cookie, "falsch", fresh, SignInPeople.HOME))
                .isEqualTo(new SignInOutcome.SignInWrong());
        assertThat(profile.changePassword(cookie, SignInPeople.PASSWORD, fresh, SignInPeople.HOME))
                .isInstanceOf(SignInOutcome.SignInOpened.class);

        assertThat(people.people.sessions().signedIn(other)).isEmpty();
        Await.until(() -> admin.withToken(cookie).call("accounts/list").error() == 0);
        assertThat(signIn.signIn(person.login(), SignInPeople.PASSWORD, SignInPeople.HOME))
                .isEqualTo(new SignInOutcome.SignInWrong());
        assertThat(signIn.signIn(person.login(), fresh, SignInPeople.HOME))
                .isInstanceOf(SignInOutcome.SignInOpened.class);
    }

    @Test
    void floodsOfFailures_areAuditedAsACount() {
        NewPerson person = people.add("support");
        for (int i = 0; i < 30; i++) {
            wrong(person.login(), ELSEWHERE);
        }

        List<Tree> rows = audited("administrators.sign_in_refused", person);

        assertThat(rows).hasSize(10 + 5); // 10 checked; locked at the 1st, 2nd, 4th, 8th, 16th
        assertThat(rows.getLast().at("after.attempts").number()).isEqualTo(16);
    }

    /** Such as pasted text, another's attempt at SQL, or a NUL, which no store takes. */
    @Test
    void anyInput_getsAnAnswer() {
        NewPerson person = people.add("support");
        for (String typed :
                List.of("", " ", "\0", "a\0b", "x".repeat(100_000), "' OR 1=1 --", "ÄÖ")) {
            assertThat(signIn.signIn(typed, typed, SignInPeople.from("203.0.113.77")))
                    .as(typed)
                    .isEqualTo(new SignInOutcome.SignInWrong());
            assertThat(signIn.enterCode(typed, typed, ELSEWHERE))
                    .isEqualTo(new SignInOutcome.SignInExpired());
            assertThat(signIn.confirm(typed, typed, ELSEWHERE))
                    .isEqualTo(new SignInOutcome.SignInExpired());
        }
        addFactor(person, people.cookie(person.login()), new ArrayList<>());
        for (String typed : List.of("", "\0", "x".repeat(100_000))) {
            assertThat(signIn.enterCode(pending(person), typed, SignInPeople.HOME))
                    .isEqualTo(new SignInOutcome.SignInWrong());
        }
    }

    @Test
    void sameCodeUsedConcurrently_signsInOnce() throws Exception {
        NewPerson person = people.add("support");
        List<RecoveryCode> codes = new ArrayList<>();
        String secret = addFactor(person, people.cookie(person.login()), codes);
        clock.advance(Duration.ofSeconds(60));
        String code = Totp.code(secret, clock.instant());
        for (String given : List.of(code, codes.getFirst().text())) {
            String first = pending(person);
            String second = pending(person);
            try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
                List<Future<SignInOutcome>> outcomes =
                        Stream.of(first, second)
                                .map(pending ->
                                        threads.submit(() ->
                                                signIn.enterCode(
                                                        pending, given, SignInPeople.HOME)))
                                .toList();
                int opened = 0;
                for (Future<SignInOutcome> outcome : outcomes) {
                    opened += outcome.get() instanceof SignInOutcome.SignInOpened ? 1 : 0;
                }
                assertThat(opened).as(given).isEqualTo(1);
            }
        }
    }
}
