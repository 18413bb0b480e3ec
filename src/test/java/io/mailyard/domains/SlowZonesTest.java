package io.mailyard.domains;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestClock;
import io.mailyard.testing.TestServer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The daily check, where one account has nearly all domains and none of them answers. */
class SlowZonesTest {
    /** Eight at a time they would hold up the check for more than a minute. */
    private static final int SLOW = 80;

    private final TestClock clock = new TestClock();

    @Test
    void slowZonesOfOneAccount_doNotAffectAnother() {
        try (TwoResolvers dns = new TwoResolvers();
                TestServer server =
                        TestServer.start(
                                StoreKind.SQLITE, clock, dns.setting(), "dns.timeout=3s")) {
            Api api = server.api();
            prove(api, dns, api.newAccount(), "seed.example");
            for (int i = 0; i < SLOW; i++) {
                slow(server, dns, i);
            }
            long other = api.newAccount();
            List<String> lost = List.of("one.example", "two.example", "three.example");
            for (String domain : lost) {
                prove(api, dns, other, domain);
                dns.without("_mailyard." + domain);
            }

            clock.advance(Duration.ofHours(27));

            // all that the other account has fails: it is told so, and no alarm keeps it back
            for (String domain : lost) {
                Await.until(() -> state(api, domain).equals("warning"));
            }
            assertThat(state(api, "slow0.example")).isEqualTo("verified");
            assertThat(api.send("GET", "/metrics", "", "").text())
                    .contains("mailyard_domains_check_alarm 0");
        }
    }

    private static void prove(Api api, TwoResolvers dns, long account, String domain) {
        dns.publish(
                api.call("domains/add", "account_id", account, "domain", domain).ok(), "challenge");
        api.call("domains/verify", "domain", domain).ok();
    }

    /** A verified domain of the account of seed.example, whose name servers never answer. */
    private static void slow(TestServer server, TwoResolvers dns, int number) {
        String domain = "slow" + number + ".example";
        dns.silent("_mailyard." + domain);
        server.tamper(
                "INSERT INTO domains (id, account_id, domain, state, use, account_ids, vouched,"
                        + " challenge, key_id, proof, state_since, verified_at, checked_at,"
                        + " next_check_at, created_at, updated_at) SELECT "
                        + (1_000_000 + number)
                        + ", account_id, '"
                        + domain
                        + "', state, use, account_ids, vouched, challenge, key_id, proof,"
                        + " state_since, verified_at, checked_at, next_check_at, created_at,"
                        + " updated_at FROM domains WHERE domain = 'seed.example'");
    }

    private static String state(Api api, String domain) {
        return api.call("domains/get", "domain", domain).ok().at("data.state").text();
    }
}
