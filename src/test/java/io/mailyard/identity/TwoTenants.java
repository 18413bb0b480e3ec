package io.mailyard.identity;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.Body;
import io.mailyard.testing.FakeDns;
import io.mailyard.testing.FakeMailHost;
import io.mailyard.testing.MailRoute;
import io.mailyard.testing.RawSmtp;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Two accounts on one sender: one owns a domain, the other writes as it. On a server that the tests
 * of this package share; each has accounts and domains of its own.
 */
final class TwoTenants {
    static final String PASSWORD = "korrekt-Pferd-9-Batterie";
    static final FakeMailHost HOST = FakeMailHost.start();
    static final FakeDns DNS = FakeDns.start();

    private static final Map<StoreKind, TestServer> SERVERS = new EnumMap<>(StoreKind.class);

    final TestServer server;
    final Api api;
    final Tenant owner;
    final Tenant neighbour;
    final long sender;
    final String domain = Api.unique("owned") + ".example";

    /** An account with a token and the user anna. */
    record Tenant(long account, String name, String token) {}

    private TwoTenants(TestServer server) {
        this.server = server;
        this.api = server.api();
        MailRoute route = MailRoute.to(api, HOST.port());
        this.sender = route.sender();
        this.owner = new Tenant(route.account(), route.accountName(), route.token());
        this.neighbour = newTenant();
        api.newUser(owner.account(), "anna", "password", PASSWORD);
        own(owner.account(), domain);
        Await.until(() -> api.call("nodes/mta/status", "id", 1).at("data.synced").flag());
    }

    static TwoTenants on(StoreKind kind) {
        synchronized (SERVERS) {
            return new TwoTenants(
                    SERVERS.computeIfAbsent(
                            kind,
                            one ->
                                    TestServer.start(
                                            one,
                                            "submission.listen=127.0.0.1:0",
                                            "submission.name=mx.platform.example",
                                            "dns.timeout=500ms",
                                            "dns.servers="
                                                    + "127.0.0.1"
                                                    + ":"
                                                    + DNS.address().getPort(),
                                            "webhooks.private-networks=allow",
                                            "webhooks.retry-first=50ms")));
        }
    }

    /** Another account on the same sender. */
    Tenant newTenant() {
        String name = Api.unique("tenant");
        long account = api.newAccount("name", name);
        api.newUser(account, "anna", "password", PASSWORD);
        api.call("senders/assign", "id", sender, "account_id", account).ok();
        String token =
                api.call("accounts/tokens/save", "account_id", account, "name", "test")
                        .ok()
                        .at("data.token")
                        .text();
        return new Tenant(account, name, token);
    }

    /** Makes a domain an account's; 0: the platform's. An administrator vouches for it. */
    void own(long account, String name) {
        own(account, name, "return_path");
    }

    /** The same with another use, and further accounts. */
    void own(long account, String name, String use, Long... others) {
        Map<String, @Nullable Object> body = Body.members("domain", name, "verified", true);
        if (account != 0) {
            body.put("account_id", account);
        }
        api.json("domains/add", Body.json(body)).ok();
        if (others.length > 0 || use.equals("from")) {
            Map<String, @Nullable Object> more =
                    Body.members("domain", name, "use", use, "account_ids", List.of(others));
            if (account != 0) {
                more.put("account_id", account);
                more.remove("use");
            }
            api.json("domains/save", Body.json(more)).ok();
        }
    }

    void policy(Tenant tenant, String word) {
        api.call("accounts/save", "id", tenant.account(), "domains_policy", word).ok();
    }

    /** An active key. */
    String key(String of, String selector) {
        String name = Api.unique("key");
        api.call(
                        "keys/save",
                        "name",
                        name,
                        "algorithm",
                        "ed25519",
                        "domain",
                        of,
                        "selector",
                        selector,
                        "state",
                        "active")
                .ok();
        return name;
    }

    /** Sends a composed message by HTTP. */
    Answer send(Tenant tenant, String from, String to) {
        return api.withToken(tenant.token())
                .call(
                        "/api/v1.1/messages/send",
                        "from",
                        from,
                        "to",
                        to,
                        "subject",
                        "Hello",
                        "text",
                        "Hello.");
    }

    /** Sends a raw message by HTTP; its envelope sender is {@code from}. */
    Answer raw(Tenant tenant, String from, String to, String... fields) {
        return raw(tenant, from, to, message(fields));
    }

    Answer raw(Tenant tenant, String from, String to, byte[] message) {
        return api.withToken(tenant.token())
                .call(
                        "/api/v1.1/messages/send",
                        "from",
                        from,
                        "to",
                        to,
                        "raw",
                        Base64.getEncoder().encodeToString(message));
    }

    static byte[] message(String... fields) {
        return (String.join("\r\n", fields) + "\r\nSubject: Hello\r\n\r\nHello.\r\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    RawSmtp smtp(Tenant tenant) {
        return RawSmtp.signedIn(server.submission(), "anna@" + tenant.name(), PASSWORD);
    }

    static String recipient() {
        return Api.unique("r") + "@recipient.example";
    }

    /** What the host gets of the message to that address. */
    static String got(String to) {
        Await.until(() -> HOST.messages().stream().anyMatch(one -> one.recipients().contains(to)));
        return HOST.messages().stream()
                .filter(one -> one.recipients().contains(to))
                .map(one -> new String(one.raw(), StandardCharsets.UTF_8))
                .findFirst()
                .orElseThrow();
    }
}
