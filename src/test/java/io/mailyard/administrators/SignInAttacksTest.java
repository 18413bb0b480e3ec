package io.mailyard.administrators;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.access.Totp;
import io.mailyard.administrators.SignInPeople.NewPerson;
import io.mailyard.signin.Entrance;
import io.mailyard.signin.PasswordElsewhere;
import io.mailyard.signin.PersonSignIn;
import io.mailyard.signin.PersonSignInLimits;
import io.mailyard.signin.SignInFault;
import io.mailyard.signin.SignInOrigin;
import io.mailyard.signin.SignInOutcome;
import io.mailyard.signin.SignInSessions;
import io.mailyard.testing.Api;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestClock;
import io.mailyard.testing.TestServer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Guesses at once, and sessions that a stolen password has opened. */
@ParameterizedClass
@EnumSource
class SignInAttacksTest {
    private static final SignInOrigin ELSEWHERE = SignInPeople.from("203.0.113.9");

    private final TestClock clock = new TestClock();
    private final Api admin;
    private final SignInPeople people;
    private final PersonSignIn<Administrator> signIn;

    SignInAttacksTest(StoreKind kind) {
        TestServer server = TestServer.of(kind);
        admin = server.api();
        people = new SignInPeople(server, clock);
        signIn = people.people.signIn();
    }

    @AfterEach
    void close() {
        people.close();
    }

    private void addFactor(String cookie) {
        String secret = people.people.profile().offerFactor(cookie).secret();
        assertThat(
                        people.people
                                .profile()
                                .addFactor(
                                        cookie,
                                        secret,
                                        Totp.code(secret, clock.instant()),
                                        SignInPeople.HOME))
                .isPresent();
    }

    private String pending(NewPerson person) {
        SignInOutcome outcome =
                signIn.signIn(person.login(), SignInPeople.PASSWORD, SignInPeople.HOME);
        return ((SignInOutcome.SignInCodeNeeded) outcome).pending();
    }

