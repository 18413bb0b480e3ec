package io.mailyard.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Accounts by state, in each order, page by page. */
class AccountOrderTest {
    private static final Pattern ID = Pattern.compile("\\{\"id\":([0-9]+),");
    private static final Pattern NEXT = Pattern.compile("\"next_from\":\"([^\"]+)\"");

    @ParameterizedTest
    @EnumSource(StoreKind.class)
    void lists_areCompleteInEveryOrder(StoreKind kind) {
        Api api = TestServer.of(kind).api();
        String mark = Api.unique("order");
        List<Long> ids = new ArrayList<>();
        for (String title : List.of("b", "A", "c", "b", "Ё", "B")) {
            ids.add(api.newAccount("title", title + " " + mark));
        }
        List<Long> down = ids.reversed();
        assertThat(all(api, mark, "id")).isEqualTo(ids);
        assertThat(all(api, mark, "-id")).isEqualTo(down);
        assertThat(all(api, mark, "name")).containsExactlyInAnyOrderElementsOf(ids);
        assertThat(all(api, mark, "-name")).isEqualTo(all(api, mark, "name").reversed());
        List<Long> byTitle = all(api, mark, "title");
        // b, b and B are one title, and in the order of their ids
        assertThat(byTitle.indexOf(ids.get(1))).isZero();
        assertThat(byTitle).containsSubsequence(ids.get(0), ids.get(3), ids.get(5), ids.get(2));
        assertThat(all(api, mark, "-title")).isEqualTo(byTitle.reversed());
    }

    /** Every page of two. */
    private static List<Long> all(Api api, String mark, String sort) {
        List<Long> ids = new ArrayList<>();
        Optional<String> from = Optional.of("");
        long fromId = 1;
        while (from.isPresent()) {
            Answer page =
                    api.call(
                            "accounts/list",
                            "search",
                            mark,
                            "sort",
                            sort,
                            "from",
                            from.get(),
                            "from_id",
                            fromId,
                            "limit",
                            2);
            assertThat(page.ok().at("total_count").number()).isEqualTo(6);
            Matcher id = ID.matcher(page.text());
            while (id.find()) {
                ids.add(Long.parseLong(id.group(1)));
            }
            Matcher next = NEXT.matcher(page.text());
            from = next.find() ? Optional.of(next.group(1)) : Optional.empty();
            if (sort.equals("id") && page.text().contains("next_from_id")) {
                from = Optional.of("");
                fromId = page.at("next_from_id").number();
            }
        }
        return ids;
    }

    @ParameterizedTest
    @EnumSource(StoreKind.class)
    void pagesByName_goOnAtANameThatKeptTheKeyOfAnEarlierVersion(StoreKind kind) {
        try (TestServer server = TestServer.start(kind)) {
            Api api = server.api();
            List<Long> ids = new ArrayList<>();
            for (String name : List.of("strasse", "stratb", "kept", "zebra")) {
                ids.add(api.newAccount("name", name));
            }
            server.tamper(
                    "UPDATE accounts SET name = 'STRA\u1E9EE', name_key = 'stra\u00DFe' WHERE id = "
                            + ids.get(2));
            List<Long> seen = new ArrayList<>();
            Optional<String> from = Optional.of("");
            while (from.isPresent() && seen.size() < 10) {
                Answer page =
                        api.call("accounts/list", "sort", "name", "from", from.get(), "limit", 1)
                                .ok();
                seen.add(page.at("data.0.id").number());
                Matcher next = NEXT.matcher(page.text());
                from = next.find() ? Optional.of(next.group(1)) : Optional.empty();
            }
            assertThat(seen).containsExactlyInAnyOrderElementsOf(ids);
        }
    }

    @ParameterizedTest
    @EnumSource(StoreKind.class)
    void accountsAreSorted_byTheirStrongestState(StoreKind kind) {
        try (TestServer server = TestServer.start(kind)) {
            Api api = server.api();
            List<Long> ids = new ArrayList<>();
            for (int bits = 0; bits < 8; bits++) {
                long id = api.newAccount();
                ids.add(id);
                if ((bits & 1) > 0) {
                    api.call("accounts/freeze", "id", id).ok();
                }
                if ((bits & 2) > 0) {
                    api.call("accounts/deactivate", "id", id).ok();
                }
                if ((bits & 4) > 0) {
                    api.call("accounts/delete", "id", id).ok();
                }
            }
            assertThat(inState(api, "active")).containsExactly(ids.get(0));
            assertThat(inState(api, "frozen")).containsExactly(ids.get(1));
            assertThat(inState(api, "inactive")).containsExactly(ids.get(2), ids.get(3));
            assertThat(inState(api, "deleted")).isEqualTo(ids.subList(4, 8));
        }
    }

    private static List<Long> inState(Api api, String state) {
        Answer list = api.call("accounts/list", "state", state);
        List<Long> ids = new ArrayList<>();
        Matcher id = ID.matcher(list.ok().text());
        while (id.find()) {
            ids.add(Long.parseLong(id.group(1)));
        }
        assertThat(list.at("total_count").number()).isEqualTo(ids.size());
        return ids;
    }

    @ParameterizedTest
    @EnumSource(StoreKind.class)
    void counts_areShownOnRequest(StoreKind kind) {
        Api api = TestServer.of(kind).api();
        String mark = Api.unique("counted");
        long id = api.newAccount("title", mark);
        api.newUser(id, "one");
        api.newUser(id, "two");
        assertThat(api.call("accounts/list", "search", mark, "counts", true).text())
                .contains("\"users\":2", "\"queued\":0");
        assertThat(api.call("accounts/list", "search", mark).text()).doesNotContain("\"users\"");
    }

    @ParameterizedTest
    @EnumSource(StoreKind.class)
    void unknownPagePositions_areFaults(StoreKind kind) {
        Api api = TestServer.of(kind).api();
        for (String from : List.of("x", "!!!", "AAAA", "LTE6", "%00")) {
            Answer list = api.call("accounts/list", "sort", "title", "from", from);
            assertThat(list.error()).as(from).isIn(0, 400);
            if (list.error() == 400) {
                assertThat(list.errorText()).startsWith("from: ");
            }
        }
        // 1:U+0000, and an octet that is no UTF-8
        for (String sort : List.of("name", "-title")) {
            for (String from : List.of("MToA", "MTr_")) {
                Answer refused = api.call("accounts/list", "sort", sort, "from", from);
                assertThat(refused.error()).as(from).isEqualTo(400);
                assertThat(refused.errorText()).isEqualTo("from: is not a next_from of this list");
            }
        }
        assertThat(api.call("accounts/list", "sort", "tariff").error()).isEqualTo(400);
    }
}
