package io.mailyard.panel;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Api;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Administrators, roles, tokens and sign-ins, as pages. */
class AccessPagesTest {
    private static final Pattern VERSION = Pattern.compile("name=\"version\" value=\"([^\"]+)\"");
    private static final Pattern SECRET = Pattern.compile("<pre id=\"secret\">([^<]+)</pre>");
    private static final String PATH = "/admin/access";

    private final TestServer server = TestServer.of(StoreKind.SQLITE);
    private final Api api = server.api();
    private final PanelPeople person = PanelPeople.master(server);
    private final PanelClient admin = person.client();

    private static String found(Pattern pattern, String page) {
        Matcher found = pattern.matcher(page);
        assertThat(found.find()).as(page).isTrue();
        return found.group(1);
    }

    private static String version(HttpResponse<String> page) {
        return "&version=" + found(VERSION, page.body());
    }

    private String id(String login) {
        return found(
                Pattern.compile("\"id\":([0-9]+),\"login\":\"" + login + "\""),
                api.call("administrators/list", "limit", 1000).text());
    }

    @Test
    void person_isMadeWithAPasswordShownOnce_changedSignedOutAndDeleted() {
        String login = Api.unique("anna");
        HttpResponse<String> faulty = admin.form(PATH + "/new", "login=+&role=nothing");
        assertThat(faulty.statusCode()).isEqualTo(422);
        assertThat(faulty.body()).contains("login-fault");
        HttpResponse<String> made =
                admin.form(
                        PATH + "/new",
                        "login="
                                + login
                                + "&role=support&active=true&lang=EN&timezone=UTC&must_change_password=true");
        assertThat(made.statusCode()).as(made.body()).isEqualTo(200);
        String password = found(SECRET, made.body());
        assertThat(password).hasSizeGreaterThan(12);
        String page = PATH + "/" + id(login);
        HttpResponse<String> shown = admin.get(page);
        assertThat(shown.body()).doesNotContain(password).contains("0 open sessions", login);
        HttpResponse<String> saved =
                admin.form(
                        page,
                        "name=Anna&role=auditor&active=true&lang=EN&timezone=UTC&password="
                                + PanelPeople.PASSWORD
                                + version(shown));
        assertThat(saved.headers().firstValue("Location")).hasValue(page + "?done=saved");
        PanelClient anna = new PanelClient(server.uri(), "").signedIn(login, PanelPeople.PASSWORD);
        HttpResponse<String> open = admin.get(page);
        assertThat(open.body()).contains("1 open session<", "value=\"Anna\"", "Auditor");
        String session = found(Pattern.compile("name=\"session\" value=\"([0-9]+)\""), open.body());
        String ended = "session=" + session + "&person=" + id(login);
        assertThat(admin.form(PATH + "/signins/end", ended).statusCode()).isEqualTo(303);
        assertThat(anna.get("/admin/audit").statusCode()).isEqualTo(303);

        assertThat(admin.get(page + "/delete").body()).contains("Delete " + login, "0 secrets");
        assertThat(admin.form(page + "/delete", "reason=left").statusCode()).isEqualTo(303);
        assertThat(admin.get(page).statusCode()).isEqualTo(404);
    }

    @Test
    void personWhoMayNotWrite_seesButChangesNothing() {
        PanelClient support = PanelPeople.of(server, "support").client();
        assertThat(support.get(PATH + "?search=" + person.login()).body())
                .contains(person.login())
                .doesNotContain(PATH + "/new");
        assertThat(support.form(PATH + "/new", "login=x&role=support").body())
                .contains("administrators:write");
        assertThat(support.get(PATH + "/roles").body()).doesNotContain("/roles/new");
        assertThat(support.get(PATH + "/tokens").body()).doesNotContain("/tokens/new");
        assertThat(support.get(PATH + "/signins").body())
                .contains("open session")
                .doesNotContain("name=\"session\"");
        PanelClient auditor = PanelPeople.of(server, "auditor").client();
        assertThat(auditor.get(PATH).statusCode()).isEqualTo(403);
        assertThat(auditor.get("/admin/audit").body()).doesNotContain("href=\"/admin/access\"");
    }

