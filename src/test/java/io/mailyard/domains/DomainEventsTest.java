package io.mailyard.domains;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.house.Answer;
import io.mailyard.house.Api;
import io.mailyard.house.Await;
import io.mailyard.house.FakeEndpoint;
import io.mailyard.house.StoreKind;
import io.mailyard.house.TestServer;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What webhooks are told of domains. */
class DomainEventsTest {
    private static String told(FakeEndpoint endpoint) {
        return endpoint.requests().stream()
                .map(request -> request.text())
                .collect(Collectors.joining("\n"));
    }

    @ParameterizedTest
    @EnumSource
    void owners_hearOfWhatHappensToTheirsAndNeverWhoDidIt(StoreKind kind) {
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

    private static void own(Api api, TwoResolvers dns, long account, String domain) {
        Answer added = api.call("domains/add", "account_id", account, "domain", domain).ok();
        dns.publish(added, "challenge");
        api.call("domains/verify", "account_id", account, "domain", domain).ok();
    }
}
