package io.mailyard.impact;

import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.Body;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A server whose node 1 sends, with accounts, senders and virtual senders of a test's own. */
final class ImpactFixtures {
    private static final Map<StoreKind, TestServer> SERVERS = new EnumMap<>(StoreKind.class);

    final TestServer server;
    final Api api;
    final Api dry;

    private ImpactFixtures(TestServer server) {
        this.server = server;
        this.api = server.api();
        this.dry = api.with("Prefer", "dry-run");
    }

    /** On a server that these tests alone have: elsewhere node 1 is stopped and started. */
    static ImpactFixtures of(StoreKind kind) {
        synchronized (SERVERS) {
            return on(SERVERS.computeIfAbsent(kind, ImpactFixtures::start));
        }
    }

    /** All mail goes to a port where nobody listens, and stays queued. */
    private static TestServer start(StoreKind kind) {
        TestServer server = TestServer.start(kind);
        server.api().call("routes/save", "domain", "*", "host", "127.0.0.1", "port", 1).ok();
        return server;
    }

    static ImpactFixtures on(TestServer server) {
        ImpactFixtures yard = new ImpactFixtures(server);
        Await.until(() -> yard.api.call("nodes/mta/status", "id", 1).at("data.running").flag());
        return yard;
    }

    /** A sender with an IP on a node, for these accounts. */
    long sender(long node, Long... accounts) {
        return api.call(
                        "senders/akmta/save",
                        "name",
                        Api.unique("sender"),
                        "ips",
                        List.of(Body.members("node_id", node, "ip", "127.0.0.1")),
                        "account_ids",
                        Arrays.asList(accounts))
                .savedId();
    }

    long vsender(long account, Object... rules) {
        return api.call(
                        "vsenders/add",
                        "account_id",
                        account,
                        "name",
                        Api.unique("v"),
                        "email_rules",
                        Arrays.asList(rules))
                .savedId();
    }

    static Map<String, @Nullable Object> rule(String type, Object value, Object... shares) {
        return Body.members("type", type, "value", value, "senders", Arrays.asList(shares));
    }

    static Map<String, @Nullable Object> share(long sender, int percent) {
        return Body.members("sender_id", sender, "percent", percent);
    }

    /** Puts mail into the queue. */
    void queue(long account, int recipients) {
        Object[] to = new Object[recipients];
        Arrays.setAll(to, i -> "r" + i + "@nowhere.example");
        api.newTokenOf(account)
                .api()
                .call(
                        "/api/v1.1/messages/send",
                        "from",
                        "a@b.example",
                        "to",
                        Arrays.asList(to),
                        "text",
                        "x")
                .ok();
    }

    /** How much a sender has of an account, in recipients. */
    long queued(long account, long sender) {
        return api.call("senders/queue/stats", "id", sender, "account_id", account)
                .at("data.0.total")
                .number();
    }
}
