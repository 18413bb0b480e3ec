package io.mailyard.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.Body;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code senders/queue/holds}, searched, sorted and paged. */
@ParameterizedClass
@EnumSource
class HoldListTest {
    private final Api api;
    private long account;

    HoldListTest(StoreKind kind) {
        this.api = TestServer.of(kind).api();
    }

    @BeforeEach
    void holds() {
        account = api.newAccount();
        hold("spike of complaints", "campaign_id", 1, "until", "2041-03-01T00:00:00Z");
        hold("asked by the customer", "isp", "Gmail");
        hold("Spike at night", "campaign_id", 3, "until", "2041-01-01T00:00:00Z");
        hold("100%_sure", "campaign_id", 4, "until", "2041-02-01T00:00:00Z");
    }

    private void hold(String reason, @Nullable Object... more) {
        Map<String, @Nullable Object> members = Body.members("id", account, "reason", reason);
        members.putAll(Body.members(more));
        api.json("accounts/queue/hold", Body.json(members)).ok();
    }

    private Answer list(@Nullable Object... filters) {
        Map<String, @Nullable Object> members = Body.members("account_id", account);
        members.putAll(Body.members(filters));
        return api.json("senders/queue/holds", Body.json(members)).ok();
    }

    private static List<String> reasons(Answer list) {
        return list.at("data").items().stream().map(row -> row.at("reason").text()).toList();
    }

    @Test
    void search_findsEachWordInReasonOrIsp_inAnyCase() {
        assertThat(reasons(list("search", "SPIKE")))
                .containsExactly("spike of complaints", "Spike at night");
        assertThat(reasons(list("search", "night spike"))).containsExactly("Spike at night");
        assertThat(reasons(list("search", "gmail"))).containsExactly("asked by the customer");
        assertThat(reasons(list("search", "%_"))).containsExactly("100%_sure");
        assertThat(reasons(list("search", "spike tomorrow"))).isEmpty();
        assertThat(reasons(list("search", " "))).hasSize(4);
        assertThat(list("search", "spike", "limit", 1).at("total_count").number()).isEqualTo(2);
    }

    @Test
    void sort_byEndAndAge_goesOnPageAfterPage_andThoseWithoutAnEndComeLast() {
        assertThat(pages("until"))
                .containsExactly(
                        "Spike at night",
                        "100%_sure",
                        "spike of complaints",
                        "asked by the customer");
        assertThat(pages("-until")).containsExactlyElementsOf(pages("until").reversed());
        assertThat(pages("-id"))
                .containsExactly(
                        "100%_sure",
                        "Spike at night", "asked by the customer", "spike of complaints");
        assertThat(pages("sender")).containsExactlyElementsOf(pages("-id").reversed());
        assertThat(pages("account")).containsExactlyElementsOf(pages("-id").reversed());
        assertThat(api.call("senders/queue/holds", "sort", "reason").error()).isEqualTo(400);
        assertThat(api.call("senders/queue/holds", "sort", "until", "from", "x").error())
                .isEqualTo(400);
    }

    private List<String> pages(String sort) {
        List<String> seen = new ArrayList<>();
        String from = "";
        do {
            Answer page = list("sort", sort, "limit", 1, "from", from);
            assertThat(page.at("total_count").number()).isEqualTo(4);
            seen.addAll(reasons(page));
            from = page.tree().has("next_from") ? page.at("next_from").text() : "";
        } while (!from.isEmpty());
        return seen;
    }
}
