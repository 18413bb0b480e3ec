package io.mailyard.panel;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Api;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The virtual senders of an account: list, page, a message that is tried, deletion. */
class VirtualSenderPagesTest {
    private final TestServer server = TestServer.of(StoreKind.SQLITE);
    private final Api api = server.api();
    private final long account = api.newAccount();
    private final String path = "/admin/accounts/" + account + "/vsenders";

    private long sender(String name) {
        return api.call("senders/akmta/save", "name", name, "account_ids", List.of(account))
                .savedId();
    }

    private static Map<String, Object> share(long sender, int percent) {
        return Map.of("sender_id", sender, "percent", percent);
    }

    private long virtualSender(String name, Object... rules) {
        return api.call(
                        "vsenders/add",
                        "account_id",
                        account,
                        "name",
                        name,
                        "email_rules",
                        List.of(rules))
                .savedId();
    }

    @Test
    void page_showsRulesSharesAndRamps_andTriesAMessage() {
        PanelClient support = PanelPeople.of(server, "support").client();
        assertThat(support.get(path).body())
                .contains("No virtual senders")
                .doesNotContain(path + "/new");
        String name = Api.unique("virtual");
        String first = Api.unique("warm");
        long warm = sender(first);
        long usual = sender(Api.unique("usual"));
        Map<String, Object> ramp =
                Map.of("start", 50, "growth", 1.5, "ceiling", 10_000, "begins", "2026-01-31");
        long id =
                virtualSender(
                        name,
                        Map.of(
                                "type",
                                "to_domain",
                                "value",
                                "gmail.com",
                                "senders",
                                List.of(
                                        Map.of("sender_id", warm, "percent", 30, "warmup", ramp),
                                        share(usual, 70))),
                        Map.of("type", "default", "senders", List.of(share(usual, 100))));
        String page = path + "/" + id;

        assertThat(support.get(path).body()).contains(name, "href=\"" + page + "\"", "E-mail");
        assertThat(support.get(page).body())
                .contains(
                        "recipients at domain gmail.com",
                        "every message",
                        "href=\"/admin/senders/" + warm + "\">" + first,
                        "30 %",
                        "ramp from 50 a day, times 1.5 each day, up to 10,000, since 2026-01-31",
                        "Warm-up today",
                        "Nothing was routed in the last 24 hours")
                .doesNotContain(page + "/edit", page + "/delete");
        assertThat(support.get(page + "?from=a@b.example&to=c@gmail.com").body())
                .contains("Rule 1", "value=\"c@gmail.com\"");
        assertThat(support.get(page + "?from=a@b.example&to=nobody").body())
                .contains("role=\"alert\"", "value=\"nobody\"");
        PanelClient russian = support.with("Cookie", "mailyard_lang=ru");
        assertThat(russian.get(page).body()).contains("получатели на домене gmail.com");
        assertThat(PanelPeople.of(server, "auditor").client().get(page).statusCode())
                .isEqualTo(403);
        assertThat(support.get(path + "/99999").statusCode()).isEqualTo(404);
        long other = api.newAccount();
        assertThat(support.get("/admin/accounts/" + other + "/vsenders/" + id).statusCode())
                .isEqualTo(404);
    }

    @Test
    void deletion_asksFirst_andTakesAReason() {
        PanelClient admin = PanelPeople.master(server).client();
        String name = Api.unique("doomed");
        long sender = sender(Api.unique("sender"));
        long id =
                virtualSender(
                        name, Map.of("type", "default", "senders", List.of(share(sender, 100))));
        String ask = path + "/" + id + "/delete";

        assertThat(admin.get(ask).body())
                .contains("Delete " + name + "?", "0 queued recipients", "reason");
        HttpResponse<String> done = admin.form(ask, "reason=not+needed");
        assertThat(done.headers().firstValue("Location")).hasValue(path + "?done=deleted");
        assertThat(admin.get(path).body()).doesNotContain(name);
        assertThat(
                        api.call("audit/list", "account_id", account, "action", "vsenders.delete")
                                .text())
                .contains("not needed");
    }
}
