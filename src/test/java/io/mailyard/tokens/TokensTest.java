package io.mailyard.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.Body;
import io.mailyard.testing.NewToken;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestClock;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.Tree;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code tokens/list}, {@code save}, {@code rotate}, {@code delete} (section 7). */
@ParameterizedClass
@EnumSource
class TokensTest {
    private final StoreKind kind;
    private final Api admin;

    TokensTest(StoreKind kind) {
        this.kind = kind;
        this.admin = TestServer.of(kind).api();
    }

    private Tree row(long id) {
        return admin.call("tokens/list", "from_id", id, "limit", 1).ok().at("data.0");
    }

    @Test
    void newTokenThatHasEndedAlready_isRefused() {
        String past = Instant.now().minusSeconds(1).truncatedTo(ChronoUnit.SECONDS).toString();

        Answer answer = admin.call("tokens/save", "name", Api.unique("token"), "expires_at", past);

        assertThat(answer.error()).isEqualTo(400);
        assertThat(answer.at("errors.0.field").text()).isEqualTo("expires_at");
        assertThat(answer.at("errors.0.reason").text()).isEqualTo(past + " is not in the future");
        NewToken made = admin.newToken();
        admin.call("tokens/save", "id", made.id(), "expires_at", past).ok();
        assertThat(made.api().call("accounts/list").error()).isEqualTo(401);
    }

    /** Else whoever is given that number next would be within its reach. */
    @Test
    void accountsThatAreNot_areNamedAllAtOnce() {
        long there = admin.newAccount();
        List<Long> ids = List.of(there, 900_000_001L, 900_000_002L);

        Answer answer = admin.call("tokens/save", "name", Api.unique("token"), "account_ids", ids);

        assertThat(answer.error()).isEqualTo(400);
        assertThat(answer.errorText())
                .contains("no account with id 900000001", "no account with id 900000002");
        NewToken made = admin.newToken("account_ids", List.of(there));
        assertThat(admin.call("tokens/save", "id", made.id(), "account_ids", ids).error())
                .isEqualTo(400);
        admin.call("accounts/delete", "id", there).ok();
        admin.call("tokens/save", "id", made.id(), "account_ids", List.of(there)).ok();
    }

    @Test
    void newToken_isListedWithItsSettingsAndWithoutItsSecret() {
        Instant end = Instant.parse("2099-12-31T23:59:59.500Z");
        long id = admin.newAccount();
        long other = admin.newAccount();
        NewToken made =
                admin.newToken(
                        "name",
                        "Nightly sync é 😀 " + Api.unique(""),
                        "expires_at",
                        "2100-01-01T02:59:59.5+03:00",
                        "scopes",
                        List.of("users:write", "read"),
                        "addresses",
                        List.of("192.0.2.0/24"),
                        "account_ids",
                        List.of(other, id, other));

        Tree row = row(made.id());

        assertThat(row.names())
                .containsExactly(
                        "id",
                        "name",
                        "active",
                        "expires_at",
                        "scopes",
                        "account_ids",
                        "addresses",
                        "created_at",
                        "updated_at",
                        "last_used_at",
                        "last_used_from",
                        "previous_until",
                        "prefix",
                        "created_by",
                        "administrator_id");
        assertThat(row.at("active").flag()).isTrue();
        assertThat(Instant.parse(row.at("expires_at").text())).isEqualTo(end);
        assertThat(row.at("scopes").items())
                .extracting(Tree::text)
                .containsExactly("read", "users:write");
        assertThat(row.at("account_ids").items())
                .extracting(Tree::number)
                .containsExactly(id, other);
        assertThat(row.at("last_used_at").nothing()).isTrue();
        assertThat(row.toString()).doesNotContain(made.api().token());
        assertThat(row.at("prefix").text())
                .isEqualTo(made.api().token().substring(0, "mya_".length() + 8));
        assertThat(row.at("created_by").text()).startsWith("token:");
    }

    @Test
    void newToken_hasAllRightsUnlessToldOtherwise() {
        Tree row = row(admin.newToken().id());

        assertThat(row.at("scopes").items()).extracting(Tree::text).containsExactly("write");
        assertThat(row.at("account_ids").items()).isEmpty();
        assertThat(row.at("addresses").items()).isEmpty();
        assertThat(row.at("expires_at").nothing()).isTrue();
    }

    @Test
    void secrets_areLongAndAllDifferent() {
        String item = admin.newToken().api().token();
        String other = admin.newToken().api().token();

        assertThat(item).matches("mya_[A-Za-z0-9_-]{43}").isNotEqualTo(other);
    }

    @Test
    void update_keepsWhatIsAbsentAndAnswersNoSecret() {
        NewToken token =
                admin.newToken("scopes", List.of("read"), "addresses", List.of("127.0.0.1"));

        Answer answer = admin.call("tokens/save", "id", token.id(), "name", Api.unique("renamed"));

        assertThat(answer.text())
                .isEqualTo(
                        "{\"data\":{\"saved_id\":"
                                + token.id()
                                + "},\"error\":0,\"error_text\":\"Successful operation\"}");
        assertThat(row(token.id()).at("scopes.0").text()).isEqualTo("read");
        assertThat(row(token.id()).at("addresses.0").text()).isEqualTo("127.0.0.1");
        token.api().call("accounts/list").ok();
    }

