package io.mailyard.domains;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.util.EnumMap;
import java.util.Map;

/**
 * A server whose resolvers a test has in hand, one for each kind of store; shared by the tests of
 * domains, and never closed.
 */
final class DomainFixtures {
    private static final TwoResolvers DNS = new TwoResolvers();
    private static final Map<StoreKind, TestServer> SERVERS = new EnumMap<>(StoreKind.class);

    private final Api api;

    private DomainFixtures(Api api) {
        this.api = api;
    }

    static DomainFixtures of(StoreKind kind) {
        synchronized (SERVERS) {
            return new DomainFixtures(
                    SERVERS.computeIfAbsent(
                                    kind,
                                    one ->
                                            TestServer.start(
                                                    one,
                                                    DNS.setting(),
                                                    "dns.timeout=1s",
                                                    "submission.name=mx.platform.test"))
                            .api());
        }
    }

    Api api() {
        return api;
    }

    TwoResolvers dns() {
        return DNS;
    }

    /** A domain that no other test has. */
    static String name() {
        return Api.unique("d") + "-" + Long.toString(System.nanoTime(), 36) + ".example";
    }

    Answer claim(long account, String domain) {
        return api.call("domains/add", "account_id", account, "domain", domain).ok();
    }

    Answer verify(long account, String domain) {
        return api.call("domains/verify", "account_id", account, "domain", domain);
    }

    /** Claims a domain and proves it. */
    void own(long account, String domain) {
        DNS.publish(claim(account, domain), "challenge");
        verify(account, domain).ok();
    }

    String state(long account, String domain) {
        return api.call("domains/get", "account_id", account, "domain", domain)
                .ok()
                .at("data.state")
                .text();
    }
}
