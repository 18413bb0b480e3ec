package io.mailyard.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.db.Database;
import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.NewToken;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.Tree;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code accounts/tokens/list}, {@code save}, {@code rotate}, {@code delete} (section 7). */
@ParameterizedClass
@EnumSource
class AccountTokensTest {
    private static final String OWN = "/api/v1.1/account/get";
    private final StoreKind kind;
    private final Api admin;
    private final long account;

    AccountTokensTest(StoreKind kind) {
        this.kind = kind;
        this.admin = TestServer.of(kind).api();
        this.account = admin.newAccount();
    }

    private Answer of(String verb, Object... more) {
        return of(admin, account, verb, more);
    }

    private static Answer of(Api api, long account, String verb, Object... more) {
        Object[] all = new Object[more.length + 2];
        all[0] = "account_id";
        all[1] = account;
        System.arraycopy(more, 0, all, 2, more.length);
        return api.call("accounts/tokens/" + verb, all);
    }

    private Tree row(long id) {
        return of("list", "from_id", id, "limit", 1).ok().at("data.0");
    }

    @Test
    void newToken_isListedWithItsSettingsAndWithoutItsSecret() {
        NewToken made =
                admin.newTokenOf(
                        account,
                        "name",
                        "Shop é 😀",
                        "expires_at",
                        "2100-01-01T02:59:59.5+03:00",
                        "scopes",
                        List.of("Messages:WRITE ", "account:read"),
                        "addresses",
                        List.of("127.0.0.0/8"));

        Tree row = row(made.id());

        assertThat(row.names())
                .containsExactly(
                        "id",
                        "name",
                        "active",
                        "expires_at",
                        "scopes",
                        "account_id",
                        "addresses",
                        "created_at",
                        "updated_at",
                        "last_used_at",
                        "last_used_from",
                        "previous_until",
                        "prefix",
                        "created_by");
        assertThat(row.at("account_id").number()).isEqualTo(account);
        assertThat(Instant.parse(row.at("expires_at").text()))
                .isEqualTo("2099-12-31T23:59:59.500Z");
        assertThat(row.at("scopes").items())
                .extracting(Tree::text)
                .containsExactly("account:read", "messages:write");
        assertThat(row.toString()).doesNotContain(made.api().token());
        assertThat(row.at("prefix").text())
                .isEqualTo(made.api().token().substring(0, "myt_".length() + 8));
        assertThat(row.at("created_by").text()).startsWith("token:");
        assertThat(made.api().token()).matches("myt_[A-Za-z0-9_-]{43}");
        made.api().call(OWN).ok();
        made.api().callXml(OWN).ok();
    }

    @Test
    void names_areUniqueInTheAccountAlone() {
        long other = admin.newAccount();
        NewToken one = admin.newTokenOf(account, "name", "shop");
        admin.newTokenOf(other, "name", "shop");
        long two = admin.newTokenOf(account, "name", "desk").id();

        Answer taken = of("save", "name", "shop");

        assertThat(taken.error()).isEqualTo(409);
        assertThat(taken.errorText()).contains("'shop'").contains("" + one.id());
        assertThat(of("save", "id", two, "name", "shop").error()).isEqualTo(409);
        of("save", "id", one.id(), "name", "shop", "active", true).ok();
    }

    @Test
    void otherAccountsToken_isNotThere() {
        long other = admin.newAccount();
        NewToken token = admin.newTokenOf(account);

        for (String verb : List.of("save", "rotate", "delete")) {
            assertThat(of(admin, other, verb, "id", token.id()).error()).as(verb).isEqualTo(404);
        }
        assertThat(of(admin, other, "list").at("data").items()).isEmpty();
        assertThat(admin.call("tokens/delete", "id", token.id()).error()).isEqualTo(404);
        token.api().call(OWN).ok();
    }

    @Test
    void administratorsTokens_areNotAmongThem() {
        long id = admin.newToken().id();

        for (String verb : List.of("save", "rotate", "delete")) {
            assertThat(of(verb, "id", id).error()).as(verb).isEqualTo(404);
        }
        assertThat(of("list").at("total_count").number()).isZero();
    }

