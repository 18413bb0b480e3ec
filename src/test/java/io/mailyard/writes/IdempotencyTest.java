package io.mailyard.writes;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.Body;
import io.mailyard.testing.Clients;
import io.mailyard.testing.NewToken;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestClock;
import io.mailyard.testing.TestServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code Idempotency-Key} (section 7, "Headers on every writing call"). */
@ParameterizedClass
@EnumSource
class IdempotencyTest {
    private final StoreKind kind;
    private final TestServer server;
    private final Api api;

    IdempotencyTest(StoreKind kind) {
        this.kind = kind;
        this.server = TestServer.of(kind);
        this.api = server.api();
    }

    private Api keyed() {
        return api.with("Idempotency-Key", Api.unique("key"));
    }

    private long rows(long account) {
        return api.call("audit/list", "account_id", account).at("total_count").number();
    }

    private static void assertReplay(Answer again, Answer first) {
        assertThat(again.text()).isEqualTo(first.text());
        assertThat(again.status()).isEqualTo(first.status());
        assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
        assertThat(first.header("Idempotency-Replayed")).isEmpty();
    }

    @Test
    void repeatedCall_answersTheSameBytesAndChangesNothing() {
        Api keyed = keyed();
        String body = Body.json(Api.accountMembers());

        Answer first = keyed.json("accounts/save", body).ok();
        Answer again = keyed.json("accounts/save", body);

        assertReplay(again, first);
        assertThat(rows(first.savedId())).isEqualTo(1);
        Api otherKey = keyed();
        assertThat(otherKey.json("accounts/save", body).error()).isEqualTo(409);
    }

    /** What was right then is not looked at again. */
    @Test
    void freezeWhoseEndHasPassed_isStillReplayed() {
        TestClock clock = TestClock.standing();
        try (TestServer own = TestServer.start(kind, clock)) {
            long account = own.api().newAccount();
            Api keyed = own.api().with("Idempotency-Key", "freeze");
            String until = clock.instant().plus(Duration.ofHours(1)).toString();
            Answer first = keyed.call("accounts/freeze", "id", account, "until", until).ok();

            clock.advance(Duration.ofHours(2));

            assertReplay(keyed.call("accounts/freeze", "id", account, "until", until), first);
            Answer other = own.api().call("accounts/freeze", "id", account, "until", until);
            assertThat(other.at("errors.0.field").text()).isEqualTo("until");
        }
    }

    @Test
    void replay_returnsTheFirstAnswerDespiteLaterChanges() {
        Api keyed = keyed();
        long account = api.newAccount();
        keyed.call("accounts/deactivate", "id", account).ok();
        api.call("accounts/activate", "id", account).ok();

        keyed.call("accounts/deactivate", "id", account).ok();

        assertThat(api.call("accounts/get", "id", account).at("data.is_active").flag()).isTrue();
    }

    @Test
    void sameKeyForAnotherRequest_is409() {
        Api keyed = keyed();
        long account = api.newAccount();
        keyed.call("accounts/freeze", "id", account, "reason", "one").ok();

        for (Answer other :
                List.of(
                        keyed.call("accounts/freeze", "id", account, "reason", "two"),
                        keyed.call("accounts/freeze", "id", account),
                        keyed.call("accounts/unfreeze", "id", account, "reason", "one"),
                        keyed.callXml("accounts/freeze", "id", account, "reason", "one"))) {
            assertThat(other.error()).as("%s", other).isEqualTo(409);
            assertThat(other.errorText()).contains("Idempotency-Key").contains("another request");
        }
        assertThat(
                        keyed.call("accounts/freeze", "id", account, "reason", "one")
                                .header("Idempotency-Replayed"))
                .isEqualTo("true");
    }