    private static void atOnce(int number, Runnable attempt) {
        CountDownLatch start = new CountDownLatch(1);
        try (ExecutorService all = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < number; i++) {
                all.execute(() -> {
                    try {
                        start.await();
                    } catch (InterruptedException stopped) {
                        throw new IllegalStateException(stopped);
                    }
                    attempt.run();
                });
            }
            start.countDown();
        }
    }

    private long refused(NewPerson person, String reason) {
        return admin
                .call(
                        "audit/list",
                        "action",
                        "administrators.sign_in_refused",
                        "object_type",
                        "administrator",
                        "object_id",
                        person.id())
                .ok()
                .at("data")
                .items()
                .stream()
                .filter(row -> row.at("after.reason").text().equals(reason))
                .count();
    }

    /** Requests at once would else all be checked before the first of them counts. */
    @Test
    void concurrentAttempts_areLimitedLikeSequentialOnes() {
        NewPerson person = people.add("support");
        atOnce(30, () -> signIn.signIn(person.login(), "falsch-Pferd-9", ELSEWHERE));
        assertThat(refused(person, "wrong_password")).isEqualTo(PersonSignInLimits.MAX_OF_BOTH);

        addFactor(people.cookie(person.login()));
        String pending = pending(person);
        String another = pending(person);
        atOnce(30, () -> signIn.enterCode(pending, "000000", SignInPeople.HOME));
        atOnce(30, () -> signIn.enterCode(another, "zzzz-zzzz", SignInPeople.HOME));
        assertThat(refused(person, "wrong_code")).isEqualTo(5);
    }

    @Test
    void rightPasswords_areNotCounted() {
        NewPerson person = people.add("support");
        for (int i = 0; i < PersonSignInLimits.MAX_OF_NETWORK + 1; i++) {
            assertThat(signIn.signIn(person.login(), SignInPeople.PASSWORD, ELSEWHERE))
                    .isInstanceOf(SignInOutcome.SignInOpened.class);
        }
        addFactor(people.cookie(person.login()));
        for (int i = 0; i < PersonSignInLimits.MAX_OF_BOTH + 1; i++) {
            assertThat(signIn.signIn(person.login(), SignInPeople.PASSWORD, ELSEWHERE))
                    .isInstanceOf(SignInOutcome.SignInCodeNeeded.class);
        }
    }

    @Test
    void newSecondFactor_endsSessionsThatBeganWithoutIt() {
        NewPerson person = people.add("support");
        String thief = people.cookie(person.login());
        String own = people.cookie(person.login());

        addFactor(own);

        assertThat(people.people.sessions().signedIn(thief)).isEmpty();
        assertThat(people.people.sessions().signedIn(own)).isPresent();
    }

    /** An open page on a desk that its person has left. */
    @Test
    void automaticRequests_doNotExtendASession() {
        NewPerson person = people.add("support");
        String cookie = people.cookie(person.login());
        SignInSessions<Administrator> sessions = people.people.sessions();
        for (int i = 0; i < 5; i++) {
            clock.advance(Duration.ofMinutes(10));
            assertThat(sessions.looking(() -> sessions.signedIn(cookie))).isPresent();
            sessions.flush();
        }
        clock.advance(Duration.ofMinutes(10));
        assertThat(sessions.looking(() -> sessions.signedIn(cookie))).isEmpty();
    }

    /** Else each right password gave the wrong codes back, and codes could be guessed on and on. */
    @Test
    void passwordCheckElsewhere_doesNotResetTheCountOfWrongCodes() {
        NewPerson person = people.add("support");
        addFactor(people.cookie(person.login()));
        signIn.elsewhere((_, _, password, _) ->
                Optional.of(
                        password.equals("right-there")
                                ? new PasswordElsewhere.Right(
                                        person.id(), Entrance.of("directory", false, _ -> true))
                                : new PasswordElsewhere.PasswordWrong(SignInFault.WRONG_PASSWORD)));
        int wrong = 0;
        for (int i = 0; i < 20; i++) {
            if (signIn.signIn(person.login(), "right-there", SignInPeople.HOME)
                            instanceof SignInOutcome.SignInCodeNeeded(String pending)
                    && signIn.enterCode(pending, "abcdef", SignInPeople.HOME)
                            instanceof SignInOutcome.SignInWrong) {
                wrong++;
            }
        }
        assertThat(wrong).isEqualTo(5);
    }

    /** Else the password could be guessed on and on while another directory is away. */
    @Test
    void passwordsWhileAProviderIsAway_areCountedAndAudited() {
        NewPerson person = people.add("support");
        NewPerson other = people.add("support");
        signIn.elsewhere((found, _, _, _) ->
                Optional.of(
                        new PasswordElsewhere.Away(
                                found.filter(there -> there.number() == person.id()).isPresent())));
        for (NewPerson guessed : List.of(person, other)) {
            for (int i = 0; i < PersonSignInLimits.MAX_OF_BOTH; i++) {
                assertThat(signIn.signIn(guessed.login(), "falsch-Pferd-9", ELSEWHERE))
                        .isInstanceOf(SignInOutcome.ProviderAway.class);
            }
            assertThat(signIn.signIn(guessed.login(), "falsch-Pferd-9", ELSEWHERE))
                    .isInstanceOf(SignInOutcome.Locked.class);
        }
        assertThat(refused(person, "wrong_password")).isEqualTo(PersonSignInLimits.MAX_OF_BOTH);
        assertThat(refused(other, "provider")).isEqualTo(PersonSignInLimits.MAX_OF_BOTH);
    }

    /** A directory finds the same person by each of them. */
    @Test
    void spellingsOfADirectoryLogin_countAsOne() {
        signIn.elsewhere((_, _, _, _) ->
                Optional.of(new PasswordElsewhere.PasswordWrong(SignInFault.UNKNOWN_LOGIN)));
        String login = Api.unique("there");
        List<String> ways =
                List.of(
                        login,
                        " " + login,
                        login + "  ",
                        "\u00a0" + login,
                        "\u00ad" + login,
                        login + "\u200b",
                        login.replace("e", "\u00e9"),
                        login.replace("t", "\uff54"),
                        login.toUpperCase(Locale.ROOT),
                        login + "\u0301");
        for (String way : ways) {
            assertThat(signIn.signIn(way, "falsch-Pferd-9", ELSEWHERE))
                    .as(way)
                    .isInstanceOf(SignInOutcome.SignInWrong.class);
        }
        assertThat(signIn.signIn("\u2003" + login, "falsch-Pferd-9", ELSEWHERE))
                .isInstanceOf(SignInOutcome.Locked.class);
    }
}
