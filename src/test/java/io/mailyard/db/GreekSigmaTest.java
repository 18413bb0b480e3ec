package io.mailyard.db;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Api;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Who types a part of a Greek word need not know where the word ends. */
@ParameterizedClass
@EnumSource
final class GreekSigmaTest {
    /** The beginning of a word, as such, as a word of its own, and in capital letters. */
    private static final List<String> TYPED = List.of("οδοσ", "οδος", "ΟΔΟΣ", "Οδος");

    private final Api api;

    GreekSigmaTest(StoreKind kind) {
        this.api = TestServer.of(kind).api();
    }

    private static List<Long> ids(Api api, String call, String typed, Object... more) {
        List<Object> params = new ArrayList<>(List.of("search", typed));
        params.addAll(List.of(more));
        return api.call(call, params.toArray()).ok().at("data").items().stream()
                .map(row -> row.at("id").number())
                .sorted()
                .toList();
    }

    private List<String> users(long account, String typed) {
        return api
                .call("accounts/users/list", "account_id", account, "search", typed)
                .ok()
                .at("data")
                .items()
                .stream()
                .map(row -> row.at("username").text())
                .sorted()
                .toList();
    }

    @Test
    void partOfAWord_isFoundWhicheverSigmaIsTyped() {
        String end = Api.unique("");
        long word = api.newAccount("title", "Η Οδος " + end, "name", "Οδος " + end);
        long longer = api.newAccount("title", "Η Οδοσημανση " + end, "name", "οδοσημ " + end);
        api.newAccount("title", "Η Οδοπ " + end);
        api.newUser(word, "οδοσα");
        api.newUser(word, "boris", "first_name", "Οδοσανα");
        api.newUser(word, "clara", "first_name", "Οδος");
        api.newUser(word, "dora", "first_name", "Οδοπ");
        List<Long> found = new ArrayList<>();
        for (String typed : TYPED) {
            assertThat(ids(api, "accounts/list", typed)).as(typed).contains(word, longer);
            assertThat(users(word, typed)).as(typed).containsExactly("boris", "clara", "οδοσα");
            found.clear();
            api.call("tools/find", "text", typed).ok().at("data").items().stream()
                    .filter(hit -> hit.at("group").text().equals("accounts"))
                    .forEach(hit -> found.add(hit.at("id").number()));
            assertThat(found).as(typed).contains(word, longer);
        }
        assertThat(ids(api, "accounts/list", "Οδοσ " + end)).containsExactly(word);
        assertThat(ids(api, "accounts/list", "σημ" + "ανση " + end)).containsExactly(longer);
    }

    @Test
    void objectsOfThePlatform_areFoundWhicheverSigmaIsTyped() {
        String end = Api.unique("");
        long token =
                api.call("tokens/save", "name", "Οδος " + end, "scopes", List.of("read")).savedId();
        long role =
                api.call("roles/save", "name", "Οδος" + end, "scopes", List.of("accounts:read"))
                        .savedId();
        for (String typed : List.of("οδοσ", "οδος", "Οδοσ", "Οδος")) {
            assertThat(ids(api, "tokens/list", typed)).as(typed).contains(token);
            assertThat(ids(api, "roles/list", typed)).as(typed).contains(role);
        }
    }
}
