package io.mailyard.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestClock;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.Tree;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code queue/list}: every row, order and page, and why mail waits. */
@ParameterizedClass
@EnumSource
class QueueListTest {
    private final TestClock clock = new TestClock();
    private final TestServer server;
    private final Api api;

    QueueListTest(StoreKind kind) {
        server = TestServer.start(kind, clock, "submission.listen=");
        api = server.api();
    }

    @AfterEach
    void close() {
        server.close();
    }

    private long newSender(long... accounts) {
        return api.call(
                        "senders/akmta/save",
                        "name",
                        Api.unique("sender"),
                        "account_ids",
                        java.util.Arrays.stream(accounts).boxed().toList())
                .savedId();
    }

    private void send(long account, long campaign, String... to) {
        api.newTokenOf(account)
                .api()
                .call(
                        "/api/v1.1/messages/send",
                        "from",
                        "me@example.com",
                        "to",
                        List.of(to),
                        "subject",
                        "Hello",
                        "text",
                        "Hello",
                        "campaign_id",
                        campaign)
                .ok();
    }

    private Tree list(Object... namesAndValues) {
        return api.call("queue/list", namesAndValues).ok().tree();
    }

    private static List<String> totals(Tree list, String member) {
        return list.at("data").items().stream()
                .map(row -> row.at(member).number() + ":" + row.at("total").number())
                .toList();
    }

    private static List<String> reasons(Tree row) {
        return row.at("reasons").items().stream().map(each -> each.at("reason").text()).toList();
    }

    @Test
    void list_sumsUpEveryGroup_andKeepsToItsFilters() {
        long one = api.newAccount();
        long two = api.newAccount();
        long sender = newSender(one, two);
        send(one, 7, "ann@gmail.com", "bob@a.example", "bob@b.example");
        send(two, 0, "ann@gmail.com");

        assertThat(totals(list("group", "account"), "account_id"))
                .containsExactly(one + ":3", two + ":1");
        assertThat(totals(list("group", "sender"), "sender_id")).containsExactly(sender + ":4");
        Tree lanes = list("account_id", one);
        assertThat(lanes.at("total_count").number()).isEqualTo(2);
        assertThat(lanes.at("total").number()).isEqualTo(3);
        assertThat(lanes.at("data.0.isp").text()).isEqualTo("other");
        assertThat(lanes.at("data.0.domain").text()).isEmpty();
        assertThat(lanes.at("data.1.isp").text()).isEqualTo("Gmail");
        assertThat(lanes.at("data.0.oldest_at").text()).isNotEmpty();
        assertThat(list("account_id", one, "group", "domain").at("total_count").number())
                .isEqualTo(3);
        assertThat(list("domain", "B.example").at("total").number()).isEqualTo(1);
        assertThat(list("domain", "googlemail.com").at("total").number()).isEqualTo(2);
        assertThat(list("isp", "GMAIL").at("total").number()).isEqualTo(2);
        assertThat(list("sender_id", sender, "campaign_id", 7).at("total").number()).isEqualTo(3);
        assertThat(api.call("queue/list", "isp", "nobody").error()).isEqualTo(404);
        // the second has U+0000 in the place of the ISP
        for (String from : List.of("nonsense", "MAowCjAKMAoACg")) {
            Answer refused = api.call("queue/list", "from", from);
            assertThat(refused.error()).as(from).isEqualTo(400);
            assertThat(refused.errorText()).isEqualTo("from: is not a next_from of this list");
        }
    }

    @Test
    void pages_ofEveryOrderHaveEachRowOnce() {
        long sender = newSender();
        for (int i = 1; i <= 7; i++) {
            server.tamper(
                    "INSERT INTO lanes (id, sender_id, account_id, campaign_id, isp, domain, fresh, retry, proc, stopped_at,"
                            + " due_at, expires_at, clock_offset, account_state, purged, tie_version, accepted_at) VALUES ("
                            + String.format(
                                    Locale.ROOT,
                                    "%d, %d, %d, %d, 'Gmail', 'gmail.com', %d, %d, 0, NULL, %d, %d, 0, '', 0, 0, 0)",
                                    1000 + i,
                                    sender,
                                    300 + i % 3,
                                    i,
                                    1 + i % 2,
                                    i % 4,
                                    1_000_000 + i,
                                    2_000_000 + i));
        }
        for (String sort :
                List.of("total", "new", "retry", "hold", "oldest", "due", "sender", "account")) {
            List<Long> seen = new ArrayList<>();
            String from = "";
            do {
                Tree page = list("sender_id", sender, "sort", sort, "limit", 2, "from", from);
                page.at("data").items().forEach(row -> seen.add(row.at("campaign_id").number()));
                from = page.has("next_from") ? page.at("next_from").text() : "";
            } while (!from.isEmpty());
            assertThat(seen).as(sort).containsExactlyInAnyOrder(1L, 2L, 3L, 4L, 5L, 6L, 7L);
        }
        assertThat(totals(list("sender_id", sender), "campaign_id")).startsWith("3:5", "7:5");
    }

    @Test
    void rows_sayWhyTheyWait() {
        long account = api.newAccount();
        long sender = newSender(account);
        send(account, 1, "ann@gmail.com");
        assertThat(reasons(list("account_id", account).at("data.0"))).containsExactly("no_address");

        api.call("senders/queue/hold", "id", sender, "isp", "Gmail", "reason", "asked to").ok();
        Tree held = list("account_id", account).at("data.0");
        assertThat(reasons(held)).containsExactly("hold", "no_address");
        assertThat(held.at("reasons.0.text").text()).isEqualTo("asked to");
        assertThat(held.at("hold").number()).isEqualTo(1);

        api.call("accounts/freeze", "id", account, "reason", "unpaid").ok();
        api.call("platform/stop", "reason", "a flood").ok();
        assertThat(reasons(list("account_id", account).at("data.0")))
                .startsWith("platform", "frozen", "hold");
    }

    @Test
    void oldest_isTheAcceptanceOfTheOldestThatStillWaits() {
        long account = api.newAccount();
        newSender(account);
        send(account, 1, "ann@gmail.com");
        String first = list("account_id", account).at("data.0.oldest_at").text();
        clock.advance(Duration.ofHours(3));
        send(account, 2, "ann@gmail.com");
        Tree rows = list("account_id", account, "sort", "oldest");
        assertThat(rows.at("data.0.oldest_at").text()).isEqualTo(first);
        assertThat(rows.at("data.0.campaign_id").number()).isEqualTo(1);
        assertThat(rows.at("data.1.oldest_at").text()).isGreaterThan(first);
    }

    @Test
    void token_ofAnAccountListsItsOwnAlone() {
        long one = api.newAccount();
        long two = api.newAccount();
        newSender(one, two);
        send(one, 0, "ann@gmail.com");
        send(two, 0, "ann@gmail.com");
        Api bound = api.newToken("scopes", List.of("read"), "account_ids", List.of(one)).api();
        assertThat(bound.call("queue/list").error()).isEqualTo(403);
        assertThat(bound.call("queue/list", "account_id", two).error()).isIn(403, 404);
        assertThat(bound.call("queue/list", "account_id", one).ok().at("total").number())
                .isEqualTo(1);
    }
}
