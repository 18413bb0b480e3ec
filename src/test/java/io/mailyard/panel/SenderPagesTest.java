package io.mailyard.panel;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Api;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Senders in the panel: made, found, changed, assigned, deleted and brought back. */
class SenderPagesTest {
    private static final Pattern VERSION = Pattern.compile("name=\"version\" value=\"([^\"]+)\"");

    private final TestServer server = TestServer.of(StoreKind.SQLITE);
    private final PanelClient admin = PanelPeople.master(server).client();

    private static String location(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(303);
        return answer.headers().firstValue("Location").orElseThrow();
    }

    private static String version(String page) {
        Matcher version = VERSION.matcher(page);
        assertThat(version.find()).isTrue();
        return version.group(1);
    }

    private long newSender(Object... more) {
        Object[] all = new Object[more.length + 2];
        all[0] = "name";
        all[1] = Api.unique("sender");
        System.arraycopy(more, 0, all, 2, more.length);
        return server.api().call("senders/akmta/save", all).savedId();
    }

    @Test
    void sender_isMadeByItsForm_andItsListsAreLines() {
        assertThat(admin.get("/admin/senders/new").body())
                .contains("name=\"ips\"", "name=\"strategy\"", "name=\"dkim_keys\"");
        String name = Api.unique("pool");
        String ip = "192.0.2." + (10 + name.hashCode() % 50 * (name.hashCode() < 0 ? -1 : 1));
        HttpResponse<String> faulty =
                admin.form(
                        "/admin/senders/new",
                        "name="
                                + name
                                + "&ips=1,+"
                                + ip
                                + "%0A987654,+nonsense&strategy=&lock_rules=x");
        assertThat(faulty.statusCode()).isEqualTo(422);
        assertThat(faulty.body()).contains("ips-fault", "2 (ip): ", "987654, nonsense");
        assertThat(
                        admin.form(
                                        "/admin/senders/new",
                                        "name=" + name + "&ips=987654,+" + ip + "&lock_rules=x")
                                .body())
                .contains("1 (node_id): ", "lock_rules-fault");
        String made =
                location(
                        admin.form(
                                "/admin/senders/new",
                                "name="
                                        + name
                                        + "&ips=1,+"
                                        + ip
                                        + ",+mx.example.com%0A&isp_strategies=Gmail,+60:60"));
        String page = made.replaceAll("\\?.*", "");
        assertThat(admin.get(made).body())
                .contains("Saved.", name, ip, "mx.example.com", "href=\"/admin/nodes/1\"", "60:60");
        String settings = admin.get(page + "/settings").body();
        assertThat(settings).contains("1, " + ip + ", mx.example.com", "Gmail, 60:60");
        String sent = "name=" + name + "&ips=1,+" + ip + "&domain_type=ptr&version=";
        assertThat(location(admin.form(page + "/settings", sent + version(settings))))
                .isEqualTo(page + "?done=saved");
        HttpResponse<String> conflict = admin.form(page + "/settings", sent + version(settings));
        assertThat(conflict.statusCode()).isEqualTo(409);
        assertThat(conflict.body()).contains("Someone else changed this");
        assertThat(admin.get("/admin/senders?search=" + ip).body()).contains(name);
        for (String tab : List.of("/queue", "/accounts", "/queue?isp=other")) {
            assertThat(admin.get(page + tab).statusCode()).as(tab).isEqualTo(200);
        }
    }

    @Test
    void senders_areFoundByProblemTypeNodeAndDeletion() {
        long idle = newSender();
        long ready = newSender("ips", List.of(Map.of("node_id", 1, "ip", "127.0.0.1")));
        String other = Api.unique("other");
        location(
                admin.form(
                        "/admin/senders/other", "name=" + other + "&type=smpp&channel_type=sms"));
        server.api().call("senders/delete", "id", idle).ok();
        assertThat(admin.get("/admin/senders?show=deleted&search=" + idle).body())
                .contains("sender-" + idle, "/admin/senders/" + idle + "/restore");
        assertThat(admin.get("/admin/senders?search=" + idle).body())
                .doesNotContain("id=\"sender-" + idle + "\"");
        assertThat(admin.get("/admin/senders?node_id=1&search=" + ready).body())
                .contains("id=\"sender-" + ready + "\"", "on node 1");
        assertThat(admin.get("/admin/senders?show=akmta&search=" + other).body())
                .doesNotContain(">" + other + "<");
        assertThat(admin.get("/admin/senders?show=problems&search=" + other).body())
                .contains(">" + other + "<", "1 problem");
        assertThat(admin.get("/admin/senders?search=%25" + other + "%25").body())
                .contains("Nothing found");
    }

    @Test
    void accounts_areAssignedAndRemoved_andTheSenderIsDeletedAndComesBack() {
        long account = server.api().newAccount();
        String name = server.api().call("accounts/get", "id", account).at("data.name").text();
        long id = newSender();
        String page = "/admin/senders/" + id;
        assertThat(admin.form(page + "/accounts", "account=nobody-here").body())
                .contains("No account with the ID or name");
        assertThat(location(admin.form(page + "/accounts", "account=" + name)))
                .endsWith("done=assigned");
        assertThat(admin.get(page + "/accounts").body()).contains(name, "1 account");
        String remove = page + "/accounts/" + account + "/remove";
        assertThat(admin.get(remove).body()).contains("1 account would have no sender left");
        assertThat(location(admin.form(remove, ""))).contains("done=unassigned&receipt=");
        server.api().call("senders/assign", "id", id, "account_id", account).ok();

        assertThat(admin.get(page + "/delete").body()).contains("1 account sends by it");
        String deleted = location(admin.form(page + "/delete", "reason=old"));
        assertThat(deleted).contains("?done=deleted&receipt=");
        String receipt = "/admin/receipts/" + deleted.substring(deleted.lastIndexOf('=') + 1);
        assertThat(admin.get(deleted).body())
                .contains("The sender is deleted", page + "/restore", "href=\"" + receipt + "\"");
        assertThat(admin.get(receipt).body()).contains("Deletion", "sender " + id);
        assertThat(location(admin.form(page + "/restore", ""))).endsWith("done=restored");
        assertThat(admin.get(page + "/accounts").body()).contains(name);

        PanelClient reader = PanelPeople.withScopes(server, "read").client();
        assertThat(reader.get(page).body()).doesNotContain(page + "/delete");
        assertThat(reader.get(page + "/accounts").body()).doesNotContain("/remove");
        assertThat(reader.form(page + "/accounts", "account=" + account).statusCode())
                .isIn(403, 422);
        assertThat(reader.form("/admin/senders/new", "name=x").statusCode()).isIn(403, 422);
    }
}
