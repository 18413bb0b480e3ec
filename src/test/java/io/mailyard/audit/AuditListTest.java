package io.mailyard.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.NewToken;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.Tree;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code audit/list}: what is recorded, and how it is found (section 7). */
@ParameterizedClass
@EnumSource
class AuditListTest {
    private final Api admin;
    private NewToken caller;
    private Api api;
    private long account;

    AuditListTest(StoreKind kind) {
        this.admin = TestServer.of(kind).api();
        this.caller = new NewToken(0, admin);
        this.api = admin;
    }

    @BeforeEach
    void account() {
        caller = admin.newToken("name", Api.unique("auditor é 😀"));
        api = caller.api().with("User-Agent", "check/1.0");
        account = api.newAccount();
    }

    private List<Tree> rows(Object... filters) {
        return admin.call("audit/list", filters).ok().at("data").items();
    }

    private Tree last(Object... filters) {
        List<Object> all = new ArrayList<>(List.of(filters));
        all.addAll(List.of("order", "desc", "limit", 1));
        return rows(all.toArray()).getFirst();
    }

    @Test
    void row_hasActorActionAddressAndTime() {
        Instant before = Instant.now().minusMillis(2);
        Answer answer = api.call("accounts/deactivate", "id", account).ok();

        Tree row = last("account_id", account);

        assertThat(row.names())
                .containsExactly(
                        "id",
                        "at",
                        "actor",
                        "address",
                        "user_agent",
                        "request_id",
                        "action",
                        "object_type",
                        "object_id",
                        "account_id",
                        "before",
                        "after",
                        "hash");
        assertThat(row.at("actor").text()).startsWith("token:auditor é 😀");
        assertThat(row.at("address").text()).isEqualTo("127.0.0.1");
        assertThat(row.at("user_agent").text()).isEqualTo("check/1.0");
        assertThat(row.at("request_id").text()).isEqualTo(answer.header("Request-Id"));
        assertThat(row.at("action").text()).isEqualTo("accounts.deactivate");
        assertThat(row.at("object_type").text()).isEqualTo("account");
        assertThat(row.at("object_id").text()).isEqualTo(Long.toString(account));
        assertThat(row.at("account_id").number()).isEqualTo(account);
        assertThat(row.at("before").toString()).isEqualTo("{is_active=true}");
        assertThat(row.at("after").toString()).isEqualTo("{is_active=false}");
        assertThat(row.at("hash").text()).matches("[0-9a-f]{64}");
        assertThat(Instant.parse(row.at("at").text())).isBetween(before, Instant.now());
    }

    @Test
    void everyChange_writesOneRowWithItsAction() {
        long tariff = api.call("tariffs/save", "name", Api.unique("t")).savedId();
        api.call("tariffs/save", "id", tariff, "overrun", "flag").ok();
        api.call("tariffs/delete", "id", tariff).ok();
        long token = api.newToken().id();
        api.call("tokens/save", "id", token, "active", false).ok();
        api.call("tokens/rotate", "id", token).ok();
        api.call("tokens/delete", "id", token).ok();
        api.newUser(account, "anna");
        api.call("accounts/users/update", "account_id", account, "name", "anna", "phone", "1").ok();
        api.call("accounts/users/delete", "account_id", account, "name", "anna").ok();
        api.call("accounts/save", "id", account, "title", "New").ok();
        for (String verb :
                List.of("deactivate", "activate", "freeze", "unfreeze", "delete", "restore")) {
            api.call("accounts/" + verb, "id", account).ok();
        }

        assertThat(rows("actor", last("account_id", account).at("actor").text()))
                .extracting(row -> row.at("action").text())
                .containsExactly(
                        "accounts.save",
                        "tariffs.save",
                        "tariffs.save",
                        "tariffs.delete",
                        "tokens.save",
                        "tokens.save",
                        "tokens.rotate",
                        "tokens.delete",
                        "users.add",
                        "users.update",
                        "users.delete",
                        "accounts.save",
                        "accounts.deactivate",
                        "accounts.activate",
                        "accounts.freeze",
                        "accounts.unfreeze",
                        "accounts.delete",
                        "accounts.restore");
    }

    @Test
    void newObject_hasNoBeforeAndDeletedObjectNoAfter() {
        Tree made = last("account_id", account);
        api.newUser(account, "anna");
        api.call("accounts/users/delete", "account_id", account, "name", "anna").ok();
        Tree gone = last("account_id", account);

        assertThat(made.at("before").nothing()).isTrue();
        assertThat(made.at("after.timezone").text()).isEqualTo("UTC");
        assertThat(gone.at("before.username").text()).isEqualTo("anna");
        assertThat(gone.at("after").nothing()).isTrue();
    }

