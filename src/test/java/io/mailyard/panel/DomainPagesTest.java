package io.mailyard.panel;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Api;
import io.mailyard.testing.FakeDns;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Type;

/** An account's domains in the panel: what to publish beside what DNS has (acceptance 13). */
class DomainPagesTest {
    @Test
    void acceptance13_recordsAreWantedFoundCheckedAndWell() {
        try (FakeDns dns = FakeDns.start();
                TestServer server =
                        TestServer.start(
                                StoreKind.SQLITE,
                                "dns.servers=127.0.0.1:" + dns.address().getPort())) {
            Api api = server.api();
            PanelClient admin = PanelPeople.master(server).client();
            long account = api.newAccount();
            String path = "/admin/accounts/" + account + "/domains";
            assertThat(admin.get(path).body()).contains("No domains yet", path + "/new");

            HttpResponse<String> bad = admin.form(path + "/new", "domain=co.uk&account_ids=77,78");
            assertThat(bad.statusCode()).isEqualTo(422);
            assertThat(bad.body()).contains("id=\"domain-fault\"", "value=\"co.uk\"");

            HttpResponse<String> added = admin.form(path + "/new", "domain=SHOP.example");
            String page = added.headers().firstValue("Location").orElseThrow();
            assertThat(page).startsWith(path + "/").endsWith("?done=domain_added");
            page = page.substring(0, page.indexOf('?'));
            String fresh = admin.get(page).body();
            assertThat(fresh)
                    .contains("_mailyard.shop.example", "mailyard-verify=", "Not checked")
                    .contains(page + "/check", page + "/verify", page + "/zone")
                    .doesNotContain("id=\"well\"");
            List<DomainRecord> records = records(api, account);
            for (DomainRecord record : records) {
                for (String part : List.of(record.name(), record.type(), record.value())) {
                    assertThat(fresh).contains("data-copy=\"" + part + "\"");
                }
            }

            HttpResponse<String> early = admin.form(page + "/verify", "");
            assertThat(early.statusCode()).isEqualTo(422);
            assertThat(early.body()).contains("shop.example is not proved", "role=\"alert\"");

            records.getFirst().publish(dns);
            new DomainRecord(records.get(1).name(), "TXT", "v=DKIM1; p=QUJD").publish(dns);
            assertThat(admin.form(page + "/check", "").statusCode()).isEqualTo(303);
            assertThat(admin.get(page).body())
                    .contains("Right", "Absent", "Different", "v=DKIM1; p=QUJD", "by 127.0.0.1:")
                    .doesNotContain("id=\"well\"");
            assertThat(admin.form(page + "/verify", "").statusCode()).isEqualTo(303);
            assertThat(admin.get(page + "?done=domain_verify").body())
                    .contains("Proved: the account owns", "Verified")
                    .doesNotContain(page + "/verify");

            for (DomainRecord record : records) {
                record.publish(dns);
            }
            admin.form(page + "/check", "");
            assertThat(admin.get(page).body())
                    .contains("id=\"well\"", "all " + records.size() + " records are in DNS")
                    .doesNotContain("Absent", "Different");

            downloads(admin, page);
            deletes(api, admin, page, path);
        }
    }

    private static void downloads(PanelClient admin, String page) {
        HttpResponse<String> zone = admin.get(page + "/zone");
        assertThat(zone.headers().firstValue("Content-Disposition"))
                .hasValue("attachment; filename=\"shop.example.zone\"");
        assertThat(zone.body()).startsWith("; shop.example\n");
    }

    private static void deletes(Api api, PanelClient admin, String page, String path) {
        assertThat(admin.get(page + "/delete").body())
                .contains("1 DKIM key is retired", "no longer write From", "domains/delete");
        HttpResponse<String> gone = admin.form(page + "/delete", "reason=customer+left");
        assertThat(gone.headers().firstValue("Location")).hasValue(path + "?done=domain_deleted");
        assertThat(admin.get(page).statusCode()).isEqualTo(404);
        assertThat(api.call("audit/list", "action", "domains.delete").text())
                .contains("\"removal_reason\":\"customer left\"");
    }