    @Test
    void takenName_is409() {
        String name = Api.unique("taken");
        admin.newToken("name", name);
        long other = admin.newToken().id();

        assertThat(admin.call("tokens/save", "name", name).error()).isEqualTo(409);
        assertThat(admin.call("tokens/save", "id", other, "name", name).error()).isEqualTo(409);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " x", "x ", "a\u0001b", "a\nb"})
    void badName_is400(String name) {
        assertThat(admin.json("tokens/save", Body.json(Map.of("name", name))).error())
                .isEqualTo(400);
    }

    @Test
    void missingName_is400AndUnknownIdIs404() {
        assertThat(admin.call("tokens/save", "active", true).error()).isEqualTo(400);
        for (String path : List.of("tokens/save", "tokens/rotate", "tokens/delete")) {
            assertThat(admin.call(path, "id", 999_999_999).error()).isEqualTo(404);
        }
    }

    @Test
    void rotation_endsTheOldSecretAtOnce() {
        NewToken token = admin.newToken();

        Answer rotated = admin.call("tokens/rotate", "id", token.id()).ok();

        assertThat(rotated.savedId()).isEqualTo(token.id());
        Answer refused = token.api().call("accounts/list");
        assertThat(refused.error()).isEqualTo(401);
        assertThat(refused.errorText()).contains("replaced by a rotation");
        admin.withToken(rotated.at("data.token").text()).call("accounts/list").ok();
    }

    @Test
    void rotation_letsTheOldSecretWorkForItsOverlap() {
        TestClock clock = TestClock.standing();
        try (TestServer server = TestServer.start(kind, clock)) {
            NewToken token = server.api().newToken();

            Answer rotated =
                    server.api()
                            .call("tokens/rotate", "id", token.id(), "overlap_seconds", 60)
                            .ok();

            Api renewed = server.api().withToken(rotated.at("data.token").text());
            clock.advance(Duration.ofSeconds(59));
            token.api().call("accounts/list").ok();
            renewed.call("accounts/list").ok();
            clock.advance(Duration.ofSeconds(2));
            assertThat(token.api().call("accounts/list").error()).isEqualTo(401);
            renewed.call("accounts/list").ok();
        }
    }

    @Test
    void secondRotation_withinAnOverlapIsRefusedAndWithoutOneEndsAllEarlierSecrets() {
        NewToken token = admin.newToken();
        Answer second = admin.call("tokens/rotate", "id", token.id(), "overlap_seconds", 600).ok();
        Answer refused = admin.call("tokens/rotate", "id", token.id(), "overlap_seconds", 600);

        assertThat(refused.error()).isEqualTo(409);
        assertThat(refused.errorText()).contains("works until").contains("without an overlap");
        token.api().call("accounts/list").ok();
        admin.withToken(second.at("data.token").text()).call("accounts/list").ok();

        Answer third = admin.call("tokens/rotate", "id", token.id()).ok();
        assertThat(token.api().call("accounts/list").error()).isEqualTo(401);
        assertThat(admin.withToken(second.at("data.token").text()).call("accounts/list").error())
                .isEqualTo(401);
        admin.withToken(third.at("data.token").text()).call("accounts/list").ok();
    }

    @Test
    void overlap_isAtMost30Days() {
        long id = admin.newToken().id();

        admin.call("tokens/rotate", "id", id, "overlap_seconds", 2_592_000).ok();
        assertThat(admin.call("tokens/rotate", "id", id, "overlap_seconds", 2_592_001).error())
                .isEqualTo(400);
        assertThat(admin.call("tokens/rotate", "id", id, "overlap_seconds", -1).error())
                .isEqualTo(400);
    }

    @Test
    void list_isAPageAscendingById() {
        long first = admin.newToken().id();
        long second = admin.newToken().id();

        Answer page = admin.call("tokens/list", "from_id", first, "limit", 1).ok();

        assertThat(page.at("data").items())
                .extracting(row -> row.at("id").number())
                .containsExactly(first);
        assertThat(page.at("next_from_id").number())
                .isGreaterThan(first)
                .isLessThanOrEqualTo(second);
        assertThat(page.at("total_count").number()).isGreaterThanOrEqualTo(3);
        assertThat(admin.call("tokens/list", "from_id", Long.MAX_VALUE).at("data").items())
                .isEmpty();
        assertThat(admin.call("tokens/list", "from_id", Long.MAX_VALUE).tree().has("next_from_id"))
                .isFalse();
    }

    @Test
    void useOfAToken_isShown() {
        try (TestServer server = TestServer.start(kind)) {
            NewToken token = server.api().newToken();
            token.api().call("accounts/list").ok();
            Instant after = Instant.now();
            server.restart();

            Tree row =
                    server.api()
                            .call("tokens/list", "from_id", token.id(), "limit", 1)
                            .at("data.0");

            assertThat(Instant.parse(row.at("last_used_at").text()))
                    .isBetween(after.minusSeconds(30), after);
            assertThat(row.at("last_used_from").text()).isEqualTo("127.0.0.1");
        }
    }

    @Test
    void delete_removesIt() {
        NewToken token = admin.newToken();

        Answer deleted = admin.callXml("tokens/delete", "id", token.id());

        assertThat(deleted.text())
                .isEqualTo(
                        "<xml><data/><error>0</error><error_text>Successful operation</error_text></xml>");
        assertThat(admin.call("tokens/delete", "id", token.id()).error()).isEqualTo(404);
    }
}
