package io.mailyard.panel;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Api;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.net.http.HttpResponse;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The audit as a page (point 22 of what a panel is accepted by). */
class AuditPagesTest {
    private static final Pattern REQUEST = Pattern.compile("audit\\?request_id=([^\"]+)\"");

    private final TestServer server = TestServer.of(StoreKind.SQLITE);
    private final Api api = server.api();
    private final PanelClient admin = PanelPeople.master(server).client();

    @Test
    void acceptance22_changesStandSideBySide_andAreFilteredByObjectRequestAndTime() {
        long account = api.newAccount("title", "Before");
        api.call("accounts/save", "id", account, "title", "=After").ok();
        String path = "/admin/audit?object_type=account&object_id=" + account;
        String page = admin.get(path + "&action=accounts.save").body();
        assertThat(page)
                .contains(">Before</span><span class=\"is\">=After</span>", "2 changes")
                .contains("value=\"accounts.save\"");
        Matcher request = REQUEST.matcher(page);
        assertThat(request.find()).isTrue();
        assertThat(admin.get("/admin/audit?request_id=" + request.group(1)).body())
                .contains("1 change<", "=After");
        assertThat(admin.get(path + "&since=2099-01-01+10:00").body())
                .contains("No change matches");
        assertThat(admin.get(path + "&until=2099-01-01").body()).contains("2 changes");
        assertThat(admin.get(path + "&until=soon").statusCode()).isEqualTo(400);
        assertThat(admin.get(path + "&actor=nobody:x").body()).contains("No change matches");
        String own = "/admin/accounts/" + account + "/audit";
        assertThat(admin.get(own).body()).contains("2 changes", own + "/export");
        String tariff = admin.get("/admin/tariffs/1").body();
        assertThat(tariff).contains("/admin/audit?object_type=tariff&amp;object_id=1");
    }

    @Test
    void acceptance22_chainIsSaidToBeWhole() {
        assertThat(admin.get("/admin/audit?check=now").body())
                .containsPattern("Chain whole up to row [0-9,]+")
                .contains("Checked ");
        PanelClient russian = admin.with("Accept-Language", "ru");
        assertThat(russian.get("/admin/audit").body())
                .containsPattern("Цепочка цела до записи [0-9]+");
    }

    @Test
    void acceptance16_rowsLeadToAccountsForThoseWhoMaySeeThem() {
        long account = api.newAccount();
        String list = "/admin/audit?search=accounts.save";
        String link = "href=\"/admin/accounts/" + account + "\"";
        assertThat(admin.get(list).body()).contains(link);
        assertThat(PanelPeople.of(server, "auditor").client().get(list).body())
                .contains("accounts.save")
                .doesNotContain("href=\"/admin/accounts/");
    }

    @Test
    void acceptance22_whatIsFilteredIsDownloaded_withoutFormulas() {
        long account = api.newAccount("title", "Plain");
        api.call("accounts/save", "id", account, "title", "=1+1").ok();
        String own = "/admin/accounts/" + account + "/audit/export?format=";
        HttpResponse<String> csv =
                admin.with("User-Agent", "=cmd()").get(own + "csv&action=accounts.save");
        assertThat(csv.headers().firstValue("Content-Disposition").orElseThrow())
                .contains("attachment", "audit.csv");
        assertThat(csv.body().lines()).hasSize(3).first().asString().startsWith("id,at,actor,");
        HttpResponse<String> lines = admin.get(own + "ndjson");
        assertThat(lines.headers().firstValue("Content-Type")).hasValue("application/x-ndjson");
        assertThat(lines.body().lines()).hasSize(2).allMatch(line -> line.startsWith("{\"id\":"));
        assertThat(
                        PanelPeople.of(server, "auditor")
                                .client()
                                .get("/admin/audit/export")
                                .statusCode())
                .isEqualTo(200);
    }
}
