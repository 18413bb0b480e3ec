package io.mailyard.testing;

/**
 * An account, a sender on a node, and a route to a mail host of a test, made by the API as an
 * administrator makes them. The sender's strategy sets no limit that shows.
 */
public final class MailRoute {
    private final Api api;
    private final long account;
    private final long sender;
    private final String accountName;
    private final String token;

    private MailRoute(Api api, long account, long sender, String accountName, String token) {
        this.api = api;
        this.account = account;
        this.sender = sender;
        this.accountName = accountName;
        this.token = token;
    }

    /** Through node 1, from 127.0.0.1; all mail of the server goes to {@code port} there. */
    public static MailRoute to(Api api, int port) {
        return to(api, port, 1);
    }

    /** The same through another node. */
    public static MailRoute to(Api api, int port, long node) {
        route(api, port);
        return made(api, node);
    }

    /** Another account with a sender of its own on node 1; its mail goes where routes say. */
    public static MailRoute beside(Api api) {
        return made(api, 1);
    }

    private static MailRoute made(Api api, long node) {
        long strategy =
                api.call(
                                "strategies/save",
                                "name",
                                Api.unique("fast"),
                                "concurrent_connections",
                                20,
                                "messages_per_connection",
                                1000,
                                "connection_attempts",
                                1000,
                                "interval_seconds",
                                1,
                                "helo",
                                "ip",
                                "try_tls_first",
                                false)
                        .savedId();
        String name = Api.unique("mail");
        long account =
                api.call(
                                "accounts/save",
                                "name",
                                name,
                                "title",
                                "Mail",
                                "tz",
                                "UTC",
                                "tariff",
                                "default",
                                "reports_day",
                                1,
                                "reports_hour",
                                9)
                        .savedId();
        String ips = "[{\"node_id\":" + node + ",\"ip\":\"127.0.0.1\",\"helo\":\"\"}]";
        long sender =
                api.json(
                                "senders/akmta/save",
                                "{\"name\":\""
                                        + Api.unique("sender")
                                        + "\",\"ips\":"
                                        + ips
                                        + ",\"domain_type\":\"from\",\"strategy\":"
                                        + strategy
                                        + ",\"account_ids\":["
                                        + account
                                        + "]}")
                        .savedId();
        String token =
                api.call("accounts/tokens/save", "account_id", account, "name", "test")
                        .ok()
                        .at("data.token")
                        .text();
        return new MailRoute(api, account, sender, name, token);
    }

    /** Lets all mail go to that port of the loopback address, in place of where it went. */
    public static void route(Api api, int port) {
        Tree routes = api.call("routes/list").ok().at("data");
        if (!routes.items().isEmpty()) {
            api.call("routes/save", "id", routes.at("0.id").number(), "port", port).ok();
        } else {
            api.call(
                            "routes/save",
                            "domain",
                            "*",
                            "host",
                            "127.0.0.1",
                            "port",
                            port,
                            "tls",
                            "never")
                    .ok();
        }
    }

    /** Sends one message by HTTP with the account's token. */
    public Answer send(String to, String subject) {
        return sendAt(api, to, subject);
    }

    /** The same at another server over the same store, or after a restart. */
    public Answer sendAt(Api server, String to, String subject) {
        return server.withToken(token)
                .call(
                        "/api/v1.1/messages/send",
                        "from",
                        "sender@sender.example",
                        "to",
                        to,
                        "subject",
                        subject,
                        "text",
                        "Hello.");
    }

    public long account() {
        return account;
    }

    public long sender() {
        return sender;
    }

    public String accountName() {
        return accountName;
    }

    /** The account's own token. */
    public String token() {
        return token;
    }

    /** The account's ledger. */
    public Tree ledger(Api server) {
        return server.call("ledger/get", "account_id", account).ok().at("data");
    }
}
