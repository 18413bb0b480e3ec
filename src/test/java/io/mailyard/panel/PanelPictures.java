package io.mailyard.panel;

import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.Browser;
import io.mailyard.testing.FakeMailHost;
import io.mailyard.testing.FakeMailHost.Does;
import io.mailyard.testing.InBrowser;
import io.mailyard.testing.MailRoute;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Takes the pictures of docs/pictures that show the panel and the portal, of a server of its own
 * with made-up data: {@code bench/screenshots}. No part of a run of all tests.
 */
@InBrowser
class PanelPictures {
    private static final Path FOLDER =
            Path.of(System.getProperty("mailyard.pictures", "docs/pictures"));
    private static final List<String> TITLES =
            List.of(
                    "Alder Books",
                    "Baltic Coffee",
                    "Cedar Travel",
                    "Dune Optics",
                    "Elm Street Shoes",
                    "Fjord Outdoor",
                    "Garden & Co",
                    "Hill Pharmacy",
                    "Iris Cosmetics");
    private static final List<String> DOMAINS =
            List.of("gmail.com", "outlook.com", "yahoo.com", "example.org");

    private final FakeMailHost host = FakeMailHost.start();
    private final TestServer server = TestServer.start(StoreKind.SQLITE);
    private final Api api = server.api();
    private final MailRoute route = MailRoute.to(api, host.port());

    @Test
    void pictures() throws IOException {
        Files.createDirectories(FOLDER);
        api.call("accounts/save", "id", route.account(), "title", "Harbour Foods").ok();
        for (int i = 0; i < TITLES.size(); i++) {
            long account = api.newAccount("title", TITLES.get(i));
            api.newUser(account, "owner");
            if (i % 4 == 2) {
                api.call(
                                "accounts/freeze",
                                "id",
                                account,
                                "reason",
                                "The invoice of October is open")
                        .ok();
            } else if (i % 4 == 3) {
                api.call("accounts/deactivate", "id", account).ok();
            }
        }
        api.newUser(route.account(), "anna");
        long deferred = mail();
        long vsender = virtualSender();
        api.call(
                        "administrators/save",
                        "login",
                        "anna",
                        "name",
                        "Anna Weber",
                        "role",
                        "master",
                        "password",
                        PanelPeople.PASSWORD,
                        "must_change_password",
                        false)
                .ok();
        String account = "/admin/accounts/" + route.account();
        try (Browser browser = Browser.start()) {
            new PanelPeople(server.uri(), "anna").signIn(browser, "/admin");
            browser.size(1280, 900);
            both(browser, "dashboard", "/admin");
            both(browser, "account", account);
            both(browser, "virtual-sender", account + "/vsenders/" + vsender);
            both(browser, "message", "/admin/messages/" + deferred);
            browser.open(server.uri() + "/admin/accounts");
            browser.tap("[data-palette]").type("#palette-text", "Harb").await("#found-0");
            pair(browser, "panel-search");
            both(browser, "freeze", account + "/freeze");
            freeze(browser);
            portal(browser);
        } finally {
            server.close();
            host.close();
        }
    }

    private void both(Browser browser, String name, String path) {
        browser.open(server.uri() + path);
        pair(browser, "panel-" + name);
    }

    private static void pair(Browser browser, String name) {
        for (boolean dark : new boolean[] {false, true}) {
            browser.dark(dark);
            browser.screenshot(FOLDER.resolve(name + (dark ? "-dark" : "") + ".png"));
        }
        browser.dark(false);
    }

    /** Mail of which most is delivered, some refused, and some waits; the message that waits. */
    private long mail() {
        Await.until(() -> api.call("nodes/mta/status", "id", 1).ok().at("data.synced").flag());
        host.at("RCPT", 4, new Does.Says("550 5.1.1 no such user here"));
        for (int i = 0; i < 48; i++) {
            route.send(
                            "ann" + i + "@" + DOMAINS.get(i % DOMAINS.size()),
                            "Your order " + (1000 + i))
                    .ok();
        }
        Await.until(() ->
                api.call("messages/search", "state", "delivered", "limit", 100)
                                .ok()
                                .at("total_count")
                                .number()
                        >= 44);
        host.at("RCPT", new Does.Says("450 4.2.1 The mailbox is receiving mail too quickly"));
        long id =
                Long.parseLong(
                        route.send("ben@gmail.com", "Your invoice of November")
                                .ok()
                                .at("data.message_id")
                                .text());
        Await.until(() ->
                api.call("messages/get", "id", id).ok().at("data.states.retry").number() == 1);
        return id;
    }

    private long virtualSender() {
        long second =
                api.call(
                                "senders/akmta/save",
                                "name",
                                "mail-2",
                                "account_ids",
                                List.of(route.account()))
                        .savedId();
        Map<String, Object> ramp = Map.of("start", 200, "growth", 1.4, "ceiling", 50_000);
        List<Object> warming =
                List.of(
                        Map.of("sender_id", route.sender(), "percent", 80),
                        Map.of("sender_id", second, "percent", 20, "warmup", ramp));
        return api.call(
                        "vsenders/add",
                        "account_id",
                        route.account(),
                        "name",
                        "Warm up mail-2",
                        "email_rules",
                        List.of(
                                Map.of(
                                        "type",
                                        "to_domain",
                                        "value",
                                        "gmail.com",
                                        "senders",
                                        warming),
                                Map.of(
                                        "type",
                                        "default",
                                        "senders",
                                        List.of(
                                                Map.of(
                                                        "sender_id",
                                                        route.sender(),
                                                        "percent",
                                                        100)))))
                .savedId();
    }

    /** The first page of a user of the account, which is thawed for it. */
    private void portal(Browser browser) {
        api.call("accounts/unfreeze", "id", route.account()).ok();
        api.newUser(
                route.account(),
                "maria",
                "master",
                true,
                "first_name",
                "Maria",
                "last_name",
                "Brandt",
                "password",
                PanelPeople.PASSWORD);
        browser.open(server.uri() + "/portal")
                .type("#login", "maria@" + route.accountName())
                .type("#password", PanelPeople.PASSWORD)
                .click("form[action='/portal/signin'] button.main");
        browser.await(".live.on");
        pair(browser, "portal");
    }

    /** Freezes by the form, and shows the receipt of the stop. */
    private void freeze(Browser browser) {
        browser.type("#ask-reason", "The invoice of October is open");
        browser.click("button.submit");
        long receipt = api.call("platform/receipts/list", "limit", 1).ok().at("data.0.id").number();
        Await.until(() ->
                api.call("platform/receipts/get", "id", receipt).ok().at("data.complete").flag());
        both(browser, "receipt", "/admin/receipts/" + receipt);
    }
}
