package io.mailyard.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.FakeEndpoint;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.StoresOfRun;
import io.mailyard.testing.Tree;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;

/** The log of a webhook's requests, with tests and replays. */
@ParameterizedClass
@StoresOfRun
class WebhookLogTest {
    private static final String OWN = "/api/v1.1/webhooks/";

    private final WebhookFixtures webhooks;
    private final Api api;
    private final long account;

    WebhookLogTest(StoreKind kind) {
        this.webhooks = WebhookFixtures.start(kind);
        this.api = webhooks.api();
        this.account = api.newAccount();
    }

    @AfterEach
    void close() {
        webhooks.close();
    }

    private List<Tree> log(long id, Object... more) {
        Object[] all = new Object[more.length + 4];
        all[0] = "account_id";
        all[1] = account;
        all[2] = "id";
        all[3] = id;
        System.arraycopy(more, 0, all, 4, more.length);
        return api.call("webhooks/deliveries", all).ok().at("data").items();
    }

    private Answer call(String verb, long id, Object... more) {
        Object[] all = new Object[more.length + 4];
        all[0] = "account_id";
        all[1] = account;
        all[2] = "id";
        all[3] = id;
        System.arraycopy(more, 0, all, 4, more.length);
        return api.call("webhooks/" + verb, all);
    }

    @Test
    void requests_areLoggedWithTheirOutcome_andResentUnchanged() {
        long id = webhooks.hook(account, List.of("account.frozen")).savedId();
        webhooks.endpoint().once(FakeEndpoint.answering("500 Broken"));
        api.call("accounts/freeze", "id", account, "reason", "unpaid").ok();
        Await.until(() -> log(id).size() == 2);
        List<Tree> rows = log(id);
        assertThat(rows.get(0).at("status").number()).isEqualTo(204);
        assertThat(rows.get(0).at("taken").flag()).isTrue();
        assertThat(rows.get(0).at("kind").text()).isEqualTo("events");
        assertThat(rows.get(0).at("events").number()).isEqualTo(1);
        assertThat(rows.get(1).at("id").number()).isEqualTo(1);
        assertThat(rows.get(1).at("answer").text()).contains("500");
        assertThat(rows.get(1).names()).doesNotContain("body");
        assertThat(log(id, "failed", true)).hasSize(1);
        Tree whole = log(id, "delivery", 2).getFirst();
        assertThat(whole.at("body").text()).contains("account.frozen");

        Answer replayed = call("replay", id, "delivery", 2).ok();
        assertThat(replayed.at("data.status").number()).isEqualTo(204);
        assertThat(replayed.at("data.id").number()).isEqualTo(3);
        List<FakeEndpoint.Request> requests = webhooks.endpoint().requests();
        assertThat(requests).hasSize(3);
        assertThat(requests.get(2).text()).isEqualTo(requests.get(1).text());
        assertThat(requests.get(2).field("webhook-id"))
                .isEqualTo(requests.get(1).field("webhook-id"))
                .isEqualTo(whole.at("message_id").text());
        assertThat(requests.get(2).field("webhook-signature")).startsWith("v1,");
        assertThat(log(id).getFirst().at("kind").text()).isEqualTo("replay");
        assertThat(call("replay", id, "delivery", 99).error()).isEqualTo(404);
        assertThat(api.call("audit/list", "action", "webhooks.replay").text())
                .contains("\"delivery\":3");
    }

    @Test
    void test_sendsAnExampleNow_andTheLogIsARing() {
        long id = webhooks.hook(account, List.of("hbounce", "account.usage")).savedId();
        Answer dry =
                api.with("Prefer", "dry-run")
                        .call("webhooks/test", "account_id", account, "id", id)
                        .ok();
        assertThat(dry.at("data.answer").text()).contains("dry run");
        assertThat(webhooks.endpoint().requests()).isEmpty();
        Answer sent = call("test", id).ok();
        assertThat(sent.at("data.taken").flag()).isTrue();
        Tree body = WebhookFixtures.body(webhooks.endpoint().requests().getFirst());
        assertThat(body.at("type").text()).isEqualTo("test");
        assertThat(body.at("data.0.kind").text()).isEqualTo("hbounce");
        assertThat(body.at("data.0.account_id").number()).isEqualTo(account);
        webhooks.endpoint().usually(FakeEndpoint.answering("404 Not Found"));
        for (int i = 0; i < 5; i++) {
            Answer failed = call("test", id, "event", "account.usage").ok();
            assertThat(failed.at("data.taken").flag()).isFalse();
        }
        assertThat(log(id))
                .extracting(row -> row.at("id").number())
                .containsExactly(6L, 5L, 4L, 3L);
        Answer page = call("deliveries", id, "limit", 3).ok();
        assertThat(page.at("next_from_id").number()).isEqualTo(3);
        assertThat(log(id, "from_id", 3)).hasSize(1);
        assertThat(call("test", id, "event", "*").error()).isEqualTo(400);
        assertThat(call("test", id, "event", "nothing").error()).isEqualTo(400);
        call("delete", id).ok();
        assertThat(call("deliveries", id).error()).isEqualTo(404);
    }

    @Test
    void accounts_haveTheirOwnAlone() {
        Api own = api.newTokenOf(account, "scopes", List.of("webhooks:write")).api();
        String url = webhooks.endpoint().url("/own");
        Answer made = own.call(OWN + "save", "url", url, "events", List.of("*")).ok();
        long id = made.savedId();
        assertThat(made.at("data.secret").text()).startsWith("whsec_");
        assertThat(own.call(OWN + "list").ok().at("data.0.url").text()).isEqualTo(url);
        own.call(OWN + "test", "id", id, "event", "deliv").ok();
        own.call(OWN + "replay", "id", id, "delivery", 1).ok();
        assertThat(own.call(OWN + "deliveries", "id", id).ok().at("total_count").number())
                .isEqualTo(2);
        assertThat(own.call(OWN + "rotate", "id", id).ok().at("data.secret").text())
                .isNotEqualTo(made.at("data.secret").text());

        long another = api.newAccount();
        Api other = api.newTokenOf(another, "scopes", List.of("webhooks:write")).api();
        for (String verb : List.of("deliveries", "test", "rotate", "delete")) {
            assertThat(other.call(OWN + "" + verb, "id", id).error()).as(verb).isEqualTo(404);
        }
        assertThat(other.call(OWN + "replay", "id", id, "delivery", 1).error()).isEqualTo(404);
        assertThat(other.call(OWN + "save", "id", id, "active", false).error()).isEqualTo(404);
        Api reader = api.newTokenOf(account, "scopes", List.of("webhooks:read")).api();
        assertThat(reader.call(OWN + "test", "id", id).error()).isEqualTo(403);
        own.call(OWN + "delete", "id", id).ok();
    }
}
