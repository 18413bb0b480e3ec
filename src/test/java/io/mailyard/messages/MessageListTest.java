package io.mailyard.messages;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code messages/list} and {@code messages/get}, of both kinds of callers. */
@ParameterizedClass
@EnumSource
class MessageListTest {
    private static final String LIST = "/api/v1.1/messages/list";
    private static final String GET = "/api/v1.1/messages/get";

    private final Api api;
    private final long account;
    private final Api token;

    MessageListTest(StoreKind kind) {
        this.api = TestServer.of(kind).api();
        this.account = api.newAccount();
        this.token = api.newTokenOf(account).api();
    }

    private long send(String to, long campaign) {
        return Long.parseLong(
                token.call(
                                "/api/v1.1/messages/send",
                                "from",
                                "a@b.example",
                                "to",
                                to,
                                "text",
                                "x",
                                "campaign_id",
                                campaign)
                        .ok()
                        .at("data.message_id")
                        .text());
    }

    private static List<Long> ids(Answer list) {
        return list.ok().at("data").items().stream().map(row -> row.at("id").number()).toList();
    }

    @Test
    void pages_goBothWays() {
        long first = send("a@x.example", 1);
        long second = send("b@x.example", 2);
        long third = send("c@x.example", 2);

        Answer page = token.call(LIST, "limit", 2);
        assertThat(ids(page)).containsExactly(first, second);
        assertThat(page.at("total_count").number()).isEqualTo(3);
        assertThat(page.at("next_from_id").number()).isEqualTo(third);
        assertThat(ids(token.call(LIST, "from_id", third))).containsExactly(third);
        assertThat(ids(token.call(LIST, "order", "desc"))).containsExactly(third, second, first);
        assertThat(ids(token.call(LIST, "order", "desc", "from_id", second, "limit", 1)))
                .containsExactly(second);
        assertThat(ids(api.call("messages/list", "account_id", account)))
                .containsExactly(first, second, third);
        assertThat(api.call("messages/list", "order", "desc", "limit", 1).ok().at("data").items())
                .hasSize(1);
    }

    @Test
    void filters_showWhatFits() {
        long first = send("a@x.example", 1);
        long second = send("b@x.example", 2);

        assertThat(ids(token.call(LIST, "to", "a@X.example"))).containsExactly(first);
        assertThat(ids(token.call(LIST, "campaign_id", 2))).containsExactly(second);
        assertThat(ids(token.call(LIST, "state", "hold"))).containsExactly(first, second);
        assertThat(ids(token.call(LIST, "state", "DELIVERED"))).isEmpty();
        assertThat(ids(token.call(LIST, "state", "hold", "to", "b@x.example")))
                .containsExactly(second);
        assertThat(ids(token.call(LIST, "sender_id", 999_999))).isEmpty();
        assertThat(ids(token.call(LIST, "since", "2100-01-01T00:00:00Z"))).isEmpty();
        assertThat(ids(token.call(LIST, "until", "2100-01-01T00:00:00Z"))).hasSize(2);
        assertThat(ids(api.call("messages/list", "account_id", account, "to", "b@x.example")))
                .containsExactly(second);
    }

    @ParameterizedTest
    @CsvSource({"state, asleep", "to, nobody", "since, yesterday", "limit, 1001", "order, up"})
    void badFilter_isNamed(String member, String value) {
        Answer answer = token.call(LIST, member, value);
        assertThat(answer.error()).isEqualTo(400);
        assertThat(answer.at("errors.0.field").text()).isEqualTo(member);
    }

    @Test
    void searchByAddress_needsAnAccount() {
        Answer answer = api.call("messages/list", "to", "a@b.example");
        assertThat(answer.at("errors.0.field").text()).isEqualTo("to");
    }

    @Test
    void otherAccounts_seeNothing() {
        long id = send("a@x.example", 0);
        long stranger = api.newAccount();
        Api other = api.newTokenOf(stranger).api();

        assertThat(ids(other.call(LIST))).isEmpty();
        assertThat(other.call(GET, "id", id).error()).isEqualTo(404);
        assertThat(token.call(GET, "id", id).error()).isZero();
        Api bound = api.newToken("scopes", List.of("read"), "account_ids", List.of(stranger)).api();
        assertThat(ids(bound.call("messages/list"))).isEmpty();
        assertThat(bound.call("messages/list", "account_id", account).error()).isEqualTo(403);
        assertThat(bound.call("messages/get", "id", id).error()).isEqualTo(404);
        assertThat(api.call("messages/get", "id", id).at("data.id").number()).isEqualTo(id);
    }

    @Test
    void recipients_arePaged() {
        long id =
                Long.parseLong(
                        token.call(
                                        "/api/v1.1/messages/send",
                                        "from",
                                        "a@b.example",
                                        "to",
                                        List.of("a@x.example", "b@x.example", "c@x.example"),
                                        "text",
                                        "x")
                                .ok()
                                .at("data.message_id")
                                .text());

        Answer page = token.call(GET, "id", id, "limit", 2).ok();
        assertThat(page.at("data.to").items()).hasSize(2);
        long next = page.at("data.next_from_id").number();
        Answer rest = token.callXml(GET, "id", id, "from_id", next).ok();
        assertThat(rest.at("data.to.email").text()).isEqualTo("c@x.example");
        assertThat(rest.text()).doesNotContain("next_from_id");
    }
}
