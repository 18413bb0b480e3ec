package io.mailyard.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.Body;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Tokens that are bound to accounts: theirs is all they see and touch. */
@ParameterizedClass
@EnumSource
class TokenBindingTest {
    private final Api admin;
    private long mine;
    private long alsoMine;
    private long foreign;
    private Api bound;

    TokenBindingTest(StoreKind kind) {
        this.admin = TestServer.of(kind).api();
        this.bound = admin;
    }

    @BeforeEach
    void accounts() {
        mine = admin.newAccount();
        foreign = admin.newAccount();
        alsoMine = admin.newAccount();
        bound = admin.newToken("account_ids", List.of(alsoMine, mine)).api();
    }

    private static List<Long> ids(Answer list) {
        return list.ok().at("data").items().stream().map(row -> row.at("id").number()).toList();
    }

    private static void assertForbidden(Answer answer) {
        assertThat(answer.error()).as("%s", answer).isEqualTo(403);
    }

    @Test
    void lists_showItsAccountsAlone() {
        Answer all = bound.call("accounts/list");

        assertThat(ids(all)).containsExactly(mine, alsoMine);
        assertThat(all.at("total_count").number()).isEqualTo(2);
        Answer page = bound.call("accounts/list", "limit", 1);
        assertThat(ids(page)).containsExactly(mine);
        assertThat(page.at("next_from_id").number()).isEqualTo(alsoMine);
        assertThat(page.at("total_count").number()).isEqualTo(2);
    }

    @Test
    void filters_stayWithinTheBinding() {
        admin.call("accounts/deactivate", "id", mine).ok();
        admin.call("accounts/deactivate", "id", foreign).ok();
        admin.call("accounts/delete", "id", alsoMine).ok();

        assertThat(ids(bound.call("accounts/list", "is_active", false))).containsExactly(mine);
        assertThat(ids(bound.call("accounts/list", "search", "account"))).containsExactly(mine);
        assertThat(ids(bound.call("accounts/list", "tariff_id", 1))).containsExactly(mine);
        assertThat(ids(bound.call("accounts/list", "include_deleted", true)))
                .containsExactly(mine, alsoMine);
        assertThat(bound.call("accounts/list", "is_active", false).at("total_count").number())
                .isEqualTo(1);
    }

    @Test
    void foreignAccount_is403WhetherOrNotItExists() {
        for (String path :
                List.of(
                        "accounts/get",
                        "accounts/save",
                        "accounts/delete",
                        "accounts/restore",
                        "accounts/activate",
                        "accounts/deactivate",
                        "accounts/freeze",
                        "accounts/unfreeze")) {
            Answer there = bound.call(path, "id", foreign);
            Answer nowhere = bound.call(path, "id", foreign + 1_000_000);

            assertForbidden(there);
            assertForbidden(nowhere);
            assertThat(there.text().replace("" + foreign, "N"))
                    .isEqualTo(nowhere.text().replace("" + (foreign + 1_000_000), "N"));
        }
        assertThat(admin.call("accounts/get", "id", foreign).at("data.is_active").flag()).isTrue();
    }

    @Test
    void foreignUsers_are403WhetherOrNotTheyExist() {
        admin.newUser(foreign, "anna");
        for (String path :
                List.of(
                        "accounts/users/list",
                        "accounts/users/get",
                        "accounts/users/add",
                        "accounts/users/update",
                        "accounts/users/delete",
                        "accounts/users/send_welcome")) {
            for (long account : new long[] {foreign, foreign + 1_000_000}) {
                assertForbidden(
                        bound.call(
                                path,
                                "account_id",
                                account,
                                "name",
                                "anna",
                                "email",
                                "a@example.com"));
            }
        }
        assertThat(admin.call("accounts/users/list", "account_id", foreign).at("total_count"))
                .extracting(Tree::number)
                .isEqualTo(1L);
    }

