package io.mailyard.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.NewToken;
import io.mailyard.testing.SortedPages;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.Tree;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code webhooks/list}, {@code save}, {@code rotate}, {@code delete}. */
@ParameterizedClass
@EnumSource
class WebhooksTest {
    private static final String URL = "https://hooks.example.com/in?x=1";

    private final Api api;

    WebhooksTest(StoreKind kind) {
        this.api = TestServer.of(kind).api();
    }

    private Answer saved(long account, Object events) {
        return api.call("webhooks/save", "account_id", account, "url", URL, "events", events).ok();
    }

    private Tree row(long account) {
        return api.call("webhooks/list", "account_id", account).ok().at("data.0");
    }

    @Test
    void newWebhook_returnsItsSecretOnce() {
        long account = api.newAccount();
        Answer made = saved(account, List.of("hbounce", "Account.Frozen", "hbounce"));

        assertThat(made.at("data").names()).containsExactly("saved_id", "secret");
        String secret = made.at("data.secret").text();
        assertThat(secret).matches("whsec_[A-Za-z0-9+/]{43}=");
        Tree row = row(account);
        assertThat(row.names())
                .containsExactly(
                        "id",
                        "account_id",
                        "url",
                        "events",
                        "active",
                        "queued",
                        "delivered",
                        "dropped",
                        "failing_since",
                        "last_attempt_at",
                        "last_answer",
                        "next_attempt_at",
                        "previous_until",
                        "created_at",
                        "updated_at");
        assertThat(row.at("id").number()).isEqualTo(made.savedId());
        assertThat(row.at("url").text()).isEqualTo(URL);
        assertThat(row.at("events").items())
                .extracting(Tree::text)
                .containsExactly("hbounce", "account.frozen");
        assertThat(row.at("active").flag()).isTrue();
        String told =
                api.call("webhooks/list", "account_id", account).text()
                        + api.call("audit/list", "account_id", account).text();
        assertThat(told).contains("webhooks.save").doesNotContain(secret);
    }

    @Test
    void update_keepsAbsentFields() {
        long account = api.newAccount();
        long id = saved(account, List.of("*")).savedId();

        Answer changed =
                api.call("webhooks/save", "account_id", account, "id", id, "active", false).ok();

        assertThat(changed.at("data").names()).containsExactly("saved_id");
        assertThat(row(account).at("active").flag()).isFalse();
        assertThat(row(account).at("url").text()).isEqualTo(URL);
        assertThat(row(account).at("events.0").text()).isEqualTo("*");
        api.call("webhooks/save", "account_id", account, "id", id, "active", false).ok();
        assertThat(
                        api.call(
                                        "audit/list",
                                        "object_type",
                                        "webhook",
                                        "object_id",
                                        Long.toString(id))
                                .at("total_count")
                                .number())
                .isEqualTo(2);
    }

    @Test
    void rotation_returnsAnotherSecret() {
        long account = api.newAccount();
        Answer made = saved(account, List.of("*"));
        Answer rotated =
                api.call(
                                "webhooks/rotate",
                                "account_id",
                                account,
                                "id",
                                made.savedId(),
                                "overlap_seconds",
                                3600)
                        .ok();

        assertThat(rotated.at("data.saved_id").number()).isEqualTo(made.savedId());
        assertThat(rotated.at("data.secret").text())
                .startsWith("whsec_")
                .isNotEqualTo(made.at("data.secret").text());
        assertThat(row(account).at("previous_until").text()).isNotEmpty();
        assertThat(api.call("audit/list", "account_id", account).text())
                .contains("webhooks.rotate")
                .doesNotContain(rotated.at("data.secret").text());
    }

    @Test
    void repeatUnderAKey_returnsTheSameSecret_unreadableInTheStore() {
        long account = api.newAccount();
        Api keyed = api.with("Idempotency-Key", Api.unique("hook"));
        Answer first =
                keyed.call(
                                "webhooks/save",
                                "account_id",
                                account,
                                "url",
                                URL,
                                "events",
                                List.of("*"))
                        .ok();
        Answer again =
                keyed.call(
                                "webhooks/save",
                                "account_id",
                                account,
                                "url",
                                URL,
                                "events",
                                List.of("*"))
                        .ok();

        assertThat(again.text()).isEqualTo(first.text());
        assertThat(api.call("webhooks/list", "account_id", account).at("data").items()).hasSize(1);
    }

    @Test
    void dryRun_showsNoSecret() {
        long account = api.newAccount();
        Answer dryRun =
                api.with("Prefer", "dry-run")
                        .call(
                                "webhooks/save",
                                "account_id",
                                account,
                                "url",
                                URL,
                                "events",
                                List.of("*"))
                        .ok();

        assertThat(dryRun.at("data.secret").text()).isEqualTo("whsec_***");
        assertThat(api.call("webhooks/list", "account_id", account).at("data").items()).isEmpty();
    }

