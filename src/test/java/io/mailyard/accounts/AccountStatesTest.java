package io.mailyard.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.Tree;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Activate, deactivate, freeze, unfreeze, delete, restore (section 2). */
@ParameterizedClass
@EnumSource
class AccountStatesTest {
    private static final Map<String, Object> DETAILS =
            Map.of("payment_url", "https://pay.example.com/?a=1&b=2");
    private final Api api;

    AccountStatesTest(StoreKind kind) {
        this.api = TestServer.of(kind).api();
    }

    private Tree get(long id) {
        return api.call("accounts/get", "id", id).ok().at("data");
    }

    private long rows(long id) {
        return api.call("audit/list", "account_id", id).at("total_count").number();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://оплата.рф/счет?id=7",
                "https://bücher.example/größe",
                "https://xn--80aa5alfu.xn--p1ai/"
            })
    void paymentUrl_isAcceptedInAnyScriptAndStoredUnchanged(String url) {
        long id = api.newAccount();
        api.call("accounts/freeze", "id", id, "frozen_details", Map.of("payment_url", url)).ok();
        assertThat(get(id).at("frozen_details.payment_url").text()).isEqualTo(url);
    }

    @Test
    void activateAndDeactivate_changeTheStateAndRepeatsWriteNothing() {
        long id = api.newAccount();
        String untouched = get(id).toString();
        api.call("accounts/activate", "id", id).ok();
        assertThat(get(id)).hasToString(untouched);
        assertThat(rows(id)).isEqualTo(1);

        api.call("accounts/deactivate", "id", id).ok();
        assertThat(get(id).at("is_active").flag()).isFalse();
        String off = get(id).toString();
        api.call("accounts/deactivate", "id", id).ok();
        assertThat(get(id)).hasToString(off);
        assertThat(rows(id)).isEqualTo(2);

        api.call("accounts/activate", "id", id).ok();
        assertThat(get(id).at("is_active").flag()).isTrue();
        assertThat(rows(id)).isEqualTo(3);
    }

    @Test
    void freeze_keepsItsDetails() {
        long id = api.newAccount();
        Instant until = Instant.now().plus(1, ChronoUnit.DAYS).truncatedTo(ChronoUnit.MILLIS);

        api.call(
                        "accounts/freeze",
                        "id",
                        id,
                        "frozen_details",
                        DETAILS,
                        "reason",
                        "Счёт не оплачен",
                        "until",
                        until)
                .ok();

        Tree account = get(id);
        assertThat(account.at("is_frozen").flag()).isTrue();
        assertThat(account.at("is_active").flag()).isTrue();
        assertThat(account.at("frozen_details.payment_url").text())
                .isEqualTo(DETAILS.get("payment_url"));
        assertThat(account.at("frozen_details.reason").text()).isEqualTo("Счёт не оплачен");
        assertThat(Instant.parse(account.at("frozen_until").text())).isEqualTo(until);
        Tree listed = api.call("accounts/list", "from_id", id, "limit", 1).at("data.0");
        assertThat(listed.at("frozen_details")).isEqualTo(account.at("frozen_details"));
    }

    @Test
    void freezeWithoutDetails_freezes() {
        long id = api.newAccount();

        api.call("accounts/freeze", "id", id).ok();

        Tree account = get(id);
        assertThat(account.at("is_frozen").flag()).isTrue();
        assertThat(account.at("frozen_details").names()).isEmpty();
        assertThat(account.at("frozen_until").nothing()).isTrue();
    }

    @Test
    void freezeAgain_withTheSameDetailsChangesNothing() {
        long id = api.newAccount();
        Object[] same = {
            "id", id, "frozen_details", DETAILS, "reason", "r", "until", "2099-01-01T00:00:00Z"
        };
        api.call("accounts/freeze", same).ok();
        String before = get(id).toString();

        api.call("accounts/freeze", same).ok();

        assertThat(get(id)).hasToString(before);
        assertThat(rows(id)).isEqualTo(2);
    }

    @Test
    void freezeAgain_withOtherDetailsReplacesThem() {
        long id = api.newAccount();
        api.call(
                        "accounts/freeze",
                        "id",
                        id,
                        "frozen_details",
                        DETAILS,
                        "reason",
                        "first",
                        "until",
                        "2099-01-01T00:00:00Z")
                .ok();
        String since = get(id).at("frozen_since").text();

        api.call("accounts/freeze", "id", id, "reason", "second").ok();

        Tree account = get(id);
        assertThat(account.at("frozen_details").names()).containsExactly("reason");
        assertThat(account.at("frozen_details.reason").text()).isEqualTo("second");
        assertThat(account.at("frozen_until").nothing()).isTrue();
        assertThat(account.at("frozen_since").text()).isEqualTo(since);
        assertThat(rows(id)).isEqualTo(3);
    }

    @Test
    void unfreeze_removesTheDetailsAndRepeatsWriteNothing() {
        long id = api.newAccount();
        api.call("accounts/unfreeze", "id", id).ok();
        assertThat(rows(id)).isEqualTo(1);
        api.call("accounts/freeze", "id", id, "frozen_details", DETAILS, "reason", "r").ok();

        api.call("accounts/unfreeze", "id", id).ok();

        assertThat(get(id).at("is_frozen").flag()).isFalse();
        assertThat(get(id).at("frozen_details").nothing()).isTrue();
        assertThat(get(id).at("frozen_since").nothing()).isTrue();
        api.call("accounts/unfreeze", "id", id).ok();
        assertThat(rows(id)).isEqualTo(3);
    }

    @Test
    void frozenAndInactive_areIndependent() {
        long id = api.newAccount();
        api.call("accounts/deactivate", "id", id).ok();
        api.call("accounts/freeze", "id", id).ok();
        api.call("accounts/unfreeze", "id", id).ok();

        assertThat(get(id).at("is_active").flag()).isFalse();
        api.call("accounts/freeze", "id", id).ok();
        api.call("accounts/activate", "id", id).ok();
        assertThat(get(id).at("is_frozen").flag()).isTrue();
    }

    @Test
    void untilInThePast_is400() {
        long id = api.newAccount();
        for (Object until :
                List.of(
                        Instant.now().minusMillis(50),
                        "1970-01-01T00:00:00Z",
                        "0001-01-01T00:00:00Z")) {
            Answer answer = api.call("accounts/freeze", "id", id, "until", until);
            assertThat(answer.error()).isEqualTo(400);
            assertThat(answer.at("errors.0.field").text()).isEqualTo("until");
        }
        assertThat(get(id).at("is_frozen").flag()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tomorrow",
                "2030-01-01",
                "2030-01-01T00:00:00",
                "2030-13-01T00:00:00Z",
                "10000-01-01T00:00:00Z",
                "1893456000"
            })
    void invalidUntil_is400(String until) {
        Answer answer = api.call("accounts/freeze", "id", api.newAccount(), "until", until);

        assertThat(answer.error()).isEqualTo(400);
        assertThat(answer.errorText()).contains(until);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://example.com", "example.com", "javascript:alert(1)", "https://"})
    void invalidPaymentUrl_is400(String url) {
        Answer answer =
                api.call(
                        "accounts/freeze",
                        "id",
                        api.newAccount(),
                        "frozen_details",
                        Map.of("payment_url", url));

        assertThat(answer.error()).isEqualTo(400);
        assertThat(answer.at("errors.0.field").text()).isEqualTo("frozen_details.payment_url");
    }

    @Test
    void frozenDetails_areAnObject() {
        long id = api.newAccount();
        for (Object details : List.of("text", 5, List.of("x"))) {
            assertThat(api.call("accounts/freeze", "id", id, "frozen_details", details).error())
                    .isEqualTo(400);
        }
        api.json("accounts/freeze", "{\"id\":" + id + ",\"frozen_details\":[]}").ok();
        api.xml("accounts/freeze", "<xml><id>" + id + "</id><frozen_details/></xml>").ok();
    }

    @Test
    void delete_hidesTheAccountAndRestoreRestoresEverything() {
        long id = api.newAccount("enable_push", true);
        api.call("accounts/freeze", "id", id, "reason", "r", "frozen_details", DETAILS).ok();
        api.call("accounts/deactivate", "id", id).ok();
        api.newUser(id, "anna", "lang", "ru");
        String before = get(id).toString().replaceAll("updated_at=[^,]*", "");
        String users = api.call("accounts/users/list", "account_id", id).ok().text();

        api.call("accounts/delete", "id", id).ok();
        api.call("accounts/restore", "id", id).ok();

        assertThat(get(id).toString().replaceAll("updated_at=[^,]*", "")).isEqualTo(before);
        assertThat(api.call("accounts/users/list", "account_id", id).text()).isEqualTo(users);
    }

    @Test
    void deletedAccount_is404ExceptForGetAndRestore() {
        long id = api.newAccount();
        api.newUser(id, "anna");
        api.call("accounts/delete", "id", id).ok();

        for (String path :
                List.of(
                        "accounts/save",
                        "accounts/delete",
                        "accounts/activate",
                        "accounts/deactivate",
                        "accounts/freeze",
                        "accounts/unfreeze")) {
            assertThat(api.call(path, "id", id).error()).as(path).isEqualTo(404);
        }
        for (String path :
                List.of(
                        "accounts/users/list",
                        "accounts/users/get",
                        "accounts/users/add",
                        "accounts/users/update",
                        "accounts/users/delete",
                        "accounts/users/send_welcome")) {
            Answer answer =
                    api.with("Prefer", "handling=lenient")
                            .call(path, "account_id", id, "name", "anna", "email", "a@example.com");
            assertThat(answer.error()).as(path).isEqualTo(404);
        }
        assertThat(get(id).at("deleted_at").nothing()).isFalse();
        api.call("accounts/restore", "id", id).ok();
    }

    @Test
    void restoreOfAnExistingAccount_changesNothing() {
        long id = api.newAccount();
        String before = get(id).toString();

        api.call("accounts/restore", "id", id).ok();

        assertThat(get(id)).hasToString(before);
        assertThat(rows(id)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"get", "delete", "restore", "activate", "deactivate", "freeze", "unfreeze"})
    void unknownAccount_is404AndMissingIdIs400(String verb) {
        Answer unknown = api.call("accounts/" + verb, "id", 999_999_999);

        assertThat(unknown.error()).isEqualTo(404);
        assertThat(unknown.errorText()).contains("999999999");
        assertThat(api.call("accounts/" + verb).error()).isEqualTo(400);
    }

    @Test
    void answers_haveTheDocumentedShapes() {
        long id = api.newAccount();
        String ok = "<error>0</error><error_text>Successful operation</error_text></xml>";

        assertThat(api.callXml("accounts/deactivate", "id", id).text()).isEqualTo("<xml>" + ok);
        assertThat(api.callXml("accounts/activate", "id", id).text()).isEqualTo("<xml>" + ok);
        for (String verb : List.of("freeze", "unfreeze", "delete")) {
            assertThat(api.callXml("accounts/" + verb, "id", id).text())
                    .isEqualTo("<xml><data/>" + ok);
        }
        assertThat(api.call("accounts/restore", "id", id).text())
                .isEqualTo("{\"error\":0,\"error_text\":\"Successful operation\"}");
    }
}
