package io.mailyard.portal;

import static io.mailyard.portal.PortalAccount.PASSWORD;
import static io.mailyard.portal.PortalAccount.location;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.panel.PanelClient;
import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.FakeMailHost;
import io.mailyard.testing.FakeMailHost.Does;
import io.mailyard.testing.MailRoute;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.Tree;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Delivery log, message page, statistics and usage as an account's own users have them. */
class PortalMailTest {
    private final FakeMailHost host = FakeMailHost.start();
    private final TestServer server = TestServer.start(StoreKind.SQLITE);
    private final Api api = server.api();
    private final MailRoute route = MailRoute.to(api, host.port());

    @AfterEach
    void close() {
        server.close();
        host.close();
    }

    private PanelClient user(String login, boolean master) {
        api.call(
                        "accounts/users/add",
                        "account_id",
                        route.account(),
                        "name",
                        login,
                        "email",
                        login + "@example.com",
                        "master",
                        master,
                        "password",
                        PASSWORD)
                .ok();
        String name = api.call("accounts/get", "id", route.account()).at("data.name").text();
        return PortalAccount.browser(server).signedIn(login + "@" + name, PASSWORD);
    }

    private long deferred() {
        Await.until(() -> {
            Tree status = api.call("nodes/mta/status", "id", 1).ok().at("data");
            return status.at("synced").flag() && status.at("running").flag();
        });
        host.at("RCPT", new Does.Says("450 4.2.0 the mailbox is busy"));
        String id =
                route.send("anna@recipient.example", "Your order")
                        .ok()
                        .at("data.message_id")
                        .text();
        Await.until(() ->
                api.call("messages/get", "id", Long.parseLong(id))
                                .ok()
                                .at("data.states.retry")
                                .number()
                        == 1);
        host.asUsual();
        return Long.parseLong(id);
    }

    @Test
    void mail_isFoundReadTriedAndCounted() {
        long id = deferred();
        PanelClient maria = user("maria", true);
        PanelClient otto = user("otto", false);
        String log = "/portal/messages";
        String path = log + "/" + id;

        for (String filter :
                List.of("to=anna%40recipient.example", "subject=order", "state=retry")) {
            assertThat(maria.get(log + "?" + filter).body()).contains(path, "1 message");
        }
        assertThat(maria.get(log + "?to=nobody%40recipient.example").body())
                .contains("Nothing found")
                .doesNotContain(path);
        assertThat(maria.get(log).body())
                .contains("Delivery log", "name=\"answer\"")
                .doesNotContain("account_id", "bounce_pattern", "sender_id", "\"/admin");

        String page = otto.get(path).body();
        assertThat(page)
                .contains("<strong>Attempt 1: deferred</strong>", "450 4.2.0 the mailbox is busy")
                .contains("/portal/suppressions?search=anna%40recipient.example")
                .doesNotContain("try-now", "/admin", "Route proof", "Node<");
        assertThat(otto.get(path + "/try-now").statusCode()).isEqualTo(403);
        assertThat(otto.form(path + "/try-now", "").statusCode()).isEqualTo(403);
        Matcher links = Pattern.compile("href=\"(/portal/[^\"#]+)\"").matcher(page);
        while (links.find()) {
            String address = links.group(1).replace("&amp;", "&");
            if (!address.startsWith("/portal/signin")) {
                assertThat(otto.get(address).statusCode()).as(address).isEqualTo(200);
            }
        }
        assertThat(page).contains(path + "/conversation/", path + "/content");
        assertThat(otto.get(path + "/content").body())
                .contains("/portal/messages/" + id + "/content/")
                .doesNotContain("/admin");

        assertThat(maria.get(path + "/try-now").body()).contains("anna@recipient.example");
        assertThat(location(maria.form(path + "/try-now", ""))).isEqualTo(path + "?done=tried");
        Await.until(() -> maria.get(path).body().contains("Attempt 2: delivered"));
        PortalAccount other = PortalAccount.of(server);
        PanelClient stranger = other.signedIn(other.master());
        for (String below : List.of("", "/content", "/try-now", "/route")) {
            assertThat(stranger.get(path + below).statusCode()).as(below).isEqualTo(404);
        }
        counted(otto);
    }

    private void counted(PanelClient otto) {
        Await.until(() -> otto.get("/portal/statistics?by=isp").body().contains("<td"));
        assertThat(otto.get("/portal/statistics?by=sender&period=7d").body())
                .contains("/portal/statistics/export?")
                .doesNotContain("name=\"account\"", "value=\"account\"", "/admin");
        for (String by : List.of("sender", "isp", "account")) {
            String export = otto.get("/portal/statistics/export?by=" + by).body();
            assertThat(export.lines()).hasSize(2);
            assertThat(export).doesNotContain("account_id");
        }
        assertThat(otto.get("/portal/usage").body())
                .contains("1, no limit", "/portal/usage/export")
                .doesNotContain("name=\"account\"", "name=\"order\"", "/admin");
        assertThat(otto.get("/portal/usage/export?account=999").body().lines())
                .hasSize(2)
                .last()
                .asString()
                .contains(",1,1,1,");
    }
}
