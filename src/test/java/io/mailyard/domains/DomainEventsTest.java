package io.mailyard.domains;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.FakeEndpoint;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.StoresOfRun;
import io.mailyard.testing.TestClock;
import io.mailyard.testing.TestServer;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;

/** What webhooks are told of domains. */
class DomainEventsTest {
    private static String told(FakeEndpoint endpoint) {
        return endpoint.requests().stream()
                .map(request -> request.text())
                .collect(Collectors.joining("\n"));
    }

    @ParameterizedTest
    @StoresOfRun
    void owners_getEventsOfTheirDomainsWithoutTheActor(StoreKind kind) {
        try (TwoResolvers dns = new TwoResolvers();
                FakeEndpoint endpoint = FakeEndpoint.start();
                TestServer server =
                        TestServer.start(
                                kind,
                                dns.setting(),
                                "webhooks.private-networks=allow",
                                "webhooks.retry-first=50ms")) {
            Api api = server.api();
            long first = api.newAccount();
            long second = api.newAccount();
            api.call(
                            "webhooks/save",
                            "account_id",
                            first,
                            "url",
                            endpoint.url("/"),
                            "events",
                            List.of("*"))
                    .ok();
            api.call("domains/add", "domain", "platform.example", "verified", true).ok();
            api.call("webhooks/save", "url", endpoint.url("/platform"), "events", List.of("*"))
                    .ok();
            own(api, dns, first, "mail.platform.example");
            Await.until(() -> told(endpoint).contains("a subdomain of platform.example"));
            assertThat(told(endpoint)).containsOnlyOnce("a subdomain of platform.example");

            own(api, dns, first, "both.example");
            Await.until(() -> told(endpoint).contains("both.example is verified"));

            own(api, dns, second, "sub.both.example");
            Await.until(() -> told(endpoint).contains("a subdomain of both.example"));
            assertThat(told(endpoint)).contains("sub.both.example, a subdomain of both.example");

            own(api, dns, second, "both.example");
            Await.until(() -> told(endpoint).contains("domain.lost"));
            assertThat(told(endpoint))
                    .contains("both.example is proved by another account")
                    .doesNotContain("account " + second);
        }
    }

    /** Claims that end, proofs that are gone, and a check that is broken; each to its own alone. */
    @ParameterizedTest
    @StoresOfRun
    void owners_getEventsOfAutomaticChanges(StoreKind kind) {
        TestClock clock = new TestClock();
        try (TwoResolvers dns = new TwoResolvers();
                FakeEndpoint owner = FakeEndpoint.start();
                FakeEndpoint stranger = FakeEndpoint.start();
                FakeEndpoint platform = FakeEndpoint.start();
                TestServer server =
                        TestServer.start(
                                kind,
                                clock,
                                dns.setting(),
                                "webhooks.private-networks=allow",
                                "webhooks.retry-first=50ms")) {
            Api api = server.api();
            long account = api.newAccount();
            long other = api.newAccount();
            hook(api, account, owner);
            hook(api, other, stranger);
            api.call("webhooks/save", "url", platform.url("/"), "events", List.of("*")).ok();
            own(api, dns, account, "goes.example");
            own(api, dns, account, "stays.example");
            own(api, dns, account, "third.example");
            api.call("domains/add", "account_id", account, "domain", "late.example").ok();
            dns.without("_mailyard.goes.example");

            api.call("domains/check", "account_id", account, "domain", "goes.example").ok();
            Await.until(() -> told(owner).contains("\"domain.warning\""));
            assertThat(told(owner))
                    .contains("goes.example is no longer proved", "_mailyard.goes.example");

            clock.advance(Duration.ofHours(73));
            Await.until(() -> told(owner).contains("\"domain.pending\""));
            assertThat(told(owner)).contains("goes.example is not verified");

            clock.advance(Duration.ofDays(11));
            Await.until(() -> told(owner).contains("\"domain.expired\""));
            assertThat(told(owner)).contains("the claim of late.example was not proved");
            assertThat(told(platform)).doesNotContain("domain.alarm");

            dns.without("_mailyard.stays.example");
            dns.without("_mailyard.third.example");
            clock.advance(Duration.ofHours(27));
            Await.until(() -> told(platform).contains("\"domain.alarm\""));
            assertThat(told(platform)).contains("2 of 2 domains of 1 account are no longer proved");
            assertThat(told(owner))
                    .containsOnlyOnce("\"domain.warning\"")
                    .containsOnlyOnce("\"domain.pending\"")
                    .containsOnlyOnce("\"domain.expired\"")
                    .doesNotContain("domain.alarm");
            assertThat(told(stranger)).doesNotContain("domain.");
        }
    }

    private static void hook(Api api, long account, FakeEndpoint endpoint) {
        api.call(
                        "webhooks/save",
                        "account_id",
                        account,
                        "url",
                        endpoint.url("/"),
                        "events",
                        List.of("*"))
                .ok();
    }

    private static void own(Api api, TwoResolvers dns, long account, String domain) {
        Answer added = api.call("domains/add", "account_id", account, "domain", domain).ok();
        dns.publish(added, "challenge");
        api.call("domains/verify", "account_id", account, "domain", domain).ok();
    }
}
