package io.mailyard.portal;

import static io.mailyard.portal.PortalAccount.location;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.panel.PanelClient;
import io.mailyard.testing.Api;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Suppressions, webhooks and tokens as an account's own users have them. */
class PortalObjectsTest {
    private static final Pattern SECRET = Pattern.compile("<pre id=\"secret\">([^<]+)</pre>");
    private static final String OWN = "/api/v1.1/account/get";

    private final TestServer server = TestServer.of(StoreKind.SQLITE);
    private final Api api = server.api();
    private final PortalAccount shop = PortalAccount.of(server);
    private final PanelClient maria = shop.signedIn(shop.master());
    private final PanelClient otto = shop.signedIn(shop.user("otto"));

    private static String found(Pattern pattern, String page) {
        Matcher found = pattern.matcher(page);
        assertThat(found.find()).as(page).isTrue();
        return found.group(1);
    }

    @Test
    void menu_leadsToThePages_andSaysWhichIsOpen() {
        String home = maria.get("/portal").body();
        for (String path : List.of("domains", "suppressions", "webhooks", "tokens")) {
            assertThat(home).contains("href=\"/portal/" + path + "\"");
            String page = maria.get("/portal/" + path).body();
            assertThat(page)
                    .containsPattern("href=\"/portal/" + path + "\"[^>]*aria-current=\"page\"")
                    .doesNotContain("\"/admin");
            assertThat(page.split("aria-current=\"page\"", -1)).hasSize(2);
        }
    }

    @Test
    void acceptance15_token_isMadeByAMaster_itsSecretShownOnce_andRevoked() {
        String path = "/portal/tokens";
        assertThat(maria.get(path).body()).contains("No tokens", path + "/new");
        HttpResponse<String> made =
                maria.form(path + "/new", "name=shop&active=true&scopes:account:read=true");
        String secret = found(SECRET, made.body());
        assertThat(api.withToken(secret).call(OWN).error()).isZero();
        String list = maria.get(path).body();
        assertThat(list)
                .contains(secret.substring(0, 12) + "…", "user:maria@" + shop.name())
                .doesNotContain(secret);
        String page = found(Pattern.compile("href=\"(/portal/tokens/[0-9]+)\""), list);
        assertThat(maria.get(page + "/delete").body())
                .contains("Delete shop?", "/api/v1.1/tokens/delete")
                .doesNotContain("/api/v1.1/admin", "mailyard tokens");
        assertThat(otto.get(path).body())
                .contains(secret.substring(0, 12))
                .doesNotContain(path + "/new");
        for (String act : List.of("/new", page.substring(path.length()) + "/delete")) {
            assertThat(otto.get(path + act).statusCode()).isEqualTo(403);
            HttpResponse<String> refused = otto.form(path + act, "name=x&reason=x");
            assertThat(refused.statusCode()).isEqualTo(403);
            assertThat(refused.body()).contains("tokens:write");
        }
        assertThat(otto.get(page).body()).doesNotContain(page + "/delete", page + "/rotate");
        String second = found(SECRET, maria.form(page + "/rotate", "overlap_seconds=60").body());
        assertThat(second).isNotEqualTo(secret);
        assertThat(api.withToken(second).call(OWN).error()).isZero();
        assertThat(location(maria.form(page + "/delete", "reason=leaked")))
                .isEqualTo(path + "?done=deleted");
        assertThat(api.withToken(secret).call(OWN).error()).isEqualTo(401);
    }

    @Test
    void suppressions_areChangedByEveryUser() {
        String path = "/portal/suppressions";
        assertThat(otto.get(path).body())
                .contains(path + "/new", path + "/import", path + "/export")
                .doesNotContain("/review");
        assertThat(location(otto.form(path + "/new", "email=ann@example.com+bob@example.com")))
                .isEqualTo(path + "?done=added");
        assertThat(otto.get(path + "?search=ann").body())
                .contains("ann@example.com")
                .doesNotContain("bob@example.com");
        assertThat(otto.get(path + "/export").body()).contains("bob@example.com");
        String remove = path + "/remove?email=ann%40example.com";
        assertThat(otto.get(remove).body()).contains("ann@example.com", shop.title());
        assertThat(location(otto.form(remove, "reason="))).isEqualTo(path + "?done=removed");
        assertThat(
                        api.call("suppressions/list", "account_id", shop.account())
                                .at("total_count")
                                .number())
                .isEqualTo(1);
        assertThat(api.call("audit/list", "account_id", shop.account(), "limit", 5).text())
                .contains("user:otto@" + shop.name());
    }

