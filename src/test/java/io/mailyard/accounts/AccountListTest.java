package io.mailyard.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code accounts/list}: pages, counts and filters (sections 1 and 2). */
@ParameterizedClass
@EnumSource
class AccountListTest {
    private final Api api;
    private final long tariff;

    AccountListTest(StoreKind kind) {
        this.api = TestServer.of(kind).api();
        this.tariff = api.call("tariffs/save", "name", Api.unique("tariff")).savedId();
    }

    private static List<Long> ids(Answer list) {
        return list.ok().at("data").items().stream().map(row -> row.at("id").number()).toList();
    }

    private static long total(Answer list) {
        return list.ok().at("total_count").number();
    }

    private List<Long> accounts(int count) {
        List<Long> made = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            made.add(api.newAccount("tariff", tariff));
        }
        return made;
    }

    @Test
    void pages_areAscendingInclusiveAndJoinWithoutGap() {
        List<Long> made = accounts(5);
        api.newAccount();
        List<Long> seen = new ArrayList<>();
        Answer page = api.call("accounts/list", "tariff_id", tariff, "limit", 2);

        seen.addAll(ids(page));
        while (page.tree().has("next_from_id")) {
            assertThat(total(page)).isEqualTo(5);
            page =
                    api.call(
                            "accounts/list",
                            "tariff_id",
                            tariff,
                            "limit",
                            2,
                            "from_id",
                            page.at("next_from_id").number());
            seen.addAll(ids(page));
        }

        assertThat(seen).containsExactlyElementsOf(made);
        assertThat(ids(page)).hasSize(1);
    }

    @Test
    void fullLastPage_hasNoNext() {
        List<Long> made = accounts(2);

        Answer page = api.call("accounts/list", "tariff_id", tariff, "limit", 2);

        assertThat(ids(page)).isEqualTo(made);
        assertThat(page.tree().has("next_from_id")).isFalse();
    }

    @Test
    void fromIdBeyondTheLast_returnsAnEmptyPageWithTheCount() {
        List<Long> made = accounts(2);

        Answer json = api.call("accounts/list", "tariff_id", tariff, "from_id", made.getLast() + 1);
        Answer xml = api.callXml("accounts/list", "tariff_id", tariff, "from_id", Long.MAX_VALUE);

        assertThat(json.text())
                .isEqualTo(
                        "{\"data\":[],\"error\":0,\"error_text\":\"Successful operation\",\"total_count\":2}");
        assertThat(xml.text())
                .isEqualTo(
                        "<xml><data/><error>0</error><error_text>Successful operation</error_text><total_count>2</total_count></xml>");
    }

    @Test
    void rowInXml_isADataElementOfItsOwn() {
        List<Long> made = accounts(2);

        Answer xml = api.callXml("accounts/list", "tariff_id", tariff);

        assertThat(ids(xml)).isEqualTo(made);
        assertThat(xml.text())
                .startsWith("<xml><data><id>" + made.getFirst() + "</id><name>")
                .contains("</data><data><id>" + made.getLast() + "</id>");
    }

    @Test
    void row_hasTheDocumentedMembersBeforeOurs() {
        accounts(1);

        Tree row = api.call("accounts/list", "tariff_id", tariff).at("data.0");

        assertThat(row.names())
                .containsExactly(
                        "id",
                        "name",
                        "timezone",
                        "tariff_id",
                        "is_active",
                        "pixels_enabled",
                        "pushes_enabled",
                        "is_smart",
                        "is_subscribers_suspend_all",
                        "is_tariff_exceed",
                        "title",
                        "is_frozen",
                        "frozen_details",
                        "frozen_until",
                        "created_at",
                        "updated_at",
                        "deleted_at");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void stateFilters_showOnlyAccountsInThatState(boolean on) {
        List<Long> made = accounts(4);
        api.call("accounts/deactivate", "id", made.get(0)).ok();
        api.call("accounts/freeze", "id", made.get(0)).ok();
        api.call("accounts/freeze", "id", made.get(1)).ok();
        api.call("accounts/delete", "id", made.get(3)).ok();

        Answer active = api.call("accounts/list", "tariff_id", tariff, "is_active", on);
        Answer frozen = api.call("accounts/list", "tariff_id", tariff, "is_frozen", on);
        Answer both =
                api.call("accounts/list", "tariff_id", tariff, "is_active", on, "is_frozen", true);

        assertThat(ids(active)).isEqualTo(on ? made.subList(1, 3) : made.subList(0, 1));
        assertThat(ids(frozen)).isEqualTo(on ? made.subList(0, 2) : made.subList(2, 3));
        assertThat(ids(both)).isEqualTo(on ? made.subList(1, 2) : made.subList(0, 1));
        for (Answer answer : List.of(active, frozen, both)) {
            assertThat(total(answer)).isEqualTo(ids(answer).size());
        }
    }

    @Test
    void deletedAccounts_areListedOnlyOnRequest() {
        List<Long> made = accounts(2);
        api.call("accounts/delete", "id", made.getFirst()).ok();

        Answer plain = api.call("accounts/list", "tariff_id", tariff);
        Answer all = api.call("accounts/list", "tariff_id", tariff, "include_deleted", true);

        assertThat(ids(plain)).containsExactly(made.getLast());
        assertThat(total(plain)).isEqualTo(1);
        assertThat(ids(all)).isEqualTo(made);
        assertThat(total(all)).isEqualTo(2);
        assertThat(all.at("data.0.deleted_at").nothing()).isFalse();
        assertThat(all.at("data.1.deleted_at").nothing()).isTrue();
    }

    @Test
    void search_findsInNameAndTitleInAnyCase() {
        String mark = Api.unique("ПоИск");
        long byName = api.newAccount("name", "x" + mark + "y", "title", "other");
        long byTitle = api.newAccount("title", "Об " + mark + " ещё");
        api.newAccount("title", "поис");

        Answer found = api.call("accounts/list", "search", mark.toUpperCase(Locale.ROOT));

        assertThat(ids(found)).containsExactly(byName, byTitle);
        assertThat(total(found)).isEqualTo(2);
        assertThat(ids(api.call("accounts/list", "search", mark, "from_id", byTitle)))
                .containsExactly(byTitle);
        assertThat(ids(api.call("accounts/list", "search", mark, "is_active", false))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"%", "_", "\\", "'", "100%_\\'\"", "\\%"})
    void search_treatsWildcardsAsPlainText(String sign) {
        String mark = Api.unique("mark");
        long with = api.newAccount("title", mark + sign + "end");
        api.newAccount("title", mark + "xxend");

        assertThat(ids(api.call("accounts/list", "search", mark + sign + "end")))
                .containsExactly(with);
    }

    @Test
    void unknownTariff_isAnEmptyList() {
        Answer answer = api.call("accounts/list", "tariff_id", Long.MAX_VALUE);

        assertThat(ids(answer)).isEmpty();
        assertThat(total(answer)).isZero();
    }

    @Test
    void emptySearch_matchesEverything() {
        accounts(1);

        assertThat(total(api.call("accounts/list", "tariff_id", tariff, "search", "")))
                .isEqualTo(1);
    }

    @Test
    void counts_followAccountsFromTariffToTariff() {
        List<Long> made = accounts(2);
        long other = api.call("tariffs/save", "name", Api.unique("tariff")).savedId();

        api.call("accounts/save", "id", made.getFirst(), "tariff", other).ok();

        assertThat(total(api.call("accounts/list", "tariff_id", tariff))).isEqualTo(1);
        assertThat(total(api.call("accounts/list", "tariff_id", other))).isEqualTo(1);
    }
}
