package io.mailyard.portal;

import static io.mailyard.portal.PortalAccount.PASSWORD;
import static io.mailyard.portal.PortalAccount.location;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.access.Totp;
import io.mailyard.panel.PanelClient;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** How users of accounts come in, and what they meet there first. */
class PortalSignInTest {
    private static final Pattern SECRET = Pattern.compile("id=\"secret\">([A-Z2-7]{32})<");

    private final TestServer server = TestServer.of(StoreKind.SQLITE);

    @Test
    void user_signsInAndOut() {
        PortalAccount shop = PortalAccount.of(server);
        String login = shop.master();
        PanelClient nobody = shop.browser();
        assertThat(location(nobody.get("/portal"))).isEqualTo("/portal/signin");
        assertThat(nobody.get("/portal/signin").body())
                .contains("login@account", "/portal/forgotten")
                .doesNotContain("admin-password");
        assertThat(nobody.post("/portal/signin", "login=" + login + "&password=wrong").body())
                .contains("Login or password is wrong");

        PanelClient maria = shop.signedIn(login);
        String first = maria.get("/portal").body();
        assertThat(first).contains(shop.title(), "maria", "Overview", "action=\"/portal/signout\"");
        assertThat(first).doesNotContain("/admin");

        HttpResponse<String> out = maria.form("/portal/signout", "");
        assertThat(location(out)).isEqualTo("/portal/signin");
        assertThat(location(maria.get("/portal"))).isEqualTo("/portal/signin");
    }

    @Test
    void session_isOfThePortalAlone() {
        PortalAccount shop = PortalAccount.of(server);
        PanelClient maria = shop.signedIn(shop.master());
        assertThat(location(maria.get("/admin"))).isEqualTo("/admin/signin");
        assertThat(maria.get("/portal/no-such-page").statusCode()).isEqualTo(404);
        assertThat(maria.get("/portal/no-such-page").body()).contains("To the first page");
        assertThat(maria.post("/portal/signout", "csrf=other").statusCode()).isEqualTo(403);
        assertThat(maria.get("/portal").statusCode()).isEqualTo(200);
    }

    @Test
    void page_isInTheUsersLanguageAndZone_unlessTheBrowserChoseOtherwise() {
        PortalAccount shop = PortalAccount.of(server);
        PanelClient boris =
                shop.signedIn(shop.user("boris", "lang", "RU", "timezone", "Asia/Tokyo"));
        assertThat(boris.get("/portal").body()).contains("Обзор").doesNotContain("Overview");
        HttpResponse<String> look =
                shop.browser().post("/portal/look", "lang=en&back=/portal/signin");
        assertThat(location(look)).isEqualTo("/portal/signin");
    }

    @Test
    void loginThatNoStoreTakes_isUnknown() {
        PanelClient nobody = PortalAccount.of(server).browser();
        for (String login : new String[] {"a%00@b", "a@b%00", "a@%00", "%00", "a@%EF%BF%BF"}) {
            assertThat(nobody.post("/portal/signin", "login=" + login + "&password=x").statusCode())
                    .as(login)
                    .isEqualTo(422);
        }
    }

    @Test
    void passwordToBeChanged_isAllThatIsShown() {
        PortalAccount shop = PortalAccount.of(server);
        PanelClient maria = shop.signedIn(shop.user("maria", "must_change_password", true));
        assertThat(location(maria.get("/portal"))).isEqualTo("/portal/profile");
        String page = maria.get("/portal/profile").body();
        assertThat(page)
                .contains("Choose your own password")
                .doesNotContain("<li><a href=\"/portal\"");
        String csrf = page.replaceAll("(?s).*name=\"csrf\" value=\"([^\"]+)\".*", "$1");
        HttpResponse<String> changed =
                maria.post(
                        "/portal/profile/password",
                        "csrf="
                                + csrf
                                + "&present="
                                + PASSWORD
                                + "&fresh=quiet-Lantern-58-moss&again=quiet-Lantern-58-moss");
        assertThat(location(changed)).isEqualTo("/portal/profile?done=password");
        assertThat(maria.get("/portal").statusCode()).isEqualTo(200);
    }

