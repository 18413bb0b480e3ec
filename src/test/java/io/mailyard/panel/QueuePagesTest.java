package io.mailyard.panel;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Api;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Acceptance 9, 10, 11: the queue, acts on it, and receipts. */
class QueuePagesTest {
    private final TestServer server = TestServer.of(StoreKind.SQLITE);
    private final PanelClient admin = PanelPeople.master(server).client();
    private final long account = server.api().newAccount();
    private final long sender =
            server.api()
                    .call(
                            "senders/akmta/save",
                            "name",
                            Api.unique("sender"),
                            "account_ids",
                            List.of(account))
                    .savedId();

    private void send(String... to) {
        server.api()
                .newTokenOf(account)
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
                        "Hello")
                .ok();
    }

    private String page(String query) {
        HttpResponse<String> page = admin.get("/admin/queue?account_id=" + account + query);
        assertThat(page.statusCode()).isEqualTo(200);
        return page.body();
    }

    private static String location(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(303);
        return answer.headers().firstValue("Location").orElseThrow();
    }

    @Test
    void acceptance10_queue_showsRowsAndKeepsItsStateInTheAddress() {
        send("ann@gmail.com", "bob@a.example", "eve@b.example");
        String page = page("");
        assertThat(page)
                .contains("Gmail", "other domains", "Sender has no IP", "2 rows")
                .contains("sort=oldest", "data-live=\"/admin/queue/live?account_id=" + account);
        assertThat(page("&isp=other")).contains("other domains").doesNotContain("<td>Gmail");
        assertThat(page("&group=domain&sort=oldest")).contains("a.example", "b.example");
        assertThat(page("&domain=a.example")).contains("1 row<");
        assertThat(page("&isp=nobody")).contains("no ISP with name", "role=\"alert\"");
        assertThat(page("&from=nonsense")).contains("role=\"alert\"");
        for (String tab :
                List.of(
                        "/admin/accounts/" + account + "/queue",
                        "/admin/queue?group=sender",
                        "/admin/queue?group=isp&sort=hold",
                        "/admin/receipts",
                        "/admin/queue/holds")) {
            assertThat(admin.get(tab).statusCode()).as(tab).isEqualTo(200);
        }
        assertThat(admin.get("/admin/accounts/" + account + "/queue").body())
                .contains("Gmail", "aria-current=\"page\">Queue");
    }

    @Test
    void acceptance10_mail_isHeldReleasedAndPurged_withReasonAndReceipt() {
        send("ann@gmail.com");
        String back = "/admin/queue?account_id=" + account;
        String scope =
                "?back="
                        + URLEncoder.encode(back, StandardCharsets.UTF_8)
                        + "&sender_id="
                        + sender
                        + "&account_id="
                        + account
                        + "&isp=Gmail";
        String hold = "/admin/queue/act/hold" + scope;
        assertThat(admin.get(hold).body())
                .contains("1 queued recipient waits", "senders/queue/hold", "name=\"reason\"");
        assertThat(admin.form(hold, "reason=").statusCode()).isEqualTo(422);
        assertThat(admin.form(hold, "reason=x&until=soon").body()).contains("Write a day and time");
        String held = location(admin.form(hold, "reason=a+complaint"));
        assertThat(held).startsWith(back).contains("done=hold", "receipt=");
        String page = admin.get(held).body();
        assertThat(page).contains("Held.", "a complaint", "/admin/queue/act/release");
        String receipt = "/admin/receipts/" + held.replaceAll(".*receipt=([0-9]+).*", "$1");
        assertThat(page).contains("href=\"" + receipt + "\"");
        assertThat(admin.get(receipt).body()).contains("Hold", "account " + account, "to Gmail");
        assertThat(admin.get(receipt + "/export?format=csv").body()).startsWith("node_id,server");
        HttpResponse<String> json = admin.get(receipt + "/export?format=json");
        assertThat(json.body()).startsWith("{\"id\":").contains("\"kind\":\"held\"");
        assertThat(json.headers().firstValue("Content-Disposition").orElseThrow())
                .contains("attachment");
        assertThat(admin.get("/admin/receipts/999999999").statusCode()).isEqualTo(404);
        String link = "href=\"" + receipt + "\"";
        String ofAccount = "/admin/receipts?account=" + account;
        assertThat(admin.get("/admin/accounts/" + account).body()).contains(ofAccount);
        assertThat(admin.get(ofAccount).body()).contains(link, "1 stop<");
        assertThat(admin.get(ofAccount + "1").body()).doesNotContain(link);

        assertThat(admin.get("/admin/queue/holds?account_id=" + account).body())
                .contains("a complaint", "1 hold");
        String release = "/admin/queue/act/release" + scope;
        assertThat(admin.get(release).body()).contains("1 hold ends");
        assertThat(location(admin.form(release, "reason=settled"))).contains("done=release");
        String purge = "/admin/queue/act/purge" + scope;
        assertThat(admin.get(purge).body()).contains("cannot be undone", "removed for good");
        assertThat(location(admin.form(purge, "reason=withdrawn"))).contains("receipt=");
        assertThat(server.api().call("audit/list", "account_id", account, "limit", 1000).text())
                .contains("settled", "withdrawn", "a complaint");
        assertThat(admin.get("/admin/queue/act/purge?isp=Gmail").statusCode()).isEqualTo(404);
        assertThat(location(admin.form(hold.replace("%2Fadmin", "%2F%2Fevil"), "reason=x")))
                .startsWith("/admin?");
    }

    @Test
    void personWhoMayOnlyRead_seesNoActs() {
        send("ann@gmail.com");
        PanelClient reader = PanelPeople.withScopes(server, "read").client();
        String query = "?account_id=" + account;
        assertThat(reader.get("/admin/queue" + query).body())
                .contains("Gmail")
                .doesNotContain("/admin/queue/act/");
        assertThat(reader.form("/admin/queue/act/purge" + query, "reason=x").statusCode())
                .isIn(403, 422);
        assertThat(page("")).contains("Gmail");
        PanelClient auditor = PanelPeople.of(server, "auditor").client();
        assertThat(auditor.get("/admin/queue").statusCode()).isEqualTo(403);
    }

    @Test
    void rates_compareALookWithTheOneBefore() {
        QueueRates rates = new QueueRates();
        long second = 1_000_000_000L;
        assertThat(rates.rates("page", Map.of("a", 10L), 0)).isEmpty();
        assertThat(rates.rates("page", Map.of("a", 99L), second / 10)).isEmpty();
        assertThat(rates.rates("page", Map.of("a", 30L, "b", 5L), 2 * second))
                .isEqualTo(Map.of("a", 10.0));
        assertThat(rates.rates("other", Map.of("a", 1L), 3 * second)).isEmpty();
    }
}
