package io.mailyard.domains;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.FakeDns;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestClock;
import io.mailyard.testing.TestServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.xbill.DNS.Type;

/** What happens to domains by itself: claims that end, warnings, the daily check. */
class DomainChecksTest {
    private static final Duration A_RUN = Duration.ofHours(27);

    /** A server of its own clock, with domains that are proved. */
    private static final class CheckSetup implements AutoCloseable {
        final TwoResolvers dns = new TwoResolvers();
        final TestClock clock = new TestClock();
        final TestServer server;
        final Api api;
        final long account;

        CheckSetup(StoreKind kind) {
            server = TestServer.start(kind, clock, dns.setting(), "dns.timeout=500ms");
            api = server.api();
            account = api.newAccount();
        }

        Answer claim(String domain) {
            return api.call("domains/add", "account_id", account, "domain", domain).ok();
        }

        void proved(String domain) {
            dns.publish(claim(domain), "challenge");
            api.call("domains/verify", "domain", domain).ok();
        }

        String state(String domain) {
            return api.call("domains/get", "domain", domain).at("data.state").text();
        }

        String metrics() {
            return api.send("GET", "/metrics", "", "").text();
        }

        /** Lets a daily run pass, and waits for its end. */
        void run(String last) {
            String before = api.call("domains/get", "domain", last).at("data.checked_at").text();
            clock.advance(A_RUN);
            Await.until(() ->
                    !api.call("domains/get", "domain", last)
                            .at("data.checked_at")
                            .text()
                            .equals(before));
        }

