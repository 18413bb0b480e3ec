package io.mailyard.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.NewToken;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A change to a token holds in every server process within one second (docs/spec/states.md). */
class TwoServersTest {
    private static final String OWN = "/api/v1.1/account/get";
    private static TestServer one;
    private static TestServer two;

    @BeforeAll
    static void start() {
        one = TestServer.start(StoreKind.POSTGRESQL);
        two = one.beside();
    }

    @AfterAll
    static void stop() {
        two.close();
        one.close();
    }

    /** How long the other server went on answering as before. */
    private static Duration until(Api client, Predicate<Answer> changed) {
        return until(client, "accounts/list", changed);
    }

    private static Duration until(Api client, String path, Predicate<Answer> changed) {
        Instant start = Instant.now();
        while (!changed.test(client.call(path))) {
            assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(5));
        }
        return Duration.between(start, Instant.now());
    }

    private static void assertHolds(NewToken token, int error, Object... change) {
        Api there = token.api().at(two);
        there.call("accounts/list", "limit", 1).ok();
        one.api().call("tokens/save", change).ok();
        assertThat(token.api().call("accounts/list").error()).isEqualTo(error);

        Duration took = until(there, answer -> answer.error() == error);

        assertThat(took).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void deactivation_holdsThereWithinASecond() {
        NewToken token = one.api().newToken();
        assertHolds(token, 401, "id", token.id(), "active", false);
    }

    @Test
    void narrowerScopes_holdThereWithinASecond() {
        NewToken token = one.api().newToken();
        assertHolds(token, 403, "id", token.id(), "scopes", List.of("users:read"));
    }

    @Test
    void addresses_holdThereWithinASecond() {
        NewToken token = one.api().newToken();
        assertHolds(token, 403, "id", token.id(), "addresses", List.of("192.0.2.1"));
    }

    @Test
    void rotationAndDeletion_holdThereWithinASecond() {
        NewToken token = one.api().newToken();
        Api there = token.api().at(two);
        there.call("accounts/list").ok();
        Answer rotated = one.api().call("tokens/rotate", "id", token.id()).ok();

        assertThat(until(there, answer -> answer.error() == 401)).isLessThan(Duration.ofSeconds(1));
        Api renewed = there.withToken(rotated.at("data.token").text());
        renewed.call("accounts/list").ok();
        one.api().call("tokens/delete", "id", token.id()).ok();
        assertThat(until(renewed, answer -> answer.error() == 401))
                .isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void newToken_worksThereAtOnce() {
        Api there = one.api().newToken().api().at(two);

        there.call("accounts/list").ok();
        assertThat(two.api().withToken(there.token()).call("accounts/list").error()).isZero();
    }

    /** What is done to an account here holds for its tokens there. */
    @ParameterizedTest
    @CsvSource({"freeze, 403", "deactivate, 403", "delete, 401"})
    void stateOfAnAccount_holdsForItsTokensThereWithinASecond(String verb, int error) {
        long account = one.api().newAccount();
        Api here = one.api().newTokenOf(account).api();
        Api there = here.at(two);
        there.call(OWN).ok();
        one.api().call("accounts/" + verb, "id", account).ok();
        assertThat(here.call(OWN).error()).isEqualTo(error);

        assertThat(until(there, OWN, answer -> answer.error() == error))
                .isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void tokenOfAnAccount_isTakenAwayThereWithinASecond() {
        long account = one.api().newAccount();
        NewToken token = one.api().newTokenOf(account);
        Api there = token.api().at(two);
        there.call(OWN).ok();
        one.api().call("accounts/tokens/delete", "account_id", account, "id", token.id()).ok();

        assertThat(until(there, OWN, answer -> answer.error() == 401))
                .isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void tokenTakenAwayThere_makesNoOtherInItsLastMoments() {
        for (int i = 0; i < 3; i++) {
            NewToken token = one.api().newToken();
            Api there = token.api().at(two);
            there.call("accounts/list").ok();
            one.api().call("tokens/save", "id", token.id(), "active", false).ok();

            Answer grab = there.call("tokens/save", "name", Api.unique("grab"));

            assertThat(grab.error()).as("%s", grab).isEqualTo(401);
        }
    }
}