    @Test
    void role_isMadeOfScopesInATable() {
        String name = Api.unique("readers");
        HttpResponse<String> form = admin.get(PATH + "/roles/new");
        assertThat(form.body())
                .contains(
                        "name=\"scopes:users:read\"",
                        "See what messages say",
                        "<th scope=\"row\">");
        assertThat(admin.form(PATH + "/roles/new", "name=" + name).body()).contains("scopes-fault");
        HttpResponse<String> made =
                admin.form(
                        PATH + "/roles/new",
                        "name=" + name + "&scopes:users:read=true&scopes:audit:read=true");
        assertThat(made.statusCode()).as(made.body()).isEqualTo(303);
        assertThat(api.call("roles/list", "limit", 1000).text())
                .contains("\"name\":\"" + name + "\",\"scopes\":[\"audit:read\",\"users:read\"]");
        assertThat(admin.get(PATH + "/roles").body()).contains(name, "Master", "of the program");
    }

    @Test
    void acceptance15_token_showsItsSecretOnce_andIsRotatedAndDeleted() {
        String name = Api.unique("deploy");
        HttpResponse<String> made =
                admin.form(
                        PATH + "/tokens/new",
                        "name="
                                + name
                                + "&active=true&scopes:accounts:read=true&expires_at=2099-01-02+03:04");
        String secret = found(SECRET, made.body());
        assertThat(api.withToken(secret).call("accounts/list").error()).isZero();
        assertThat(api.withToken(secret).call("users/list").error()).isNotZero();
        String id =
                found(
                        Pattern.compile("\"id\":([0-9]+),\"name\":\"" + name + "\""),
                        api.call("tokens/list", "limit", 1000).text());
        String page = PATH + "/tokens/" + id;
        HttpResponse<String> shown = admin.get(page);
        assertThat(shown.body())
                .contains("2099-01-02 03:04", "scopes:accounts:read")
                .doesNotContain(secret);
        HttpResponse<String> saved =
                admin.form(
                        page,
                        "name="
                                + name
                                + "&active=true&scopes:accounts:write=true&expires_at="
                                + version(shown));
        assertThat(saved.statusCode()).as(saved.body()).isEqualTo(303);
        assertThat(api.call("tokens/list", "limit", 1000).text())
                .contains(name + "\",\"active\":true,\"expires_at\":null");
        String fresh = found(SECRET, admin.form(page + "/rotate", "overlap_seconds=").body());
        assertThat(fresh).isNotEqualTo(secret);
        assertThat(api.withToken(secret).call("accounts/list").error()).isEqualTo(401);
        assertThat(admin.form(page + "/delete", "reason=x").statusCode()).isEqualTo(303);
        assertThat(api.withToken(fresh).call("accounts/list").error()).isEqualTo(401);
    }

    @Test
    void lastMaster_isSaidToStay_andTheFirstOneLeavesNoPasswordBehind() {
        try (TestServer fresh = TestServer.start(StoreKind.SQLITE)) {
            PanelClient master = PanelPeople.master(fresh).client();
            String list = master.get(PATH).body();
            String admin = found(Pattern.compile("/admin/access/([0-9]+)\"[^>]*>admin<"), list);
            Path file = fresh.folder().resolve("admin-password");
            assertThat(file).exists();
            String gone = PATH + "/" + admin + "/delete";
            assertThat(master.form(gone, "reason=never+came").statusCode()).isEqualTo(303);
            // the password in it is of nobody
            assertThat(file).doesNotExist();
            String last = found(Pattern.compile("/admin/access/([0-9]+)\"[^>]*>person"), list);
            assertThat(master.get(PATH + "/" + last).body())
                    .contains("last active master")
                    .doesNotContain(PATH + "/" + last + "/delete");
        }
    }
}
