package io.mailyard.tools;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.FakeDns;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Type;

/** {@code tools/dns}: any domain, judged as our own are, within bounds. */
class DnsToolTest {
    private static Tree record(Answer answer, String kind) {
        return answer.ok().at("data.records").items().stream()
                .filter(record -> record.at("kind").text().equals(kind))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void domain_isLookedUpWithinItsShare() throws Exception {
        try (FakeDns dns = FakeDns.start();
                TestServer server =
                        TestServer.start(
                                StoreKind.SQLITE,
                                "dns.servers=127.0.0.1:" + dns.address().getPort(),
                                "dns.timeout=2s")) {
            dns.with("shop.example.", Type.MX, "10 mx.shop.example.")
                    .with("shop.example.", Type.TXT, "\"v=spf1 -all\"")
                    .with("s1._domainkey.shop.example.", Type.TXT, "\"v=DKIM1; p=\"")
                    .with("_dmarc.shop.example.", Type.TXT, "\"v=DMARC1; p=reject\"");
            Api api = server.api();
            Answer found = api.call("tools/dns", "domain", "SHOP.example", "selector", "s1").ok();
            assertThat(record(found, "return_path").at("status").text()).isEqualTo("right");
            assertThat(record(found, "spf").at("found").items().getFirst().text())
                    .isEqualTo("v=spf1 -all");
            assertThat(record(found, "dkim").at("note").text()).contains("revoked");
            assertThat(record(found, "dmarc").at("note").text()).contains("policy reject");
            assertThat(record(found, "dmarc").at("resolver").text()).contains("127.0.0.1");
            assertThat(
                            record(api.call("tools/dns", "domain", "none.example"), "spf")
                                    .at("status")
                                    .text())
                    .isEqualTo("absent");
            Answer faulty = api.call("tools/dns", "domain", "no domain", "selector", "a b");
            assertThat(faulty.text()).contains("\"domain\"", "\"selector\"");
            share(dns, api);
        }
    }

    /** Two look-ups of one caller may wait for slow servers, others are refused meanwhile. */
    private static void share(FakeDns dns, Api api) throws Exception {
        dns.silent("slow.example.");
        List<Future<Answer>> slow = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 4; i++) {
                slow.add(threads.submit(() -> api.call("tools/dns", "domain", "slow.example")));
            }
        }
        List<Integer> errors = new ArrayList<>();
        for (Future<Answer> each : slow) {
            errors.add(each.get().error());
        }
        assertThat(errors).contains(0, 429).containsOnly(0, 429);
        Answer after = api.call("tools/dns", "domain", "shop.example").ok();
        assertThat(after.at("data.took_ms").number()).isLessThan(10_000);
    }
}
