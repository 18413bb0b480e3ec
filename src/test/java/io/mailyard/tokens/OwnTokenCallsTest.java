package io.mailyard.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.Body;
import io.mailyard.testing.NewToken;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.Tree;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** An account manages its tokens by a token of its own. */
@ParameterizedClass
@EnumSource
class OwnTokenCallsTest {
    private static final String LIST = "/api/v1.1/tokens/list";
    private static final String SAVE = "/api/v1.1/tokens/save";
    private static final String ROTATE = "/api/v1.1/tokens/rotate";
    private static final String DELETE = "/api/v1.1/tokens/delete";
    private static final String OWN = "/api/v1.1/account/get";
    private static final String FAR = "2090-01-01T00:00:00Z";

    private final Api admin;
    private final long account;

    OwnTokenCallsTest(StoreKind kind) {
        this.admin = TestServer.of(kind).api();
        this.account = admin.newAccount();
    }

    @Test
    void token_isMadeChangedRotatedAndDeleted() {
        Api own = admin.newTokenOf(account, "name", "first").api();
        Answer made = own.call(SAVE, "name", "shop", "scopes", List.of("account:read")).ok();
        Api shop = admin.withToken(made.at("data.token").text());
        shop.call(OWN).ok();
        Tree rows = own.call(LIST).ok().at("data");
        assertThat(rows.items()).hasSize(2);
        assertThat(own.call(LIST).at("total_count").number()).isEqualTo(2);
        Tree first = own.call(LIST).at("data.0");
        assertThat(first.names()).doesNotContain("account_id", "secret_hash");
        // those of the platform are not named to the account
        assertThat(first.at("created_by").text()).isEqualTo("platform");
        Tree second = own.call(LIST).at("data.1");
        assertThat(second.at("created_by").text()).isEqualTo("account-token:first");
        assertThat(second.at("prefix").text()).isEqualTo(shop.token().substring(0, 12));

        own.call(SAVE, "id", made.savedId(), "scopes", List.of("messages:read")).ok();
        assertThat(shop.call(OWN).error()).isEqualTo(403);
        Answer rotated = own.call(ROTATE, "id", made.savedId()).ok();
        assertThat(shop.call(OWN).error()).isEqualTo(401);
        assertThat(own.call(LIST).at("data.1.prefix").text())
                .isEqualTo(rotated.at("data.token").text().substring(0, 12));
        own.call(DELETE, "id", made.savedId(), "reason", "left").ok();
        assertThat(own.call(LIST).at("total_count").number()).isEqualTo(1);
    }

    @Test
    void tokensOfOthers_areNotThere() {
        Api own = admin.newTokenOf(account).api();
        NewToken foreign = admin.newTokenOf(admin.newAccount());
        NewToken administrators = admin.newToken();
        for (long id : List.of(foreign.id(), administrators.id())) {
            assertThat(own.call(SAVE, "id", id, "active", false).error()).isEqualTo(404);
            assertThat(own.call(ROTATE, "id", id).error()).isEqualTo(404);
            assertThat(own.call(DELETE, "id", id).error()).isEqualTo(404);
        }
        assertThat(own.call(LIST, "account_id", account).error()).isEqualTo(400);
        assertThat(own.call(SAVE, "name", "x", "personal", true).error()).isEqualTo(400);
        assertThat(admin.call(LIST).error()).isEqualTo(403);
        foreign.api().call(OWN).ok();
    }

    @Test
    void tokenWithoutTheScope_isRefused() {
        Api reader = admin.newTokenOf(account, "scopes", List.of("read", "messages:write")).api();
        reader.call(LIST).ok();
        assertThat(reader.call(SAVE, "name", "x").errorText()).contains("tokens:write");
        Api other = admin.newTokenOf(account, "scopes", List.of("messages:write")).api();
        assertThat(other.call(LIST).errorText()).contains("tokens:read");
    }

    @Test
    void contentOfMessages_isGivenByATokenThatHasIt_andNotByWrite() {
        List<String> content = List.of("content:read");
        Api writes = admin.newTokenOf(account).api();
        Api both = admin.newTokenOf(account, "scopes", List.of("write", "content:read")).api();

        assertThat(writes.call(SAVE, "name", Api.unique("reads"), "scopes", content).error())
                .isEqualTo(403);
        both.call(SAVE, "name", Api.unique("reads"), "scopes", content).ok();
    }

    @Test
    void weakerToken_makesAndTakesOverNoneThatIsStronger() {
        NewToken strong = admin.newTokenOf(account);
        List<Map<String, @Nullable Object>> weak =
                List.of(
                        Body.members("scopes", List.of("tokens:write", "account:read")),
                        Body.members("expires_at", FAR),
                        Body.members("addresses", List.of("127.0.0.0/8")));
        for (Map<String, @Nullable Object> limits : weak) {
            Map<String, @Nullable Object> members =
                    Body.members("name", Api.unique("weak"), "account_id", account);
            members.putAll(limits);
            Answer made = admin.json("accounts/tokens/save", Body.json(members)).ok();
            Api own = admin.withToken(made.at("data.token").text());
            assertThat(own.call(SAVE, "name", Api.unique("strong")).error())
                    .as("%s", limits)
                    .isEqualTo(403);
            for (String path : List.of(SAVE, ROTATE, DELETE)) {
                assertThat(own.call(path, "id", strong.id()).error()).isEqualTo(403);
            }
            String freed = limits.keySet().iterator().next();
            Object all =
                    freed.equals("scopes")
                            ? List.of("write")
                            : freed.equals("expires_at") ? "" : List.of();
            assertThat(own.call(SAVE, "id", made.savedId(), freed, all).error()).isEqualTo(403);
            Map<String, @Nullable Object> same = Body.members("name", Api.unique("same"));
            same.putAll(limits);
            own.json(SAVE, Body.json(same)).ok();
        }
        strong.api().call(OWN).ok();
    }

    @Test
    void account_hasAHundredTokensAtMost() {
        Api own = admin.newTokenOf(account).api();
        for (int i = 1; i < 100; i++) {
            admin.newTokenOf(account);
        }
        Answer refused = own.call(SAVE, "name", "one-more");
        assertThat(refused.error()).isEqualTo(409);
        assertThat(refused.errorText()).contains("100");
    }
}
