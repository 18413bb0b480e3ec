package io.mailyard.portal;

import io.mailyard.panel.PanelClient;
import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.Browser;
import io.mailyard.testing.FakeEndpoint;
import io.mailyard.testing.FakeMailHost;
import io.mailyard.testing.FakeMailHost.Does;
import io.mailyard.testing.MailRoute;
import io.mailyard.testing.TestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A server with one of everything, so that each page has something to show. */
record FilledServer(
        TestServer server, MailRoute route, List<String> panelPages, List<String> portalPages) {
    private static final String MASTER = "walker";

    /** Columns of texts that somebody gives. */
    private static final List<String> COLUMNS =
            List.of(
                    "accounts.title",
                    "users.first_name",
                    "users.last_name",
                    "tariffs.name",
                    "strategies.name",
                    "retry_rules.name",
                    "isps.name",
                    "lock_rules.name",
                    "bounce_patterns.name",
                    "keys.name",
                    "senders.name",
                    "messages.subject",
                    "suppressions.reason",
                    "vsenders.name",
                    "tokens.name",
                    "administrators.name",
                    "oidc_providers.title",
                    "account_oidc_providers.title",
                    "nodes.name",
                    "tasks.reason",
                    "user_identities.subject");

    static FilledServer fill(TestServer server, FakeMailHost host, FakeEndpoint endpoint) {
        Api api = server.api();
        MailRoute route = MailRoute.to(api, host.port());
        long account = route.account();
        api.call(
                        "administrators/save",
                        "login",
                        MASTER,
                        "role",
                        "master",
                        "password",
                        PortalAccount.PASSWORD,
                        "must_change_password",
                        false)
                .ok();
        api.newUser(
                account,
                "maria",
                "master",
                true,
                "password",
                PortalAccount.PASSWORD,
                "email",
                "maria@example.com");
        api.newAccount("title", "Another");
        objects(api, account, endpoint);
        // the provider is nowhere, so that nobody signs in by it
        server.tamper(
                """
                INSERT INTO user_identities (provider_id, subject, account_id, user_id, linked_at)
                SELECT p.id, 's-1', u.account_id, u.id, 0 FROM users u
                  JOIN account_oidc_providers p ON p.account_id = u.account_id
                 WHERE u.login = 'maria'
                """);
        long deferred = mail(api, route, host);
        return new FilledServer(
                server,
                route,
                pages(api, route, deferred, others(api)),
                List.of("/portal/messages/" + deferred, "/portal/profile/factor"));
    }

    private static void objects(Api api, long account, FakeEndpoint endpoint) {
        api.call("domains/add", "account_id", account, "domain", "shop.example").ok();
        api.call("suppressions/add", "account_id", account, "email", List.of("a@b.example")).ok();
        api.call("suppressions/add", "email", List.of("all@b.example")).ok();
        api.call(
                        "account_providers/save",
                        "account_id",
                        account,
                        "name",
                        "shop",
                        "issuer",
                        "https://192.0.2.7/realms/shop",
                        "client_id",
                        "mailyard",
                        "email_domains",
                        List.of("shop.example"))
                .ok();
        webhook(api, endpoint);
        webhook(api, endpoint, "account_id", account);
        api.call("roles/save", "name", "readers", "scopes", List.of("read")).ok();
        api.call("tokens/save", "name", "reader", "scopes", List.of("read")).ok();
        api.call("keys/save", "name", "k", "domain", "k.example", "selector", "s").ok();
        api.call("accounts/freeze", "id", api.newAccount("title", "Frozen"), "reason", "late").ok();
    }

    private static void webhook(Api api, FakeEndpoint endpoint, Object... of) {
        List<Object> params = new ArrayList<>(List.of(of));
        params.addAll(List.of("url", endpoint.url("/in"), "events", List.of("hbounce", "deliv")));
        long webhook = api.call("webhooks/save", params.toArray()).savedId();
        List<Object> test = new ArrayList<>(List.of(of));
        test.addAll(List.of("id", webhook, "event", "hbounce"));
        api.call("webhooks/test", test.toArray());
    }

    /** Objects of other kinds than those that a platform has from the first. */
    private static List<String> others(Api api) {
        api.call("retry_rules/save", "name", "patient", "type", "geometric", "exponent", 2).ok();
        api.call("isps/save", "name", "Example Mail", "domains", List.of("mail.example")).ok();
        api.call("lock_rules/save", "name", "fast", "pattern", "4.7.28", "duration_minutes", 30)
                .ok();
        api.call("bounce_patterns/save", "name", "full", "type", "soft", "pattern", "full").ok();
        long gone = api.call("senders/akmta/save", "name", "gone").savedId();
        api.call("senders/delete", "id", gone).ok();
        long task =
                api.call("recipients/erase", "email", "x@example.net", "reason", "asked")
                        .ok()
                        .at("data.task_id")
                        .number();
        long oidc =
                api.call(
                                "oidc_providers/save",
                                "name",
                                "corp",
                                "title",
                                "Corp",
                                "issuer",
                                "https://192.0.2.7/realms/corp",
                                "client_id",
                                "mailyard",
                                "client_secret",
                                "k3-uZ0x9v",
                                "roles",
                                Map.of("mail-admins", "administrator"))
                        .savedId();
        long ldap =
                api.call(
                                "ldap_servers/save",
                                "name",
                                "directory",
                                "address",
                                "ldaps://192.0.2.8",
                                "user_base",
                                "ou=people,dc=example,dc=com",
                                "roles",
                                Map.of("cn=help,ou=groups,dc=example,dc=com", "support"))
                        .savedId();
        return List.of(
                "/admin/senders/" + gone + "/restore",
                "/admin/senders/other",
                "/admin/tasks/" + task,
                "/admin/tasks/" + task + "/cancel",
                "/admin/tasks/erase",
                "/admin/access/oidc_providers/" + oidc,
                "/admin/access/ldap_servers/" + ldap,
                "/admin/platform/resume",
                "/admin/profile/factor",
                "/admin/settings",
                "/admin/accounts/bulk?act=freeze&which=all",
                "/admin/senders/bulk?act=assign&which=all",
                "/admin/suppressions/bulk?act=remove&which=all");
    }

    /**
     * Where links begin: pages of objects that have others below them, and those to which none
     * leads but a form.
     */
    private static List<String> pages(
            Api api, MailRoute route, long deferred, List<String> others) {
        String account = "/admin/accounts/" + route.account();
        List<String> pages = new ArrayList<>(List.of("/admin/senders/" + route.sender()));
        pages.addAll(others);
        pages.add("/admin/messages/" + deferred);
        pages.add(account);
        for (String below :
                List.of(
                        "domains",
                        "users",
                        "suppressions",
                        "vsenders",
                        "tokens",
                        "webhooks",
                        "providers")) {
            pages.add(account + "/" + below);
        }
        pages.add(account + "/users/bulk?act=deactivate&which=all");
        pages.add(account + "/suppressions/bulk?act=remove&which=all");
        for (String noun :
                List.of("strategies", "retry_rules", "lock_rules", "bounce_patterns", "isps")) {
            long own = own(api, noun);
            if (own > 0) {
                pages.add("/admin/mta/" + noun + "/" + own);
            }
        }
        long receipt = api.call("platform/receipts/list", "limit", 1).ok().at("data.0.id").number();
        pages.add("/admin/receipts/" + receipt);
        return pages;
    }

    /** One that did not come with the program, which may be deleted; 0: there is none. */
    private static long own(Api api, String noun) {
        return api.call(noun + "/list", "limit", 1000).ok().at("data").items().stream()
                .filter(object -> !object.has("shipped") || !object.at("shipped").flag())
                .mapToLong(object -> object.at("id").number())
                .findFirst()
                .orElse(0);
    }

    /** A message that is delivered and one that waits, with what was said; the latter. */
    private static long mail(Api api, MailRoute route, FakeMailHost host) {
        Await.until(() -> api.call("nodes/mta/status", "id", 1).ok().at("data.synced").flag());
        route.send("ann@example.net", "Your order").ok();
        Await.until(() -> count(api, "delivered") == 1);
        host.at("RCPT", new Does.Says("450 4.2.1 The mailbox is receiving mail too quickly"));
        long id =
                Long.parseLong(
                        route.send("ben@example.net", "Your invoice")
                                .ok()
                                .at("data.message_id")
                                .text());
        Await.until(() -> count(api, "retry") == 1);
        api.call(
                        "vsenders/add",
                        "account_id",
                        route.account(),
                        "name",
                        "all",
                        "email_rules",
                        List.of(
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
                .ok();
        return id;
    }

    private static long count(Api api, String state) {
        return api.call("messages/search", "state", state).ok().at("total_count").number();
    }

    /** Gives everything a name, as a version before may have taken it, and a number behind it. */
    void rename(String name, String... settings) {
        for (String column : COLUMNS) {
            String[] of = column.split("\\.", 2);
            server.tamper(
                    "UPDATE %s SET %s = '%s' || hex(randomblob(2))"
                            .formatted(of[0], of[1], name.replace("'", "''")));
        }
        server.restart(settings);
    }

    PanelClient administrator() {
        return new PanelClient(server.uri(), "/admin", "").signedIn(MASTER, PortalAccount.PASSWORD);
    }

    PanelClient user() {
        return PortalAccount.browser(server).signedIn(user(route), PortalAccount.PASSWORD);
    }

    private static String user(MailRoute route) {
        return "maria@" + route.accountName();
    }

    /** Signs in by the form. */
    void signIn(Browser browser, String surface) {
        browser.open(server.uri() + "/" + surface)
                .type("#login", surface.equals("admin") ? MASTER : user(route))
                .type("#password", PortalAccount.PASSWORD)
                .click("form[action='/" + surface + "/signin'] button.main");
    }
}