        @Override
        public void close() {
            server.close();
            dns.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void unprovedClaim_endsAfterFourteenDays(StoreKind kind) {
        try (CheckSetup house = new CheckSetup(kind)) {
            house.claim("late.example");
            house.clock.advance(Duration.ofDays(13));
            house.claim("young.example");
            assertThat(house.state("late.example")).isEqualTo("pending");
            house.clock.advance(Duration.ofDays(1).plusSeconds(1));

            Await.until(
                    () -> house.api.call("domains/get", "domain", "late.example").error() == 404);

            assertThat(house.state("young.example")).isEqualTo("pending");
            assertThat(house.api.call("keys/list").text())
                    .doesNotContain("late.example")
                    .contains("young.example");
        }
    }

    @ParameterizedTest
    @EnumSource
    void proofThatIsGone_warnsAndAfterThreeDaysIsPending(StoreKind kind) {
        try (CheckSetup house = new CheckSetup(kind)) {
            house.proved("stays.example");
            house.proved("goes.example");
            house.clock.advance(Duration.ofSeconds(1));
            house.dns.without("_mailyard.goes.example");
            house.clock.advance(A_RUN);
            Await.until(() -> house.state("goes.example").equals("warning"));
            assertThat(house.state("stays.example")).isEqualTo("verified");

            house.clock.advance(Duration.ofHours(73));

            Await.until(() -> house.state("goes.example").equals("pending"));
            assertThat(house.state("stays.example")).isEqualTo("verified");
            assertThat(house.api.call("audit/list", "account_id", house.account).text())
                    .contains("domains.lapse");
        }
    }

    @ParameterizedTest
    @EnumSource
    void timeOutsAndServfail_changeNothing(StoreKind kind) {
        try (CheckSetup house = new CheckSetup(kind)) {
            house.proved("ok.example");
            house.proved("half.example");
            house.proved("dumb.example");
            house.clock.advance(Duration.ofSeconds(1));
            house.dns.without("_mailyard.half.example");
            house.dns.second().failing("_mailyard.half.example");
            house.dns.without("_mailyard.dumb.example");
            house.dns.silent("_mailyard.dumb.example");

            house.run("ok.example");

            assertThat(house.state("half.example")).isEqualTo("verified");
            assertThat(house.state("dumb.example")).isEqualTo("verified");
        }
    }

    @ParameterizedTest
    @EnumSource
    void otherContent_counts_andAWarningIsLiftedByAProof(StoreKind kind) {
        try (CheckSetup house = new CheckSetup(kind)) {
            house.proved("other.example");
            house.clock.advance(Duration.ofSeconds(1));
            house.dns.without("_mailyard.other.example");
            house.dns.with("_mailyard.other.example", Type.TXT, "\"something\"");
            assertThat(
                            house.api
                                    .call("domains/check", "domain", "other.example")
                                    .ok()
                                    .at("data.state")
                                    .text())
                    .isEqualTo("warning");
            assertThat(
                            house.api
                                    .call("domains/records", "domain", "other.example")
                                    .at("data.records.0.status")
                                    .text())
                    .isEqualTo("different");
            String challenge =
                    house.api
                            .call("domains/get", "domain", "other.example")
                            .at("data.challenge")
                            .text();
            house.dns.text("_mailyard.other.example", challenge);
            house.clock.advance(A_RUN);

            Await.until(() -> house.state("other.example").equals("verified"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void runInWhichManyFail_changesNothingAndRaisesAnAlarm(StoreKind kind) {
        try (CheckSetup house = new CheckSetup(kind)) {
            List<String> names = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                String name = "many" + i + ".example";
                house.api.call("domains/add", "account_id", house.account, "domain", name).ok();
                names.add(name);
            }
            names.forEach(name -> {
                house.dns.text(
                        "_mailyard." + name,
                        house.api.call("domains/get", "domain", name).at("data.challenge").text());
                house.api.call("domains/verify", "domain", name).ok();
            });
            house.clock.advance(Duration.ofSeconds(1));
            names.subList(0, 2).forEach(name -> house.dns.without("_mailyard." + name));

            house.clock.advance(A_RUN);
            Await.until(() -> house.metrics().contains("mailyard_domains_check_alarm 1"));

            names.forEach(name -> assertThat(house.state(name)).isEqualTo("verified"));
            house.dns.text(
                    "_mailyard." + names.getFirst(),
                    house.api
                            .call("domains/get", "domain", names.getFirst())
                            .at("data.challenge")
                            .text());
            house.clock.advance(A_RUN);
            Await.until(() -> house.state(names.get(1)).equals("warning"));
            assertThat(house.metrics()).contains("mailyard_domains_check_alarm 0");
        }
    }

    @ParameterizedTest
    @EnumSource
    void deletedAccount_keepsItsDomainsUntilItIsPurged(StoreKind kind) {
        try (CheckSetup house = new CheckSetup(kind)) {
            house.proved("kept.example");
            long other = house.api.newAccount();
            Answer theirs =
                    house.api
                            .call("domains/add", "account_id", other, "domain", "their.example")
                            .ok();
            house.dns.publish(theirs, "challenge");
            house.api.call("domains/verify", "domain", "their.example").ok();
            house.api.call("accounts/delete", "id", house.account).ok();
            house.dns.without("_mailyard.kept.example");
            house.run("their.example");
            assertThat(house.state("kept.example")).isEqualTo("verified");
            house.api.call("accounts/restore", "id", house.account).ok();
            assertThat(house.state("kept.example")).isEqualTo("verified");
            house.api.call("accounts/delete", "id", house.account).ok();
            house.clock.advance(Duration.ofDays(31));

            Await.until(
                    () -> house.api.call("domains/get", "domain", "kept.example").error() == 404);

            assertThat(house.api.call("keys/list").text()).doesNotContain("kept.example");
        }
    }

    @Test
    void oneResolver_countsWhereItIsTheZonesOwnServer() {
        try (FakeDns dns = FakeDns.start();
                TestServer server =
                        TestServer.start(
                                StoreKind.SQLITE,
                                "dns.servers=127.0.0.1:" + dns.address().getPort())) {
            Api api = server.api();
            long account = api.newAccount();
            Answer added =
                    api.call("domains/add", "account_id", account, "domain", "one.example").ok();
            String challenge = added.at("data.challenge").text();
            dns.with("_mailyard.one.example", Type.TXT, challenge);
            api.call("domains/verify", "domain", "one.example").ok();
            dns.without("_mailyard.one.example");

            assertThat(api.call("domains/check", "domain", "one.example").at("data.state").text())
                    .isEqualTo("verified");
            dns.authoritative();
            assertThat(api.call("domains/check", "domain", "one.example").at("data.state").text())
                    .isEqualTo("warning");
        }
    }
}
