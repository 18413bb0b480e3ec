package io.mailyard.suppressions;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.NewToken;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.Tree;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code suppressions/list}, {@code add}, {@code remove} (docs/spec/admin-api.md, section 7). */
@ParameterizedClass
@EnumSource
class SuppressionsTest {
    private final Api api;

    SuppressionsTest(StoreKind kind) {
        this.api = TestServer.of(kind).api();
    }

    private List<Tree> rows(long account) {
        return api.call("suppressions/list", "account_id", account).ok().at("data").items();
    }

    @Test
    void added_isListedAsGivenAndFoundInAnyCase() {
        long account = api.newAccount();
        String xml =
                api.callXml(
                                "suppressions/add",
                                "account_id",
                                account,
                                "email",
                                "Ann@BÜCHER.example",
                                "reason",
                                "asked us to")
                        .text();

        assertThat(xml)
                .isEqualTo(
                        "<xml><data/><error>0</error><error_text>Successful operation</error_text></xml>");
        Tree row = rows(account).getFirst();
        assertThat(row.names())
                .containsExactly(
                        "id",
                        "account_id",
                        "email",
                        "class",
                        "source",
                        "reason",
                        "answer",
                        "message_id",
                        "expires_at",
                        "created_at");
        assertThat(row.at("account_id").number()).isEqualTo(account);
        assertThat(row.at("email").text()).isEqualTo("Ann@BÜCHER.example");
        assertThat(row.at("source").text()).isEqualTo("administrator");
        assertThat(row.at("reason").text()).isEqualTo("asked us to");
        for (String asked : List.of("ann@bücher.EXAMPLE", "ANN@xn--bcher-kva.example")) {
            assertThat(
                            api.call("suppressions/list", "account_id", account, "email", asked)
                                    .at("total_count")
                                    .number())
                    .as(asked)
                    .isEqualTo(1);
        }
    }

    @Test
    void manyAtOnce_areAddedListedAndRemoved() {
        long account = api.newAccount();
        api.call("suppressions/add", "account_id", account, "email", "a@example.com").ok();
        List<String> many = List.of("A@example.com", "b@example.com", "c@example.com");

        Answer added =
                api.call(
                                "suppressions/add",
                                "account_id",
                                account,
                                "email",
                                many,
                                "class",
                                "complaint")
                        .ok();
        assertThat(added.at("data.added").number()).isEqualTo(2);
        assertThat(added.at("data.changed").number()).isEqualTo(1);
        assertThat(audited(account)).isEqualTo(4);
        assertThat(rows(account))
                .allSatisfy(row -> {
                    assertThat(row.at("class").text()).isEqualTo("complaint");
                    assertThat(row.at("expires_at").nothing()).isTrue();
                });
        assertThat(
                        api.call(
                                        "suppressions/list",
                                        "account_id",
                                        account,
                                        "email",
                                        List.of("B@EXAMPLE.com", "c@example.com", "z@example.com"),
                                        "class",
                                        "complaint",
                                        "source",
                                        "administrator")
                                .at("total_count")
                                .number())
                .isEqualTo(2);

        Answer removed =
                api.call(
                                "suppressions/remove",
                                "account_id",
                                account,
                                "email",
                                List.of("b@example.com", "z@example.com"))
                        .ok();
        assertThat(removed.at("data.removed").number()).isEqualTo(1);
        assertThat(removed.at("data.absent.0").text()).isEqualTo("z@example.com");
        assertThat(rows(account)).hasSize(2);
        assertThat(
                        api.call(
                                        "suppressions/remove",
                                        "account_id",
                                        account,
                                        "email",
                                        List.of("y@example.com", "z@example.com"))
                                .error())
                .isEqualTo(404);
    }

    @Test
    void oneThatIsNoAddress_refusesAll() {
        long account = api.newAccount();

        Answer answer =
                api.call(
                        "suppressions/add",
                        "account_id",
                        account,
                        "email",
                        List.of("a@example.com", "nobody", "b@example.com", "@x"));

        assertThat(answer.error()).isEqualTo(400);
        assertThat(answer.at("errors.0.field").text()).isEqualTo("email[1]");
        assertThat(answer.at("errors.1.field").text()).isEqualTo("email[3]");
        assertThat(rows(account)).isEmpty();
    }

