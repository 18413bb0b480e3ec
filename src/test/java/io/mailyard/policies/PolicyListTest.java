package io.mailyard.policies;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Lists of policies: searched, filtered, and in each order page by page. */
@ParameterizedClass
@EnumSource
class PolicyListTest {
    private final Api api;

    PolicyListTest(StoreKind kind) {
        this.api = TestServer.of(kind).api();
    }

    private List<String> names(String noun, Object... params) {
        List<String> names = new ArrayList<>();
        String from = "";
        do {
            List<Object> all = new ArrayList<>(List.of(params));
            all.addAll(List.of("limit", 2, "from", from));
            Answer page = api.call(noun + "/list", all.toArray()).ok();
            page.at("data").items().forEach(row -> names.add(row.at("name").text()));
            from = page.text().contains("next_from\"") ? page.at("next_from").text() : "";
        } while (!from.isEmpty() && names.size() < 100);
        return names;
    }

    @Test
    void lists_areSearchedFilteredAndSorted() {
        String word = Api.unique("lst");
        for (String name : List.of("c", "a", "B", "d_")) {
            String type = name.equals("a") ? "hard" : "soft";
            api.call(
                            "bounce_patterns/save",
                            "name",
                            word + name,
                            "type",
                            type,
                            "pattern",
                            "x" + name,
                            "isp",
                            name.equals("d_") ? "Gmail" : "")
                    .ok();
        }
        String upper = word.toUpperCase(java.util.Locale.ROOT);
        assertThat(names("bounce_patterns", "search", upper, "sort", "-id"))
                .containsExactly(word + "d_", word + "B", word + "a", word + "c");
        assertThat(names("bounce_patterns", "search", word, "sort", "name"))
                .containsExactlyInAnyOrder(word + "d_", word + "B", word + "a", word + "c")
                .isEqualTo(names("bounce_patterns", "search", word, "sort", "-name").reversed());
        // those of an ISP are tried first, then older ones
        assertThat(names("bounce_patterns", "search", word, "sort", "tried"))
                .containsExactly(word + "d_", word + "c", word + "a", word + "B");
        assertThat(names("bounce_patterns", "search", word, "sort", "tried", "type", "hard"))
                .containsExactly(word + "a");
        assertThat(names("bounce_patterns", "search", word, "sort", "-id", "isp", "Gmail"))
                .containsExactly(word + "d_");
    }

    @Test
    void search_findsDomainsHostsAndOtherAlphabets() {
        String word = Api.unique("медленно-");
        api.call("strategies/save", "name", word).ok();
        String digits = word.substring(9);
        assertThat(names("strategies", "search", digits, "sort", "name")).containsExactly(word);
        assertThat(names("strategies", "search", "МЕДЛЕННО-" + digits, "sort", "name"))
                .containsExactly(word);
        assertThat(names("isps", "search", "GOOGLEMAIL", "sort", "name")).containsExactly("Gmail");
        assertThat(names("isps", "search", "%", "sort", "name")).isEmpty();
        Answer none = api.call("strategies/list", "sort", "tried", "helo", "x", "from", "1");
        assertThat(none.text()).contains("\"sort\"", "\"helo\"");
        assertThat(api.call("bounce_patterns/list", "sort", "tried", "from", "x").error())
                .isEqualTo(400);
        assertThat(api.call("bounce_patterns/list", "isp", "nobody").error()).isEqualTo(404);
    }
}
