package io.mailyard.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Filters of lists, and of acts on all that they let pass, that say nothing or nonsense. */
class BulkFiltersTest {
    private static final String NONSENSE = "no such thing";
    private static final Set<String> ACTS = Set.of("accounts", "users", "senders", "suppressions");

    private final TestServer server = TestServer.of(StoreKind.SQLITE);
    private final Api api = server.api();
    private final Tree document = api.send("GET", "/api/v1.1/openapi.json", "", "").tree();

    private Tree properties(String path) {
        String request =
                document.at("paths")
                        .member(path)
                        .at("post.requestBody.content")
                        .member("application/json")
                        .at("schema.$ref")
                        .text();
        return document.at("components.schemas")
                .member(request.substring(request.lastIndexOf('/') + 1))
                .at("properties");
    }

    /** Lists of the public guides, which ignore parameters that they do not know. */
    private static final Set<String> LENIENT =
            Set.of(
                    "accounts/list",
                    "accounts/users/list",
                    "nodes/list",
                    "senders/list",
                    "vsenders/list");

    private static boolean isFreeText(Tree property) {
        if (property.has("items")) {
            return isFreeText(property.member("items"));
        }
        return property.has("type")
                && "string".equals(property.member("type").raw())
                && !property.has("enum")
                && !property.has("format")
                && !property.has("pattern");
    }

    private List<String> paths(String end) {
        return document.at("paths").names().stream()
                .filter(path -> path.startsWith("/api/v1.1/admin/") && path.endsWith(end))
                .toList();
    }

    @Test
    void everyList_namesTheFilterThatItCannotRead() {
        List<String> silent = new ArrayList<>();
        int tried = 0;
        List<String> lists = new ArrayList<>(paths("/list"));
        lists.addAll(paths("/bulk"));
        assertThat(lists).hasSizeGreaterThan(25);
        for (String path : lists) {
            Tree properties = properties(path);
            for (String name : properties.names()) {
                if (name.equals("token") || isFreeText(properties.member(name))) {
                    continue;
                }
                tried++;
                Answer answer = api.with("Prefer", "dry-run").call(path, name, NONSENSE);
                if (answer.error() != 400 || !answer.text().contains("\"" + name)) {
                    silent.add(path + " " + name + " " + properties.member(name));
                }
            }
            Answer unknown = api.with("Prefer", "dry-run").call(path, "no_such_filter", 1);
            boolean lenient =
                    LENIENT.stream().anyMatch(list -> path.equals("/api/v1.1/admin/" + list));
            if (!lenient
                    && (unknown.error() != 400 || !unknown.text().contains("no_such_filter"))) {
                silent.add(path + " no_such_filter");
            }
        }
        assertThat(silent).isEmpty();
        assertThat(tried).isGreaterThan(80);
    }

    @Test
    void actsOnAll_takeNoFilterThatWouldLetAllPass() {
        long account = api.newAccount();
        api.newUser(account, "ann");
        int filters = 0;
        for (String path : paths("/bulk")) {
            assertThat(ACTS).anyMatch(path::contains);
            Tree properties = properties(path);
            String act = properties.at("act.enum.0").text();
            for (String name : properties.names()) {
                if (!isFilter(path, name)) {
                    continue;
                }
                filters++;
                for (Object nothing : List.of("", "  ", List.of())) {
                    Answer answer =
                            api.with("Prefer", "dry-run")
                                    .call(
                                            path,
                                            "all",
                                            true,
                                            "act",
                                            act,
                                            name,
                                            nothing,
                                            properties.has("account_id") ? "account_id" : "reason",
                                            properties.has("account_id") ? account : "x");
                    String as = path + " " + name + " '" + nothing + "' " + answer;
                    assertThat(answer.error()).as(as).isEqualTo(400);
                    assertThat(answer.text()).as(as).contains("\"" + name);
                }
            }
            Answer lenient =
                    api.with("Prefer", "dry-run, handling=lenient")
                            .call(path, "all", true, "act", act, "stat", "frozen");
            assertThat(lenient.error()).as(path).isEqualTo(400);
            assertThat(lenient.text()).contains("stat");
        }
        assertThat(filters).isGreaterThan(12);
    }

    private static boolean isFilter(String path, String name) {
        return switch (path.replaceFirst("^/api/v1\\.1/admin/", "")) {
            case "accounts/bulk" ->
                    Set.of("is_active", "is_frozen", "tariff_id", "search", "state").contains(name);
            case "accounts/users/bulk" ->
                    Set.of("active", "master", "lang", "search").contains(name);
            case "senders/bulk" ->
                    Set.of("deleted", "search", "type", "node_id", "problems").contains(name);
            default ->
                    Set.of("email", "search", "class", "source", "expires", "expires_before")
                            .contains(name);
        };
    }

    @Test
    void filtersGoWithAll_notWithIds() {
        long account = api.newAccount();
        Answer answer =
                api.with("Prefer", "dry-run")
                        .call(
                                "accounts/bulk",
                                "ids",
                                List.of(account),
                                "act",
                                "freeze",
                                "state",
                                "frozen");
        assertThat(answer.error()).isEqualTo(400);
        assertThat(answer.text()).contains("\"state\"", "with all, not with ids");
    }
}