    @Test
    void secondFactor_isForcedWhereTheAccountForcesIt() {
        PortalAccount shop = PortalAccount.of(server, "force_2fa_auth", true);
        String login = shop.master();
        PanelClient maria = shop.signedIn(login);
        for (String path : new String[] {"/portal", "/portal/profile", "/portal/live"}) {
            assertThat(location(maria.get(path))).as(path).isEqualTo("/portal/profile/factor");
        }
        String offer = maria.get("/portal/profile/factor").body();
        Matcher secret = SECRET.matcher(offer);
        assertThat(secret.find()).isTrue();
        String csrf = offer.replaceAll("(?s).*name=\"csrf\" value=\"([^\"]+)\".*", "$1");
        HttpResponse<String> codes =
                maria.post(
                        "/portal/profile/factor",
                        "csrf="
                                + csrf
                                + "&secret="
                                + secret.group(1)
                                + "&code="
                                + Totp.code(secret.group(1), Instant.now()));
        assertThat(codes.body()).contains("id=\"codes\"");
        assertThat(maria.get("/portal").statusCode()).isEqualTo(200);
        assertThat(shop.browser().post("/portal/signin", form(login)).body())
                .contains("name=\"pending\"");
    }

    private static String form(String login) {
        return "login=" + login + "&password=" + PASSWORD;
    }

    @Test
    void forgottenPassword_saysTheSameToAll() {
        PortalAccount shop = PortalAccount.of(server);
        String login = shop.master();
        PanelClient nobody = shop.browser();
        assertThat(nobody.get("/portal/forgotten").body()).contains("name=\"login\"");
        String known = said(nobody.post("/portal/forgotten", "login=" + login).body());
        String unknown = said(nobody.post("/portal/forgotten", "login=nobody@nowhere").body());
        assertThat(known).contains("Check your mail").isEqualTo(unknown);
        assertThat(nobody.get("/portal/email/none").statusCode()).isEqualTo(404);
        assertThat(nobody.get("/portal/enter/none").statusCode()).isEqualTo(404);
    }

    private static String said(String page) {
        return page.replaceAll("(?s).*<main", "").replaceAll("(?s)</main>.*", "");
    }

    @Test
    void acceptance24_frozenAccount_meetsTheNoticeAlone() {
        PortalAccount shop = PortalAccount.of(server);
        PanelClient maria = shop.signedIn(shop.master());
        String csrf = maria.csrf();
        server.api()
                .call(
                        "accounts/freeze",
                        "id",
                        shop.account(),
                        "reason",
                        "Invoice 12 is open",
                        "frozen_details",
                        Map.of("payment_url", "https://pay.example.com/7"),
                        "until",
                        "2031-03-01T10:00:00Z")
                .ok();
        String notice = maria.get("/portal").body();
        assertThat(notice)
                .contains(
                        "Invoice 12 is open",
                        "1 Mar 2031, 11:00",
                        "href=\"https://pay.example.com/7\"",
                        "Nothing waits.",
                        "What happens meanwhile")
                .doesNotContain("<nav");
        for (String path : new String[] {"/portal/profile", "/portal/live", "/portal/none"}) {
            assertThat(location(maria.get(path))).as(path).isEqualTo("/portal");
        }
        HttpResponse<String> refused =
                maria.post("/portal/profile/sessions/end", "csrf=" + csrf + "&session=1");
        assertThat(location(refused)).isEqualTo("/portal");
        server.api().call("accounts/unfreeze", "id", shop.account()).ok();
        assertThat(maria.get("/portal").body()).contains("<nav");
        server.api().call("accounts/deactivate", "id", shop.account()).ok();
        assertThat(location(maria.get("/portal"))).isEqualTo("/portal/signin");
        HttpResponse<String> off =
                shop.browser().post("/portal/signin", form("maria@" + shop.name()));
        assertThat(off.statusCode()).isEqualTo(422);
        assertThat(off.body()).contains("switched off");
    }
}
