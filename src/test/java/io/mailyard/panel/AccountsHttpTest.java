package io.mailyard.panel;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Api;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Accounts in the panel without scripts, and with fewer rights. */
class AccountsHttpTest {
    @ParameterizedTest
    @EnumSource(StoreKind.class)
    void freeze_worksWithoutScripts(StoreKind kind) {
        TestServer server = TestServer.of(kind);
        PanelClient admin = PanelPeople.master(server).client();
        long id = server.api().newAccount();
        server.api().newUser(id, "jane");
        String page = "/admin/accounts/" + id;
        assertThat(admin.get(page + "/freeze").body())
                .contains("1 user sees a page", "<html", "mailyard accounts freeze " + id);
        HttpResponse<String> refused = admin.form(page + "/freeze", "reason=");
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.body()).contains("Give a reason");
        HttpResponse<String> past = admin.form(page + "/freeze", "reason=x&until=2001-01-01");
        assertThat(past.statusCode()).isEqualTo(422);
        assertThat(past.body()).contains("ask-until-fault");
        HttpResponse<String> done = admin.form(page + "/freeze", "reason=unpaid");
        assertThat(done.statusCode()).isEqualTo(303);
        assertThat(done.headers().firstValue("Location")).hasValue(page + "?done=freeze");
        assertThat(admin.get(page + "?done=freeze").body()).contains("The account is frozen");
        assertThat(server.api().call("accounts/get", "id", id).text())
                .contains("\"reason\":\"unpaid\"");
        assertThat(admin.form(page + "/unfreeze", "").statusCode()).isEqualTo(303);
    }

    @ParameterizedTest
    @EnumSource(StoreKind.class)
    void pages_followOneAnother(StoreKind kind) {
        TestServer server = TestServer.of(kind);
        PanelClient admin = PanelPeople.master(server).client();
        String mark = Api.unique("paged");
        for (int i = 0; i < 51; i++) {
            server.api().newAccount("title", mark + " " + i);
        }
        for (String sort : List.of("id", "-id", "title", "-title", "name")) {
            String address = "/admin/accounts?search=" + mark + "&sort=" + sort;
            String first = admin.get(address).body();
            assertThat(first).contains("51 accounts", "rel=\"next\"");
            String next =
                    first.replaceAll("(?s).*rel=\"next\" href=\"([^\"]+)\".*", "$1")
                            .replace("&amp;", "&");
            String second = admin.get(next).body();
            assertThat(second.split("<tr id=\"account-", -1)).as(sort).hasSize(2);
            assertThat(second).doesNotContain("rel=\"next\"");
        }
    }

    @ParameterizedTest
    @EnumSource(StoreKind.class)
    void reader_seesAndChangesNothing(StoreKind kind) {
        TestServer server = TestServer.of(kind);
        long id = server.api().newAccount("title", "Sable");
        PanelClient reader = PanelPeople.withScopes(server, "accounts:read").client();
        String list = reader.get("/admin/accounts?search=" + id).body();
        assertThat(list).contains("Sable").doesNotContain("/freeze", "accounts/new");
        String page = reader.get("/admin/accounts/" + id).body();
        assertThat(page).contains("Sable").doesNotContain("/freeze", "/audit", "/users");
        HttpResponse<String> refused = reader.form("/admin/accounts/" + id + "/freeze", "reason=x");
        assertThat(refused.body()).contains("lacks the scope accounts:write");
        assertThat(server.api().call("accounts/get", "id", id).text())
                .contains("\"is_frozen\":false");
        assertThat(reader.get("/admin/audit").statusCode()).isEqualTo(403);
        assertThat(reader.get("/admin/accounts/" + id + "/users").statusCode()).isEqualTo(403);
    }

    @ParameterizedTest
    @EnumSource(StoreKind.class)
    void oddAddresses_areNotFound(StoreKind kind) {
        TestServer server = TestServer.of(kind);
        PanelClient admin = PanelPeople.master(server).client();
        for (String path :
                List.of(
                        "/admin/accounts/0",
                        "/admin/accounts/x",
                        "/admin/accounts/99999999999999999999",
                        "/admin/accounts/987654321",
                        "/admin/accounts/1/purge",
                        "/admin/accounts/-1/freeze",
                        "/admin/accounts/1/2/3")) {
            assertThat(admin.get(path).statusCode()).as(path).isEqualTo(404);
        }
        for (String query :
                List.of("?sort=x&state=y", "?search=%25_%27", "?search=" + "a".repeat(255))) {
            assertThat(admin.get("/admin/accounts" + query).statusCode()).as(query).isEqualTo(200);
        }
        assertThat(admin.get("/admin/accounts?from=junk&sort=title").statusCode()).isEqualTo(400);
    }

    @ParameterizedTest
    @EnumSource(StoreKind.class)
    void formOfAnEndedSession_isKeptThroughTheSignIn(StoreKind kind) {
        TestServer server = TestServer.of(kind);
        PanelPeople person = PanelPeople.master(server);
        long id = server.api().newAccount();
        String page = "/admin/accounts/" + id + "/freeze";
        String word = "mailyard_session=mys_" + "x".repeat(43);
        PanelClient ended = new PanelClient(server.uri(), word);
        HttpResponse<String> kept =
                ended.post(page, "csrf=old&reason=a+long+%3Cstory%3E&password=my-Secret");
        assertThat(kept.statusCode()).isEqualTo(401);
        assertThat(kept.body())
                .contains("what you typed is kept", page)
                .doesNotContain("my-Secret");
        String unsent = kept.body().replaceAll("(?s).*name=\"unsent\" value=\"([^\"]*)\".*", "$1");
        assertThat(unsent).startsWith("reason=").doesNotContain("csrf", "password");
        HttpResponse<String> again =
                ended.post(
                        "/admin/signin",
                        "login="
                                + person.login()
                                + "&password="
                                + PanelPeople.PASSWORD
                                + "&unsent_to="
                                + Panel.encoded(page)
                                + "&unsent="
                                + Panel.encoded(unsent.replace("&amp;", "&")));
        assertThat(again.body()).contains("action=\"" + page + "\"", "a long &lt;story", "Send it");
        assertThat(again.headers().firstValue("Set-Cookie")).isPresent();
        HttpResponse<String> dialog =
                ended.with("HX-Request", "true").post(page, "csrf=old&reason=a+long+story");
        assertThat(dialog.statusCode()).isEqualTo(200);
        assertThat(dialog.body()).isEmpty();
        // the script sends it once more as a page, which is kept as above
        assertThat(dialog.headers().firstValue("HX-Trigger")).hasValue("session-over");
        assertThat(dialog.headers().firstValue("HX-Redirect")).isEmpty();
        HttpResponse<String> foreign =
                ended.post(
                        "/admin/signin",
                        "login="
                                + person.login()
                                + "&password="
                                + PanelPeople.PASSWORD
                                + "&unsent_to=//evil.example/admin/&unsent=a%3Db");
        assertThat(foreign.statusCode()).isEqualTo(303);
    }

    @Test
    void acceptance19_whatWasDone_isUndoneFromThePageThatSaysSo() {
        TestServer server = TestServer.of(StoreKind.SQLITE);
        PanelClient admin = PanelPeople.master(server).client();
        long id = server.api().newAccount();
        String path = "/admin/accounts/" + id;
        for (List<String> act :
                List.of(List.of("freeze", "unfreeze"), List.of("deactivate", "activate"))) {
            String done =
                    admin.form(path + "/" + act.getFirst(), "reason=unpaid")
                            .headers()
                            .firstValue("Location")
                            .orElseThrow();
            assertThat(done).isEqualTo(path + "?done=" + act.getFirst());
            String undo = path + "/" + act.getLast();
            assertThat(admin.get(done).body()).contains("id=\"undo\"", "action=\"" + undo + "\"");
            assertThat(admin.form(undo, "").statusCode()).isEqualTo(303);
            assertThat(admin.get(done).body()).as("undone").doesNotContain("id=\"undo\"");
        }
        assertThat(server.api().call("accounts/get", "id", id).at("data.is_active").flag())
                .isTrue();
    }

    @Test
    void acceptance18_faultOfAFieldWithinAnother_standsBesideIt() {
        TestServer server = TestServer.of(StoreKind.SQLITE);
        PanelClient admin = PanelPeople.master(server).client();
        String freeze = "/admin/accounts/" + server.api().newAccount() + "/freeze";
        HttpResponse<String> faulty =
                admin.form(freeze, "reason=late&until=2020-01-01+10:00&payment_url=nowhere");
        assertThat(faulty.statusCode()).isEqualTo(422);
        assertThat(faulty.body())
                .contains("id=\"ask-payment_url-fault\"", "id=\"ask-until-fault\"")
                .doesNotContain("class=\"box bad\"");
    }

    @Test
    void acceptance18_timesAreInThePersonsZone_elseInTheBrowsers() {
        TestServer server = TestServer.of(StoreKind.SQLITE);
        PanelPeople person = PanelPeople.master(server);
        String freeze = "/admin/accounts/" + server.api().newAccount() + "/freeze";
        PanelClient signedIn = person.client();
        PanelClient berlin =
                new PanelClient(server.uri(), signedIn.cookie() + "; mailyard_tz=Europe%2FBerlin");
        assertThat(signedIn.get(freeze).body()).contains("UTC");
        assertThat(berlin.get(freeze).body()).contains("Europe/Berlin");
        long id =
                server.api()
                        .call("administrators/list", "search", person.login())
                        .at("data.0.id")
                        .number();
        server.api().call("administrators/save", "id", id, "timezone", "Asia/Tokyo").ok();
        for (PanelClient client : List.of(signedIn, berlin)) {
            assertThat(client.get(freeze).body())
                    .contains("Asia/Tokyo")
                    .doesNotContain("Europe/Berlin");
        }
        server.api().call("administrators/save", "id", id, "timezone", "UTC").ok();
        assertThat(berlin.get(freeze).body()).contains("UTC").doesNotContain("Europe/Berlin");
        server.api().call("administrators/save", "id", id, "timezone", "").ok();
        assertThat(berlin.get(freeze).body()).contains("Europe/Berlin");
    }
}