    @Test
    void hardOnes_haveAnEndUnlessTold() {
        long account = api.newAccount();
        api.call("suppressions/add", "account_id", account, "email", "a@x.example", "class", "hard")
                .ok();
        api.call(
                        "suppressions/add",
                        "account_id",
                        account,
                        "email",
                        "b@x.example",
                        "expires_at",
                        "2126-01-01T00:00:00Z")
                .ok();

        assertThat(rows(account).getFirst().at("expires_at").text()).isNotEmpty();
        assertThat(rows(account).getLast().at("expires_at").text())
                .isEqualTo("2126-01-01T00:00:00Z");
        api.call("suppressions/add", "account_id", account, "email", "a@x.example").ok();
        assertThat(rows(account).getFirst().at("class").text()).isEqualTo("manual");
        assertThat(rows(account).getFirst().at("expires_at").nothing()).isTrue();
    }

    @Test
    void addedAgain_staysAndTakesTheNewReason() {
        long account = api.newAccount();
        api.call("suppressions/add", "account_id", account, "email", "a@example.com").ok();
        api.call("suppressions/add", "account_id", account, "email", "A@Example.com").ok();

        assertThat(rows(account)).hasSize(1);
        assertThat(audited(account)).isEqualTo(1);
        api.call(
                        "suppressions/add",
                        "account_id",
                        account,
                        "email",
                        "A@EXAMPLE.COM",
                        "reason",
                        "again")
                .ok();
        assertThat(rows(account)).hasSize(1);
        assertThat(rows(account).getFirst().at("email").text()).isEqualTo("a@example.com");
        assertThat(rows(account).getFirst().at("reason").text()).isEqualTo("again");
        assertThat(audited(account)).isEqualTo(2);
    }

    private long audited(long account) {
        return api.call("audit/list", "account_id", account, "object_type", "suppression")
                .ok()
                .at("total_count")
                .number();
    }

    @Test
    void removed_isGone() {
        long account = api.newAccount();
        api.call("suppressions/add", "account_id", account, "email", "a@example.com").ok();

        api.call("suppressions/remove", "account_id", account, "email", "A@example.COM").ok();

        assertThat(rows(account)).isEmpty();
        Answer again =
                api.call("suppressions/remove", "account_id", account, "email", "a@example.com");
        assertThat(again.error()).isEqualTo(404);
        assertThat(again.errorText()).contains("a@example.com", "account " + account);
        assertThat(audited(account)).isEqualTo(2);
    }

    @Test
    void platformAndAccounts_haveTheirOwn() {
        long id = api.newAccount();
        long other = api.newAccount();
        String email = Api.unique("x") + "@example.com";
        api.call("suppressions/add", "email", email, "reason", "everywhere").ok();
        api.call("suppressions/add", "account_id", id, "email", email).ok();

        Answer platform = api.call("suppressions/list", "email", email).ok();
        assertThat(platform.at("data").items()).hasSize(1);
        assertThat(platform.text()).contains("\"account_id\":null");
        assertThat(rows(id)).hasSize(1);
        assertThat(rows(other)).isEmpty();
        assertThat(api.call("suppressions/remove", "account_id", other, "email", email).error())
                .isEqualTo(404);
        api.call("suppressions/remove", "email", email).ok();
        assertThat(rows(id)).hasSize(1);
        assertThat(api.call("suppressions/remove", "email", email).errorText())
                .contains("platform-wide");
    }