    @Test
    void change_recordsOnlyTheMembersThatDiffer() {
        api.call("accounts/save", "id", account, "title", "New", "reports_day", 1, "enable_push", 1)
                .ok();

        Tree row = last("account_id", account);

        assertThat(row.at("after").names()).containsExactlyInAnyOrder("title", "pushes_enabled");
        assertThat(row.at("before").names()).containsExactlyInAnyOrder("title", "pushes_enabled");
        assertThat(row.at("after.title").text()).isEqualTo("New");
    }

    @Test
    void refusalsAndReads_writeNoRow() {
        long before = last().at("id").number();
        api.call("accounts/get", "id", account).ok();
        assertThat(api.call("accounts/save", "id", account, "tariff", "nil").error())
                .isEqualTo(404);
        assertThat(api.call("accounts/get", "id", "x").error()).isEqualTo(400);
        api.with("Prefer", "dry-run").call("accounts/delete", "id", account).ok();

        assertThat(rows("from_id", before + 1, "actor", "token:" + name())).isEmpty();
    }

    private String name() {
        return admin.call("tokens/list", "from_id", caller.id(), "limit", 1)
                .at("data.0.name")
                .text();
    }

    @Test
    void filters_findBySinceUntilActionTypeIdAndAccount() {
        api.call("accounts/freeze", "id", account).ok();
        Instant middle = Instant.parse(last("account_id", account).at("at").text());
        api.newUser(account, "anna");

        assertThat(rows("account_id", account)).hasSize(3);
        assertThat(rows("account_id", account, "action", "accounts.freeze")).hasSize(1);
        assertThat(rows("account_id", account, "object_type", "user")).hasSize(1);
        assertThat(rows("object_type", "account", "object_id", account)).hasSize(2);
        assertThat(rows("object_type", "account", "object_id", Long.toString(account))).hasSize(2);
        assertThat(rows("account_id", account, "actor", "token:" + name())).hasSize(3);
        assertThat(rows("account_id", account, "actor", "token:nobody")).isEmpty();
        assertThat(rows("account_id", account, "since", middle.plusMillis(1)))
                .allSatisfy(
                        row -> assertThat(row.at("at").text()).isGreaterThan(middle.toString()));
        assertThat(rows("account_id", account, "since", middle)).hasSizeBetween(2, 3);
        assertThat(rows("account_id", account, "until", middle.plusMillis(1))).hasSizeBetween(2, 3);
        assertThat(rows("account_id", account, "since", middle, "until", middle)).isEmpty();
        assertThat(rows("account_id", account, "since", "", "until", "")).hasSize(3);
    }

    @Test
    void pages_joinWithoutGapBothWays() {
        for (int i = 0; i < 3; i++) {
            api.call("accounts/freeze", "id", account, "reason", "r" + i).ok();
        }
        List<Long> up = pages("asc");
        List<Long> down = pages("desc");

        assertThat(up).hasSize(4).isSorted();
        assertThat(down).containsExactlyElementsOf(up.reversed());
    }

    private List<Long> pages(String order) {
        List<Long> seen = new ArrayList<>();
        Answer page = admin.call("audit/list", "account_id", account, "order", order, "limit", 3);
        page.at("data").items().forEach(row -> seen.add(row.at("id").number()));
        assertThat(page.at("total_count").number()).isEqualTo(4);
        Answer rest =
                admin.call(
                        "audit/list",
                        "account_id",
                        account,
                        "order",
                        order,
                        "limit",
                        3,
                        "from_id",
                        page.at("next_from_id").number());
        rest.at("data").items().forEach(row -> seen.add(row.at("id").number()));
        assertThat(rest.tree().has("next_from_id")).isFalse();
        return seen;
    }

    @Test
    void badFilter_is400() {
        for (Object[] bad :
                new Object[][] {
                    {"order", "sideways"},
                    {"since", "yesterday"},
                    {"account_id", 0},
                    {"limit", 0},
                    {"object_id", List.of()}
                }) {
            assertThat(admin.call("audit/list", bad).error()).isEqualTo(400);
        }
    }

    @Test
    void xml_hasEachRowAsADataElement() {
        api.call("accounts/freeze", "id", account, "reason", "a<b").ok();

        Answer xml = admin.callXml("audit/list", "account_id", account).ok();

        assertThat(xml.at("data").items()).hasSize(2);
        assertThat(xml.at("data.1.after.frozen_details.reason").text()).isEqualTo("a<b");
    }
}