    /** A record to publish. */
    private record DomainRecord(String name, String type, String value) {
        void publish(FakeDns dns) {
            dns.without(name);
            String data = type.equals("TXT") ? quoted(value) : value;
            dns.with(name, Type.value(type), data);
        }

        private static String quoted(String text) {
            StringBuilder all = new StringBuilder();
            for (int from = 0; from < text.length(); from += 255) {
                all.append(" \"")
                        .append(text, from, Math.min(text.length(), from + 255))
                        .append('"');
            }
            return all.toString();
        }
    }

    private static List<DomainRecord> records(Api api, long account) {
        return api
                .call("domains/records", "account_id", account, "domain", "shop.example")
                .at("data.records")
                .items()
                .stream()
                .map(one ->
                        new DomainRecord(
                                one.at("name").text(),
                                one.at("type").text(),
                                one.at("value").text()))
                .toList();
    }

    @Test
    void list_isSearchedFilteredPagedAndSeenByThoseWhoMay() {
        TestServer server = TestServer.of(StoreKind.SQLITE);
        Api api = server.api();
        long account = api.newAccount();
        for (int i = 0; i < 52; i++) {
            api.call("domains/add", "account_id", account, "domain", Api.unique("d") + ".example")
                    .ok();
        }
        String own = Api.unique("known") + ".example";
        long id =
                api.call("domains/add", "account_id", account, "domain", own, "verified", true)
                        .at("data.saved_id")
                        .number();
        PanelClient admin = PanelPeople.master(server).client();
        String path = "/admin/accounts/" + account + "/domains";
        String first = admin.get(path).body();
        assertThat(first).contains("53 domains", "rel=\"next\"");
        assertThat(admin.get(path + "?search=known").body()).contains("1 domain<", own);
        assertThat(admin.get(path + "?search=%25").body()).contains("Nothing found");
        assertThat(admin.get(path + "?state=verified").body()).contains("1 domain<", own);
        assertThat(admin.get(path + "?search=" + own + "&state=pending").body())
                .contains("0 domains", "Nothing found");
        assertThat(admin.get(path + "/" + id).body()).contains("by an administrator");

        String settings = path + "/" + id + "/settings";
        String form = admin.get(settings).body();
        String version = form.replaceAll("(?s).*name=\"version\" value=\"([^\"]*)\".*", "$1");
        assertThat(admin.form(settings, "version=" + version + "&account_ids=999999999").body())
                .contains("account_ids-fault", "no account with id 999999999");
        assertThat(admin.form(settings, "version=other&verified=true").statusCode()).isEqualTo(409);
        long other = api.newAccount();
        assertThat(
                        admin.form(
                                        settings,
                                        "verified=true&version="
                                                + version
                                                + "&account_ids="
                                                + other)
                                .statusCode())
                .isEqualTo(303);
        assertThat(api.call("domains/get", "account_id", account, "id", id).text())
                .contains("\"account_ids\":[" + other + "]");

        PanelClient reader =
                PanelPeople.withScopes(server, "accounts:read", "domains:read").client();
        assertThat(reader.get(path + "?search=" + own).body())
                .contains(own)
                .doesNotContain(path + "/new");
        assertThat(reader.get(path + "/" + id).body())
                .contains("/zone")
                .doesNotContain(
                        "/check\"><", id + "/verify\"", id + "/delete\"", id + "/settings\"");
        assertThat(reader.form(path + "/" + id + "/check", "").body()).contains("domains:write");
        PanelClient stranger = PanelPeople.withScopes(server, "accounts:read").client();
        assertThat(stranger.get(path).statusCode()).isEqualTo(403);
        assertThat(stranger.get("/admin/accounts/" + account).body()).doesNotContain("/domains");
        assertThat(admin.get("/admin/accounts/" + other + "/domains/" + id).statusCode())
                .isEqualTo(404);
    }
}
