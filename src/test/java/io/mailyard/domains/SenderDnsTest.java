package io.mailyard.domains;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.Tree;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.xbill.DNS.Type;

/** What DNS lacks of a sender's names stands among its problems. */
class SenderDnsTest {
    private static String problems(Api api, long sender) {
        return api.call("senders/akmta/get", "id", sender).ok().at("data.problems").items().stream()
                .map(Tree::text)
                .filter(problem -> problem.startsWith("DNS: "))
                .collect(Collectors.joining("\n"));
    }

    private static String members(String name, String returnPath) {
        return "{\"name\":\""
                + name
                + "\",\"ips\":[{\"node_id\":1,\"ip\":\"192.0.2.3\",\"helo\":\"out.platform.test\"},"
                + "{\"node_id\":1,\"ip\":\"127.0.0.1\"}],\"domain_type\":\"from\","
                + "\"return_path_domain\":\""
                + returnPath
                + "\",\"dkim_keys\":[\"k\"]}";
    }

    @ParameterizedTest
    @EnumSource
    void namesMissingInDns_areProblemsUntilPublished(StoreKind kind) {
        try (TwoResolvers dns = new TwoResolvers();
                TestServer server =
                        TestServer.start(kind, dns.setting(), "submission.name=mx.platform.test")) {
            Api api = server.api();
            long key =
                    api.call(
                                    "keys/save",
                                    "name",
                                    "k",
                                    "domain",
                                    "shop.example",
                                    "selector",
                                    "s1",
                                    "state",
                                    "active")
                            .savedId();
            long sender =
                    api.json("senders/akmta/save", members("s", "bounce.shop.example")).savedId();

            Await.until(() -> problems(api, sender).contains("out.platform.test"));

            assertThat(problems(api, sender).lines().map(line -> line.split(" is ", 2)[0]).toList())
                    .isEqualTo(
                            List.of(
                                    "DNS: TXT bounce.shop.example",
                                    "DNS: MX bounce.shop.example",
                                    "DNS: TXT s1._domainkey.shop.example",
                                    "DNS: PTR 3.2.0.192.in-addr.arpa",
                                    "DNS: A out.platform.test"));

            dns.text("other.example", "v=spf1 ip4:192.0.2.3 -all");
            dns.with("other.example", Type.MX, "10 mx.platform.test.");
            dns.with("3.2.0.192.in-addr.arpa", Type.PTR, "out.platform.test.");
            dns.with("out.platform.test", Type.A, "192.0.2.9");
            dns.text(
                    "s1._domainkey.shop.example",
                    api.call("keys/get", "id", key).ok().at("data.dns_value").text());
            String changed = members("s", "other.example");
            api.json("senders/akmta/save", "{\"id\":" + sender + "," + changed.substring(1)).ok();
            Await.until(() -> !problems(api, sender).contains("MX"));
            assertThat(problems(api, sender))
                    .contains("DNS: A out.platform.test is not as it should be")
                    .doesNotContain("_domainkey", "other.example");

            // DNS that does not answer is no problem of the sender
            dns.failing("silent.example");
            dns.without("out.platform.test");
            dns.with("out.platform.test", Type.A, "192.0.2.3");
            changed = members("s", "silent.example");
            api.json("senders/akmta/save", "{\"id\":" + sender + "," + changed.substring(1)).ok();
            Await.until(() -> problems(api, sender).isEmpty());
        }
    }
}