    @Test
    void list_isPagedAndSearched() {
        long account = api.newAccount();
        for (String name : List.of("a_b", "axb", "c")) {
            api.call("suppressions/add", "account_id", account, "email", name + "@example.com")
                    .ok();
        }

        Answer page = api.call("suppressions/list", "account_id", account, "limit", 2).ok();
        assertThat(page.at("data").items()).hasSize(2);
        assertThat(page.at("total_count").number()).isEqualTo(3);
        long next = page.at("next_from_id").number();
        Answer rest = api.call("suppressions/list", "account_id", account, "from_id", next).ok();
        assertThat(rest.at("data.0.email").text()).isEqualTo("c@example.com");
        Answer found = api.call("suppressions/list", "account_id", account, "search", "A_B").ok();
        assertThat(found.at("total_count").number()).isEqualTo(1);
        assertThat(found.at("data.0.email").text()).isEqualTo("a_b@example.com");
    }

    @Test
    void list_isFilteredByItsEnds() {
        long account = api.newAccount();
        api.call("suppressions/add", "account_id", account, "email", "stays@a.example").ok();
        api.call(
                        "suppressions/add",
                        "account_id",
                        account,
                        "email",
                        "ends@a.example",
                        "expires_at",
                        "2090-01-01T00:00:00Z")
                .ok();
        List.of(
                        List.of("expires", "never", "stays@a.example"),
                        List.of("expires", "ends", "ends@a.example"),
                        List.of("expires_before", "2090-01-02T00:00:00Z", "ends@a.example"))
                .forEach(asked -> {
                    Answer found =
                            api.call(
                                            "suppressions/list",
                                            "account_id",
                                            account,
                                            asked.get(0),
                                            asked.get(1))
                                    .ok();
                    assertThat(found.at("total_count").number()).isEqualTo(1);
                    assertThat(found.at("data.0.email").text()).isEqualTo(asked.get(2));
                });
        assertThat(
                        api.call(
                                        "suppressions/list",
                                        "account_id",
                                        account,
                                        "expires_before",
                                        "2090-01-01T00:00:00Z")
                                .ok()
                                .at("total_count")
                                .number())
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nobody", "@example.com", "a@", "a b@example.com"})
    void whatIsNoAddress_is400(String email) {
        Answer answer = api.call("suppressions/add", "email", email);

        assertThat(answer.error()).isEqualTo(400);
        assertThat(answer.at("errors.0.field").text()).isEqualTo("email");
    }

    @Test
    void unknownAndDeletedAccounts_are404() {
        long account = api.newAccount();
        api.call("accounts/delete", "id", account).ok();

        for (long id : List.of(account, Long.MAX_VALUE)) {
            assertThat(api.call("suppressions/list", "account_id", id).error()).isEqualTo(404);
            assertThat(
                            api.call("suppressions/add", "account_id", id, "email", "a@example.com")
                                    .error())
                    .isEqualTo(404);
            assertThat(
                            api.call(
                                            "suppressions/remove",
                                            "account_id",
                                            id,
                                            "email",
                                            "a@example.com")
                                    .error())
                    .isEqualTo(404);
        }
    }

    @Test
    void boundToken_reachesItsAccountsAlone() {
        long own = api.newAccount();
        long other = api.newAccount();
        NewToken bound = api.newToken("account_ids", List.of(own));
        NewToken reader = api.newToken("scopes", List.of("suppressions:read"));

        bound.api().call("suppressions/add", "account_id", own, "email", "a@example.com").ok();
        bound.api().call("suppressions/list", "account_id", own).ok();
        assertThat(bound.api().call("suppressions/list").error()).isEqualTo(403);
        assertThat(bound.api().call("suppressions/list", "account_id", other).error())
                .isEqualTo(403);
        assertThat(bound.api().call("suppressions/add", "email", "a@example.com").error())
                .isEqualTo(403);
        reader.api().call("suppressions/list").ok();
        assertThat(reader.api().call("suppressions/add", "email", "a@example.com").error())
                .isEqualTo(403);
    }

    @Test
    void dryRun_leavesNothing() {
        long account = api.newAccount();
        Answer dryRun =
                api.with("Prefer", "dry-run")
                        .call("suppressions/add", "account_id", account, "email", "a@example.com")
                        .ok();

        assertThat(dryRun.at("changes.0.action").text()).isEqualTo("suppressions.add");
        assertThat(rows(account)).isEmpty();
    }
}
