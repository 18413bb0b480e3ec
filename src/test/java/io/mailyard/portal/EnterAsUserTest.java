package io.mailyard.portal;

import static io.mailyard.portal.PortalAccount.location;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.panel.PanelClient;
import io.mailyard.testing.Api;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * An administrator enters as a user (acceptance point 17): read-only unless asked for more, marked
 * on each page, with both names in the audit.
 */
class EnterAsUserTest {
    private static final Pattern LINK = Pattern.compile("id=\"enter\" href=\"([^\"]+)\"");
    private static final String PASSWORD = PortalAccount.PASSWORD;

    private final TestServer server = TestServer.of(StoreKind.SQLITE);
    private final PortalAccount shop = PortalAccount.of(server);
    private final String login = shop.master();
    private final String kate = Api.unique("kate");

    private PanelClient administrator(String role) {
        server.api()
                .call(
                        "administrators/save",
                        "login",
                        kate,
                        "role",
                        role,
                        "password",
                        PASSWORD,
                        "must_change_password",
                        false)
                .ok();
        return new PanelClient(server.uri(), "/admin", "").signedIn(kate, PASSWORD);
    }

    private String user() {
        long id =
                server.api()
                        .call("accounts/users/get", "account_id", shop.account(), "name", "maria")
                        .at("data.id")
                        .number();
        return "/admin/accounts/" + shop.account() + "/users/" + id;
    }

    /** Enters by the panel; the portal's session. */
    private PanelClient entered(PanelClient admin, String more) {
        HttpResponse<String> act = admin.form(user() + "/enter", "reason=ticket+7" + more);
        // the server's public address is another than the test's
        Matcher link = LINK.matcher(act.body());
        assertThat(link.find()).as(act.body()).isTrue();
        String path = URI.create(link.group(1)).getPath();
        PanelClient portal = shop.browser();
        assertThat(portal.get(path).body()).contains("Enter as " + login, kate);
        HttpResponse<String> opened = portal.post(path, "");
        assertThat(location(opened)).isEqualTo("/portal");
        assertThat(portal.post(path, "").statusCode()).as("works once").isEqualTo(404);
        return portal.keeping(opened);
    }

    @Test
    void acceptance17_enteredSession_isMarkedReadOnlyAndLeaves() {
        PanelClient admin = administrator("administrator");
        assertThat(admin.get(user()).body()).contains("/enter\"");
        assertThat(admin.form(user() + "/enter", "reason=").body()).contains("Say why");
        PanelClient portal = entered(admin, "");
        for (String path : new String[] {"/portal", "/portal/profile"}) {
            assertThat(portal.get(path).body())
                    .as(path)
                    .contains(
                            "class=\"strip entered\"",
                            kate + ", you see this as " + login,
                            "You can look, not change.",
                            "30 minutes left",
                            "id=\"leave\"")
                    .doesNotContain("id=\"change\"", "/portal/signout");
        }
        for (String form : new String[] {"own", "email", "password", "codes", "sessions/end"}) {
            assertThat(portal.form("/portal/profile/" + form, "session=1&lang=EN").statusCode())
                    .as(form)
                    .isEqualTo(403);
        }
        assertThat(portal.get("/portal/profile/factor").statusCode()).isEqualTo(403);
        HttpResponse<String> left = portal.form("/portal/leave", "");
        assertThat(location(left)).isEqualTo("/admin/accounts/" + shop.account() + "/users");
        assertThat(location(portal.get("/portal"))).isEqualTo("/portal/signin");
        assertThat(server.api().call("audit/list", "action", "users.entered", "limit", 5).text())
                .contains("administrator:" + kate + " as user:" + login);
    }

    @Test
    void enteredSession_saysWhereItMayChange_andSeesTheNoticeOfAFreeze() {
        PanelClient portal = entered(administrator("administrator"), "&may_change=true");
        assertThat(portal.get("/portal").body()).contains("You can change things: take care.");
        server.api().call("accounts/freeze", "id", shop.account(), "reason", "late").ok();
        assertThat(portal.get("/portal").body())
                .contains("Your account is frozen", "class=\"strip entered\"");
        assertThat(location(portal.form("/portal/leave", ""))).startsWith("/admin/accounts/");
    }

    @Test
    void button_isForThoseWhoMay() {
        PanelClient support = administrator("support");
        assertThat(support.get(user()).body()).doesNotContain("/enter\"");
        assertThat(support.get(user() + "/enter").statusCode()).isEqualTo(403);
        assertThat(support.form(user() + "/enter", "reason=x").statusCode()).isNotEqualTo(303);
    }

    @Test
    void sessionsAndSecondFactor_endByButton() {
        PanelClient maria = shop.signedIn(login);
        PanelClient admin = administrator("administrator");
        assertThat(admin.get(user() + "/sessions").body()).contains("End all sessions of maria?");
        assertThat(location(admin.form(user() + "/sessions", ""))).endsWith("done=user_sessions");
        assertThat(location(maria.get("/portal"))).isEqualTo("/portal/signin");
    }
}