    @Test
    void xml_isReplayedInXml() {
        Api keyed = keyed();
        Map<String, @Nullable Object> members = Api.accountMembers();

        Answer first = keyed.xml("accounts/save", Body.xml(members)).ok();

        assertThat(first.text()).startsWith("<xml>");
        assertReplay(keyed.xml("accounts/save", Body.xml(members)), first);
    }

    @Test
    void tokenInBodyOrHeader_isTheSameRequest() {
        Api keyed = keyed();
        Map<String, @Nullable Object> members = Api.accountMembers();
        Answer first = keyed.json("accounts/save", Body.json(members)).ok();
        members.put("token", api.token());

        assertReplay(keyed.withToken("").json("accounts/save", Body.json(members)), first);
    }

    @Test
    void keyOfAnotherToken_isAnotherKey() {
        Api keyed = keyed();
        Api other = keyed.withToken(api.newToken().api().token());

        long first = keyed.json("accounts/save", Body.json(Api.accountMembers())).savedId();
        long second = other.json("accounts/save", Body.json(Api.accountMembers())).savedId();

        assertThat(second).isNotEqualTo(first);
    }

    @Test
    void refusal_isReplayedToo() {
        Api keyed = keyed();
        String name = Api.unique("late");
        long id = api.newAccount("name", name);
        Map<String, @Nullable Object> members = Api.accountMembers();
        members.put("name", name);
        Answer first = keyed.json("accounts/save", Body.json(members));
        assertThat(first.error()).isEqualTo(409);
        api.call("accounts/save", "id", id, "name", Api.unique("moved")).ok();

        Answer again = keyed.json("accounts/save", Body.json(members));

        assertReplay(again, first);
        api.json("accounts/save", Body.json(members)).ok();
    }