    @Test
    void deletedWebhook_is404() {
        long account = api.newAccount();
        long id = saved(account, List.of("*")).savedId();

        assertThat(api.callXml("webhooks/delete", "account_id", account, "id", id).text())
                .contains("<data/><error>0</error>");
        assertThat(api.call("webhooks/delete", "account_id", account, "id", id).error())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"save", "rotate", "delete"})
    void anothersWebhook_is404(String verb) {
        long account = api.newAccount();
        long other = api.newAccount();
        long id = saved(account, List.of("*")).savedId();

        assertThat(api.call("webhooks/" + verb, "account_id", other, "id", id).error())
                .isEqualTo(404);
        Answer platform = api.call("webhooks/" + verb, "id", id);
        assertThat(platform.error()).isEqualTo(404);
        assertThat(platform.errorText()).contains("account_id");
        assertThat(row(account).at("active").flag()).isTrue();
    }

    @Test
    void platform_hasItsOwnWebhooks() {
        long id =
                api.call(
                                "webhooks/save",
                                "url",
                                URL,
                                "events",
                                List.of("account.deleted"),
                                "active",
                                false)
                        .savedId();

        Answer listed = api.call("webhooks/list", "from_id", id, "limit", 1).ok();
        assertThat(listed.text()).contains("\"account_id\":null");
        api.call("webhooks/delete", "id", id).ok();
    }

    @ParameterizedTest
    @CsvSource({
        "url, ''",
        "url, ftp://example.com/",
        "url, /relative",
        "url, https://user:secret@example.com/",
        "url, https://example.com/#part",
        "url, https://example.com:70000/",
        "events, sent",
        "events, account.*"
    })
    void badValue_is400(String member, String value) {
        long account = api.newAccount();
        long id = saved(account, List.of("*")).savedId();

        Object given = member.equals("events") ? List.of("deliv", value) : value;
        Answer answer = api.call("webhooks/save", "account_id", account, "id", id, member, given);

        assertThat(answer.error()).isEqualTo(400);
        assertThat(answer.at("errors.0.field").text()).startsWith(member);
        assertThat(answer.text()).doesNotContain("secret@");
    }

    @Test
    void noEvent_is400() {
        Answer answer = api.call("webhooks/save", "url", URL, "events", List.of());

        assertThat(answer.error()).isEqualTo(400);
        assertThat(answer.errorText()).contains("at least one event");
    }

    @Test
    void missingParameters_areReportedTogether() {
        Answer answer = api.call("webhooks/save", "active", true);

        assertThat(answer.error()).isEqualTo(400);
        assertThat(answer.at("errors").items())
                .extracting(fault -> fault.at("field").text())
                .containsExactly("url", "events");
    }

    @Test
    void anAccount_hasTenAtMost() {
        long account = api.newAccount();
        for (int i = 0; i < 10; i++) {
            saved(account, List.of("*"));
        }

        Answer eleventh =
                api.call(
                        "webhooks/save", "account_id", account, "url", URL, "events", List.of("*"));

        assertThat(eleventh.error()).isEqualTo(409);
        assertThat(eleventh.errorText()).contains("10 webhooks");
    }

    @Test
    void boundToken_reachesItsAccountsAlone() {
        long own = api.newAccount();
        long other = api.newAccount();
        long foreign = saved(other, List.of("*")).savedId();
        NewToken bound = api.newToken("account_ids", List.of(own));

        bound.api()
                .call("webhooks/save", "account_id", own, "url", URL, "events", List.of("*"))
                .ok();
        assertThat(bound.api().call("webhooks/list").error()).isEqualTo(403);
        assertThat(bound.api().call("webhooks/save", "url", URL, "events", List.of("*")).error())
                .isEqualTo(403);
        assertThat(bound.api().call("webhooks/delete", "id", foreign).error()).isEqualTo(403);
        assertThat(bound.api().call("webhooks/delete", "account_id", own, "id", foreign).error())
                .isEqualTo(404);
        assertThat(bound.api().call("webhooks/delete", "account_id", other, "id", foreign).error())
                .isEqualTo(403);
    }

    @Test
    void longUrls_areSortedPageByPage() {
        long account = api.newAccount();
        for (String host : List.of("b", "a", "c", "a")) {
            String url = "https://" + host + ".example/" + "x".repeat(2_000);
            api.call("webhooks/save", "account_id", account, "url", url, "events", List.of("*"))
                    .ok();
        }
        SortedPages pages = new SortedPages(api, "webhooks/list", "account_id", account);
        assertThat(pages.rows("url"))
                .extracting(row -> row.at("url").text().substring(8, 9))
                .containsExactly("a", "a", "b", "c");
        assertThat(pages.rows("-url")).hasSize(4);
    }

    @Test
    void list_isSearchedFilteredAndSorted() {
        long account = api.newAccount();
        List<String> urls =
                List.of("https://b.example/", "https://a.example/", "https://c.example/x");
        for (String url : urls) {
            Object event = url.contains("//b") ? "hbounce" : "account.frozen";
            api.call("webhooks/save", "account_id", account, "url", url, "events", List.of(event))
                    .ok();
        }
        new SortedPages(api, "webhooks/list", "account_id", account)
                .mustBeSorted(3, "url", "queued", "dropped", "last_attempt_at");
        SortedPages found =
                new SortedPages(api, "webhooks/list", "account_id", account, "search", "FROZEN");
        assertThat(found.rows("-url"))
                .extracting(row -> row.at("url").text())
                .containsExactly("https://c.example/x", "https://a.example/");
        long off = found.rows("url").getFirst().at("id").number();
        api.call("webhooks/save", "account_id", account, "id", off, "active", false).ok();
        Answer inactive = api.call("webhooks/list", "account_id", account, "active", false).ok();
        assertThat(inactive.at("total_count").number()).isEqualTo(1);
        assertThat(inactive.at("data.0.id").number()).isEqualTo(off);
    }
}