    @Test
    void numbers_areNeverSharedWithAdministratorsTokens() {
        long first = admin.newTokenOf(account).id();
        long second = admin.newToken().id();
        long third = admin.newTokenOf(account).id();

        assertThat(List.of(first, second, third)).doesNotHaveDuplicates().isSorted();
    }

    @Test
    void unknownOrDeletedAccount_is404ForEveryVerb() {
        long deleted = admin.newAccount();
        long token = admin.newTokenOf(deleted).id();
        admin.call("accounts/delete", "id", deleted).ok();

        for (long id : List.of(deleted, 999_999_999L)) {
            assertThat(of(admin, id, "list").error()).isEqualTo(404);
            assertThat(of(admin, id, "save", "name", "x").error()).isEqualTo(404);
            assertThat(of(admin, id, "rotate", "id", token).error()).isEqualTo(404);
            assertThat(of(admin, id, "delete", "id", token).error()).isEqualTo(404);
        }
        assertThat(admin.call("accounts/tokens/list").error()).isEqualTo(400);
    }

    @Test
    void boundAdministrator_handlesThoseOfItsAccountsAlone() {
        long foreign = admin.newAccount();
        long theirs = admin.newTokenOf(foreign).id();
        Api bound = admin.newToken("account_ids", List.of(account)).api();

        NewToken made = bound.newTokenOf(account);
        of(bound, account, "rotate", "id", made.id()).ok();
        of(bound, account, "delete", "id", made.id()).ok();
        assertThat(of(bound, foreign, "list").error()).isEqualTo(403);
        assertThat(of(bound, foreign, "save", "name", "x").error()).isEqualTo(403);
        assertThat(of(bound, foreign, "delete", "id", theirs).error()).isEqualTo(403);
        assertThat(of(bound, 999_999_999L, "delete", "id", theirs).error()).isEqualTo(403);
    }

    /** An account's token comes from where the account is, and stays when who made it goes. */
    @Test
    void administratorWithTheScope_makesThemWhateverItsOwnAddressesAndEnd() {
        Api desk =
                admin.newToken(
                                "scopes",
                                List.of("account_tokens:write"),
                                "addresses",
                                List.of("127.0.0.1"),
                                "expires_at",
                                "2099-01-01T00:00:00Z")
                        .api();

        desk.newTokenOf(account).api().call(OWN).ok();
        assertThat(desk.call("tokens/list").error()).isEqualTo(403);
        Api others = admin.newToken("scopes", List.of("tokens:write", "accounts:write")).api();
        assertThat(of(others, account, "save", "name", "x").error()).isEqualTo(403);
    }