    @Test
    void bodyThatCannotBeRead_doesNotTakeTheKey() {
        Api keyed = keyed();
        assertThat(keyed.json("accounts/save", "{").error()).isEqualTo(400);
        assertThat(keyed.call("accounts/save", "name", "x").error()).isEqualTo(400);

        keyed.json("accounts/save", Body.json(Api.accountMembers())).ok();
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "with blank", "tab\tinside"})
    void invalidKey_is400(String key) {
        Answer answer =
                api.with("Idempotency-Key", key)
                        .json("accounts/save", Body.json(Api.accountMembers()));

        assertThat(answer.error()).isEqualTo(400);
        assertThat(answer.errorText()).contains("Idempotency-Key");
    }

    @Test
    void key_hasAtMost255Characters() {
        String body = Body.json(Api.accountMembers());
        String longest = "k".repeat(200) + Api.unique("-") + "-";
        longest = longest + "k".repeat(255 - longest.length());

        api.with("Idempotency-Key", longest).json("accounts/save", body).ok();
        assertThat(api.with("Idempotency-Key", longest + "k").json("accounts/save", body).error())
                .isEqualTo(400);
    }

    @Test
    void twentyClientsWithOneKey_makeOneChange() {
        Api keyed = keyed();
        String body = Body.json(Api.accountMembers());

        List<Answer> answers = Clients.atOnce(20, i -> keyed.json("accounts/save", body));

        assertThat(answers).extracting(Answer::text).containsOnly(answers.getFirst().text());
        assertThat(answers)
                .filteredOn(answer -> answer.header("Idempotency-Replayed").isEmpty())
                .hasSize(1);
        assertThat(rows(answers.getFirst().savedId())).isEqualTo(1);
    }

    @Test
    void key_isForgottenAfter24Hours() {
        TestClock clock = new TestClock();
        try (TestServer own = TestServer.start(kind, clock)) {
            Api keyed = own.api().with("Idempotency-Key", "day");
            long account = own.api().newAccount();
            keyed.call("accounts/freeze", "id", account).ok();
            own.api().call("accounts/unfreeze", "id", account).ok();
            clock.advance(Duration.ofHours(24).minusSeconds(5));
            assertThat(keyed.call("accounts/freeze", "id", account).header("Idempotency-Replayed"))
                    .isEqualTo("true");
            clock.advance(Duration.ofSeconds(6));

            Answer later = keyed.call("accounts/freeze", "id", account, "reason", "new").ok();

            assertThat(later.header("Idempotency-Replayed")).isEmpty();
            assertThat(own.api().call("accounts/get", "id", account).at("data.is_frozen").flag())
                    .isTrue();
            clock.advance(Duration.ofHours(25));
            own.restart();
            Await.until(() -> own.rows("idempotency").isEmpty());
        }
    }

    @Test
    void key_isKeptOverARestart() {
        try (TestServer own = TestServer.start(kind)) {
            String body = Body.json(Api.accountMembers());
            Answer first = own.api().with("Idempotency-Key", "k").json("accounts/save", body).ok();

            own.restart();

            assertReplay(own.api().with("Idempotency-Key", "k").json("accounts/save", body), first);
        }
    }

    @Test
    void secretOfAToken_isReplayedButNotReadableInTheStore() {
        Api keyed = keyed();
        String body = Body.json(Map.of("name", Api.unique("sealed")));

        Answer first = keyed.json("tokens/save", body).ok();
        Answer again = keyed.json("tokens/save", body);

        assertReplay(again, first);
        String secret = first.at("data.token").text();
        String hex = HexFormat.of().formatHex(secret.getBytes(StandardCharsets.UTF_8));
        assertThat(server.dump().text()).doesNotContain(secret, hex);
    }

    @Test
    void secretOfARotation_isReplayedToTheSameSecretAlone() {
        NewToken token = api.newToken();
        Api caller = token.api().with("Idempotency-Key", Api.unique("key"));

        Answer first = caller.call("tokens/rotate", "id", token.id(), "overlap_seconds", 600).ok();
        Answer again = caller.call("tokens/rotate", "id", token.id(), "overlap_seconds", 600);
        Answer withNew =
                caller.withToken(first.at("data.token").text())
                        .call("tokens/rotate", "id", token.id(), "overlap_seconds", 600);

        assertReplay(again, first);
        assertThat(withNew.error()).isEqualTo(409);
        assertThat(withNew.text()).doesNotContain("mya_");
    }

    /** A plain hash of the request would let whoever reads the store try passwords at speed. */
    @Test
    void passwordInARequest_leavesNothingToGuessItBy() {
        String key = Api.unique("guess");
        Api one = api.newToken().api().with("Idempotency-Key", key);
        Api other = api.newToken().api().with("Idempotency-Key", key);
        long account = api.newAccount();
        Object[] user = {
            "account_id",
            account,
            "name",
            "anna",
            "email",
            "a@example.com",
            "password",
            "correct horse battery"
        };

        one.call("accounts/users/add", user).ok();
        assertThat(other.call("accounts/users/add", user).error()).isEqualTo(409);

        assertThat(one.call("accounts/users/add", user).header("Idempotency-Replayed"))
                .isEqualTo("true");
        List<String> requests =
                server.rows("idempotency").stream()
                        .filter(row -> row.contains("|" + key + "|"))
                        .map(row -> row.split("\\|", -1)[2])
                        .toList();
        assertThat(requests).hasSize(2).doesNotHaveDuplicates();
    }

    @Test
    void dryRun_neitherTakesNorReplaysAKey() {
        Api keyed = keyed();
        String body = Body.json(Api.accountMembers());
        keyed.with("Prefer", "dry-run").json("accounts/save", body).ok();

        Answer real = keyed.json("accounts/save", body).ok();

        assertThat(real.header("Idempotency-Replayed")).isEmpty();
        Answer dry = keyed.with("Prefer", "dry-run").json("accounts/save", body);
        assertThat(dry.error()).isEqualTo(409);
    }

    @Test
    void readingCalls_ignoreTheKey() {
        Api keyed = keyed();
        keyed.call("accounts/list", "limit", 1).ok();
        keyed.call("accounts/list", "limit", 2).ok();
    }
}
