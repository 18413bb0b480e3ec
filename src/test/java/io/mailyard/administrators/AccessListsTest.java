package io.mailyard.administrators;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.Tree;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Lists of access: each searched, and in each order page by page. */
@ParameterizedClass
@EnumSource
class AccessListsTest {
    private static final List<String> LISTS =
            List.of(
                    "administrators/list",
                    "roles/list",
                    "tokens/list",
                    "administrators/sessions/list");

    private final TestServer server;
    private final Api api;
    private final String word = Api.unique("listed");

    AccessListsTest(StoreKind kind) {
        server = TestServer.of(kind);
        api = server.api();
        for (String name : List.of("b", "A", "c")) {
            String scope = name.equals("c") ? "tariffs:read" : "accounts:read";
            api.call("roles/save", "name", word + name, "scopes", List.of(scope)).ok();
            api.newToken("name", word + name);
        }
    }

    private static List<String> sorts(String list) {
        return switch (list) {
            case "administrators/list" ->
                    List.of("id", "login", "role", "last_sign_in_at", "created_at");
            case "roles/list" -> List.of("id", "name", "administrators");
            case "tokens/list" -> List.of("id", "name", "created_at", "expires_at", "last_used_at");
            default -> List.of("id", "login", "created_at", "last_seen_at", "address");
        };
    }

    /** The rows of all pages of two, and that each but the last has two. */
    private List<Tree> pages(Api as, String list, String sort) {
        List<Tree> rows = new ArrayList<>();
        String name = "from_id";
        Object from = 1;
        while (true) {
            Answer page = as.call(list, "search", word, "sort", sort, "limit", 2, name, from).ok();
            rows.addAll(page.at("data").items());
            Tree whole = page.tree();
            if (whole.has("next_from_id")) {
                from = whole.at("next_from_id").number();
            } else if (whole.has("next_from")) {
                name = "from";
                from = whole.at("next_from").text();
            } else {
                assertThat(rows).hasSize((int) page.at("total_count").number());
                return rows;
            }
            assertThat(page.at("data").items()).hasSize(2);
        }
    }

    private static String key(Tree row, String sort) {
        Object value = row.has(sort) ? row.member(sort).raw() : null;
        String text = value == null ? "" : value.toString().toLowerCase(Locale.ROOT);
        // numbers are compared by length first, times are written alike
        return text.matches("[0-9]+") ? String.format("%020d", Long.parseLong(text)) : text;
    }

    @Test
    void everyList_isSearchedAndSortedByEachOfItsOrders_pageByPage() {
        try (SignInPeople people = new SignInPeople(server)) {
            for (int i = 0; i < 3; i++) {
                SignInPeople.NewPerson person = people.add("master");
                api.call("administrators/save", "id", person.id(), "name", word + i).ok();
                people.signedIn(person);
            }
            for (String list : LISTS) {
                for (String sort : sorts(list)) {
                    List<String> up = keys(list, sort);
                    String as = list + " " + sort;
                    if (!list.endsWith("sessions/list")) {
                        assertThat(up).as(as).hasSize(3);
                    }
                    assertThat(up).as(as).isSorted();
                    List<String> down = new ArrayList<>(keys(list, "-" + sort));
                    Collections.reverse(down);
                    assertThat(down).as(as).isEqualTo(up);
                }
                assertThat(api.call(list, "sort", "nope").error()).as(list).isEqualTo(400);
                String other = sorts(list).get(1);
                for (String from : List.of("nope", "bm9wZQ", "%%", "MTp4OnkgeiA")) {
                    Answer wrong = api.call(list, "sort", other, "from", from);
                    if (wrong.error() != 0) {
                        assertThat(wrong.error()).as(list + from).isEqualTo(400);
                        assertThat(wrong.text()).contains("\"from\"");
                    }
                }
                assertThat(api.call(list, "search", "no such " + word).at("total_count").number())
                        .as(list)
                        .isZero();
                assertThat(api.call(list, "search", "%_\\").at("total_count").number())
                        .as(list)
                        .isZero();
            }
        }
    }

    private List<String> keys(String list, String sort) {
        return pages(api, list, sort).stream().map(row -> key(row, sort.replace("-", ""))).toList();
    }

    @Test
    void sessions_areFoundByLoginAddressAndBrowser() {
        try (SignInPeople people = new SignInPeople(server)) {
            SignInPeople.NewPerson person = people.add("master");
            people.signedIn(person);
            String login =
                    api.call("administrators/get", "id", person.id()).at("data.login").text();
            Answer found =
                    api.call(
                                    "administrators/sessions/list",
                                    "search",
                                    login.toUpperCase(Locale.ROOT),
                                    "sort",
                                    "-last_seen_at")
                            .ok();
            assertThat(found.at("total_count").number()).isEqualTo(1);
            assertThat(found.at("data.0.login").text()).isEqualTo(login);
        }
    }

    @Test
    void filters_ofRolesAndTokens() {
        assertThat(api.call("roles/list", "built_in", true).at("total_count").number())
                .isEqualTo(4);
        assertThat(
                        api.call("roles/list", "built_in", false, "search", word)
                                .at("total_count")
                                .number())
                .isEqualTo(3);
        long off = api.call("tokens/list", "search", word + "b").at("data.0.id").number();
        api.call("tokens/save", "id", off, "active", false).ok();
        assertThat(
                        api.call("tokens/list", "search", word, "active", false)
                                .at("data.0.id")
                                .number())
                .isEqualTo(off);
        assertThat(
                        api.call("tokens/list", "search", word, "active", true)
                                .at("total_count")
                                .number())
                .isEqualTo(2);
    }
}