    @Test
    void webhooks_areChangedByMasters_andSeenByAll() {
        String path = "/portal/webhooks";
        HttpResponse<String> made =
                maria.form(
                        path + "/new",
                        "url=https%3A%2F%2Fshop.example%2Fin&active=true&events:hbounce=true");
        assertThat(found(SECRET, made.body())).startsWith("whsec_");
        String list = otto.get(path).body();
        assertThat(list).contains("https://shop.example/in").doesNotContain(path + "/new");
        String page = found(Pattern.compile("href=\"(/portal/webhooks/[0-9]+)\""), list);
        assertThat(otto.get(page).body())
                .contains("No requests yet")
                .doesNotContain(page + "/test", page + "/rotate", page + "/delete");
        for (String act : List.of("/settings", "/rotate", "/delete")) {
            assertThat(otto.get(page + act).statusCode()).isEqualTo(403);
            assertThat(otto.form(page + act, "").statusCode()).isEqualTo(403);
        }
        assertThat(otto.form(page + "/test", "event=hbounce").statusCode()).isEqualTo(403);
        assertThat(maria.get(page).body()).contains(page + "/test", page + "/rotate");
        PortalAccount other = PortalAccount.of(server);
        PanelClient stranger = other.signedIn(other.master());
        assertThat(stranger.get(page).statusCode()).isEqualTo(404);
        assertThat(stranger.form(page + "/delete", "reason=x").statusCode()).isEqualTo(404);
        assertThat(location(maria.form(page + "/delete", "reason=done")))
                .isEqualTo(path + "?done=deleted");
    }

    @Test
    void acceptance12_domain_isAddedWithRecordsToCopy_checkedAndDeleted() {
        String path = "/portal/domains";
        String name = Api.unique("shop") + ".example";
        assertThat(maria.get(path).body()).contains("No domains", path + "/new");
        assertThat(maria.get(path + "/new").body())
                .contains("name=\"domain\"")
                .doesNotContain("vouched", "account_ids");
        HttpResponse<String> added = maria.form(path + "/new", "domain=" + name);
        assertThat(added.statusCode()).as(added.body()).isEqualTo(303);
        String page = location(added).replaceFirst("[?].*", "");
        assertThat(maria.get(location(added)).body())
                .contains("_domainkey." + name, "data-copy", page + "/verify", page + "/zone")
                .doesNotContain(page + "/settings", "/admin");
        assertThat(maria.form(page + "/check", "").statusCode()).isIn(303, 422);
        assertThat(maria.get(page + "/zone").body()).contains("_domainkey." + name);
        assertThat(otto.get(path + "?search=" + name.substring(0, 6)).body())
                .contains(name)
                .doesNotContain(path + "/new");
        assertThat(otto.get(page).body())
                .contains("_domainkey." + name, page + "/check")
                .doesNotContain(page + "/verify", page + "/delete");
        assertThat(otto.form(page + "/check", "").statusCode()).isIn(303, 422);
        for (String act : List.of("/verify", "/delete")) {
            assertThat(otto.form(page + act, "").statusCode()).as(act).isEqualTo(403);
        }
        assertThat(maria.get(page + "/settings").statusCode()).isEqualTo(404);
        PortalAccount other = PortalAccount.of(server);
        assertThat(other.signedIn(other.master()).get(page).statusCode()).isEqualTo(404);
        assertThat(maria.get(page + "/delete").body()).contains("Delete " + name);
        assertThat(location(maria.form(page + "/delete", "reason=x")))
                .isEqualTo(path + "?done=domain_deleted");
        assertThat(maria.get(page).statusCode()).isEqualTo(404);
    }
}