    @Test
    void whatMessagesSay_isGivenByWhoMaySeeIt() {
        List<String> content = List.of("content:read");
        Api desk = admin.newToken("scopes", List.of("account_tokens:write")).api();
        Api reads = admin.newToken("scopes", List.of("account_tokens:write", "content:read")).api();

        assertThat(of(desk, account, "save", "name", "x", "scopes", content).error())
                .isEqualTo(403);
        long id = of(reads, account, "save", "name", "x", "scopes", content).ok().savedId();
        assertThat(of(desk, account, "rotate", "id", id).error()).isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"accounts:read", "nodes:write", "messages:accept", "", "users:read"})
    void administratorsScopes_areNotTheirs(String scope) {
        Answer answer = of("save", "name", "x", "scopes", List.of(scope));

        assertThat(answer.error()).isEqualTo(400);
        assertThat(answer.at("errors.0.field").text()).isEqualTo("scopes[0]");
        assertThat(
                        admin.call("tokens/save", "name", "x", "scopes", List.of("messages:send"))
                                .error())
                .isEqualTo(400);
    }

    @Test
    void rotation_letsTheOldSecretWorkForItsOverlap() {
        NewToken token = admin.newTokenOf(account);

        Answer first = of("rotate", "id", token.id(), "overlap_seconds", 600).ok();

        Api renewed = admin.withToken(first.at("data.token").text());
        token.api().call(OWN).ok();
        renewed.call(OWN).ok();
        assertThat(row(token.id()).at("previous_until").nothing()).isFalse();
        of("rotate", "id", token.id()).ok();
        assertThat(token.api().call(OWN).errorText()).contains("unknown");
        assertThat(renewed.call(OWN).errorText()).contains("replaced by a rotation");
    }

    @Test
    void secret_isReplayedUnderAKeyAndStandsNowhereElse() {
        Api keyed = admin.with("Idempotency-Key", Api.unique("key"));

        Answer first = of(keyed, account, "save", "name", "keyed").ok();
        Answer again = of(keyed, account, "save", "name", "keyed").ok();

        String secret = first.at("data.token").text();
        assertThat(again.text()).isEqualTo(first.text());
        assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
        assertThat(TestServer.of(kind).dump().text()).doesNotContain(secret);
        assertThat(of("list").at("total_count").number()).isEqualTo(1);
    }

    @Test
    void dryRun_showsNoSecretAndMakesNothing() {
        Answer dry = of(admin.with("Prefer", "dry-run"), account, "save", "name", "dry").ok();

        assertThat(dry.at("data.token").text()).isEqualTo("myt_***");
        assertThat(dry.at("changes.0.action").text()).isEqualTo("account_tokens.save");
        assertThat(of("list").at("total_count").number()).isZero();
    }

    @Test
    void changes_standInTheAuditOfTheAccount() {
        long id = admin.newTokenOf(account, "name", "shop").id();
        of("save", "id", id, "active", false).ok();
        of("save", "id", id, "active", false).ok();
        of("rotate", "id", id).ok();
        of("delete", "id", id).ok();

        Answer audit =
                admin.call("audit/list", "account_id", account, "object_type", "account_token");

        assertThat(audit.at("data").items())
                .extracting(row -> row.at("action").text())
                .containsExactly(
                        "account_tokens.save",
                        "account_tokens.save",
                        "account_tokens.rotate",
                        "account_tokens.delete");
        assertThat(audit.at("data.1.after").toString()).contains("active").contains("false");
        assertThat(audit.at("data.0.object_id").text()).isEqualTo("" + id);
        assertThat(audit.text()).doesNotContain("myt_");
    }

    @Test
    void lists_ascendPageByPage() {
        long first = admin.newTokenOf(account).id();
        long second = admin.newTokenOf(account).id();

        Answer page = of("list", "limit", 1).ok();

        assertThat(page.at("data.0.id").number()).isEqualTo(first);
        assertThat(page.at("next_from_id").number()).isEqualTo(second);
        assertThat(page.at("total_count").number()).isEqualTo(2);
        assertThat(of("list", "from_id", second).tree().has("next_from_id")).isFalse();
    }

    @Test
    void useOfAToken_isShown() {
        try (TestServer server = TestServer.start(kind)) {
            Api api = server.api();
            long own = api.newAccount();
            NewToken token = api.newTokenOf(own);
            token.api().call(OWN).ok();
            server.restart();

            Tree row = of(server.api(), own, "list").at("data.0");

            assertThat(Instant.parse(row.at("last_used_at").text()))
                    .isBetween(Instant.now().minusSeconds(60), Instant.now());
            assertThat(row.at("last_used_from").text()).isEqualTo("127.0.0.1");
        }
    }

    @Test
    void purgedAccount_leavesNoToken() {
        try (TestServer server = TestServer.start(kind, "accounts.retention=0s")) {
            Api api = server.api();
            long own = api.newAccount();
            NewToken token = api.newTokenOf(own);
            Answer dry = api.with("Prefer", "dry-run").call("accounts/delete", "id", own).ok();
            assertThat(dry.at("touches.tokens").number()).isEqualTo(1);

            api.call("accounts/delete", "id", own).ok();

            Await.until(() -> {
                try (Database database = server.database()) {
                    return database.<Long>read(tx ->
                            tx.number("SELECT count(*) FROM tokens" + " WHERE account_id <> 0"))
                            == 0;
                }
            });
            assertThat(token.api().call(OWN).errorText()).contains("unknown");
        }
    }
}