    /** Neither what it does not know of a call nor what is wrong there is for it to learn. */
    @Test
    void foreignAccounts_are403BeforeAnyParameterIsJudged() {
        admin.newUser(foreign, "anna");
        for (long account : new long[] {foreign, foreign + 1_000_000}) {
            for (List<?> wrong :
                    List.of(
                            List.of("name", "anna", "nonsense", 1),
                            List.of("name", List.of()),
                            List.of("name", "x".repeat(5_000), "email", "no address"),
                            List.of())) {
                List<Object> members = new ArrayList<>(List.of("account_id", account));
                members.addAll(wrong);
                for (String path : List.of("accounts/users/get", "accounts/users/update")) {
                    assertForbidden(bound.call(path, members.toArray()));
                }
            }
            Map<String, @Nullable Object> many = new TreeMap<>();
            for (int i = 0; i < 200; i++) {
                many.put("a" + i, i);
            }
            many.put("z", 1);
            many.put("account_id", account);
            assertForbidden(bound.json("accounts/users/get", Body.json(many)));
        }
        assertForbidden(bound.call("tariffs/save", "name", "x", "nonsense", 1));
        assertThat(bound.call("accounts/users/get", "account_id", "x", "name", "anna").error())
                .isEqualTo(400);
        assertThat(bound.call("accounts/users/get", "account_id", mine, "nonsense", 1).error())
                .isEqualTo(400);
    }

    @Test
    void itsOwnAccount_isReached() {
        bound.call("accounts/get", "id", mine).ok();
        bound.call("accounts/save", "id", mine, "title", "Changed").ok();
        bound.call("accounts/freeze", "id", alsoMine).ok();
        bound.newUser(mine, "anna");
        bound.call("accounts/users/list", "account_id", mine).ok();
    }

    @Test
    void thePlatform_isNotReached() {
        assertForbidden(bound.json("accounts/save", Body.json(Api.accountMembers())));
        assertForbidden(bound.call("tariffs/save", "name", Api.unique("tariff")));
        assertForbidden(bound.call("tariffs/delete", "id", 1));
        assertForbidden(bound.call("tokens/list"));
        assertForbidden(bound.call("tokens/save", "name", Api.unique("token")));
        assertForbidden(
                bound.call(
                        "tokens/save", "name", Api.unique("token"), "account_ids", List.of(mine)));
        assertForbidden(bound.call("tokens/rotate", "id", 1));
        assertForbidden(bound.call("tokens/delete", "id", 1));
        bound.call("tariffs/list").ok();
        bound.call("states/contract").ok();
    }

    @Test
    void audit_showsItsAccountsAlone() {
        admin.call("accounts/freeze", "id", foreign).ok();
        admin.call("accounts/freeze", "id", mine).ok();
        admin.newUser(mine, "anna");

        Answer rows = bound.call("audit/list");

        assertThat(rows.ok().at("data").items())
                .extracting(row -> row.at("account_id").number())
                .contains(mine, alsoMine)
                .containsOnly(mine, alsoMine);
        assertThat(rows.at("total_count").number()).isEqualTo(rows.at("data").items().size());
        assertForbidden(bound.call("audit/list", "account_id", foreign));
        assertThat(bound.call("audit/list", "object_type", "token").at("total_count").number())
                .isZero();
        assertThat(
                        bound.call("audit/list", "object_type", "account", "object_id", foreign)
                                .at("total_count")
                                .number())
                .isZero();
    }

    @Test
    void namesOfForeignAccounts_areNotTold() {
        String taken = admin.call("accounts/get", "id", foreign).at("data.name").text();

        Answer answer = bound.call("accounts/save", "id", mine, "name", taken);

        assertThat(answer.error()).isEqualTo(409);
        assertThat(answer.errorText()).doesNotContain("account " + foreign);
    }

    @Test
    void binding_canBeWidenedAndTakenAway() {
        Map<String, Object> token =
                Map.of("name", Api.unique("token"), "account_ids", List.of(mine));
        Answer made = admin.json("tokens/save", Body.json(token));
        Api narrow = admin.withToken(made.at("data.token").text());
        assertForbidden(narrow.call("accounts/get", "id", foreign));

        admin.call("tokens/save", "id", made.savedId(), "account_ids", List.of(mine, foreign)).ok();
        narrow.call("accounts/get", "id", foreign).ok();
        admin.call("tokens/save", "id", made.savedId(), "name", Api.unique("renamed")).ok();
        assertForbidden(narrow.call("tokens/list"));
        admin.call("tokens/save", "id", made.savedId(), "account_ids", List.of()).ok();
        narrow.call("tokens/list").ok();
    }
}
