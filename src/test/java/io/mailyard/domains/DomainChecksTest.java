package io.mailyard.domains;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.FakeDns;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.StoresOfRun;
import io.mailyard.testing.TestClock;
import io.mailyard.testing.TestServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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
    @StoresOfRun
    void unprovedClaim_endsAfterFourteenDays(StoreKind kind) {
        try (CheckSetup setup = new CheckSetup(kind)) {
            setup.claim("late.example");
            setup.clock.advance(Duration.ofDays(13));
            setup.claim("young.example");
            assertThat(setup.state("late.example")).isEqualTo("pending");
            setup.clock.advance(Duration.ofDays(1).plusSeconds(1));

            Await.until(
                    () -> setup.api.call("domains/get", "domain", "late.example").error() == 404);

            assertThat(setup.state("young.example")).isEqualTo("pending");
            assertThat(setup.api.call("keys/list").text())
                    .doesNotContain("late.example")
                    .contains("young.example");
        }
    }

    @ParameterizedTest
    @StoresOfRun
    void missingProof_warnsAndIsPendingAfterThreeDays(StoreKind kind) {
        try (CheckSetup setup = new CheckSetup(kind)) {
            setup.proved("stays.example");
            setup.proved("goes.example");
            setup.clock.advance(Duration.ofSeconds(1));
            setup.dns.without("_mailyard.goes.example");
            setup.clock.advance(A_RUN);
            Await.until(() -> setup.state("goes.example").equals("warning"));
            assertThat(setup.state("stays.example")).isEqualTo("verified");

            setup.clock.advance(Duration.ofHours(73));

            Await.until(() -> setup.state("goes.example").equals("pending"));
            assertThat(setup.state("stays.example")).isEqualTo("verified");
            assertThat(setup.api.call("audit/list", "account_id", setup.account).text())
                    .contains("domains.lapse");
        }
    }

    @ParameterizedTest
    @StoresOfRun
    void timeOutsAndServfail_changeNothing(StoreKind kind) {
        try (CheckSetup setup = new CheckSetup(kind)) {
            setup.proved("ok.example");
            setup.proved("half.example");
            setup.proved("dumb.example");
            setup.clock.advance(Duration.ofSeconds(1));
            setup.dns.without("_mailyard.half.example");
            setup.dns.second().failing("_mailyard.half.example");
            setup.dns.without("_mailyard.dumb.example");
            setup.dns.silent("_mailyard.dumb.example");

            setup.run("ok.example");

            assertThat(setup.state("half.example")).isEqualTo("verified");
            assertThat(setup.state("dumb.example")).isEqualTo("verified");
        }
    }

    @ParameterizedTest
    @StoresOfRun
    void otherContent_counts_andAProofClearsTheWarning(StoreKind kind) {
        try (CheckSetup setup = new CheckSetup(kind)) {
            setup.proved("other.example");
            setup.clock.advance(Duration.ofSeconds(1));
            setup.dns.without("_mailyard.other.example");
            setup.dns.with("_mailyard.other.example", Type.TXT, "\"something\"");
            assertThat(
                            setup.api
                                    .call("domains/check", "domain", "other.example")
                                    .ok()
                                    .at("data.state")
                                    .text())
                    .isEqualTo("warning");
            assertThat(
                            setup.api
                                    .call("domains/records", "domain", "other.example")
                                    .at("data.records.0.status")
                                    .text())
                    .isEqualTo("different");
            String challenge =
                    setup.api
                            .call("domains/get", "domain", "other.example")
                            .at("data.challenge")
                            .text();
            setup.dns.text("_mailyard.other.example", challenge);
            setup.clock.advance(A_RUN);

            Await.until(() -> setup.state("other.example").equals("verified"));
        }
    }

    @ParameterizedTest
    @StoresOfRun
    void checkWithManyFailures_changesNothingAndRaisesAnAlarm(StoreKind kind) {
        try (CheckSetup setup = new CheckSetup(kind)) {
            List<String> names = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                String name = "many" + i + ".example";
                setup.api.call("domains/add", "account_id", setup.account, "domain", name).ok();
                names.add(name);
            }
            names.forEach(name -> {
                setup.dns.text(
                        "_mailyard." + name,
                        setup.api.call("domains/get", "domain", name).at("data.challenge").text());
                setup.api.call("domains/verify", "domain", name).ok();
            });
            setup.clock.advance(Duration.ofSeconds(1));
            names.subList(0, 2).forEach(name -> setup.dns.without("_mailyard." + name));

            setup.clock.advance(A_RUN);
            Await.until(() -> setup.metrics().contains("mailyard_domains_check_alarm 1"));

            names.forEach(name -> assertThat(setup.state(name)).isEqualTo("verified"));
            setup.dns.text(
                    "_mailyard." + names.getFirst(),
                    setup.api
                            .call("domains/get", "domain", names.getFirst())
                            .at("data.challenge")
                            .text());
            setup.clock.advance(A_RUN);
            Await.until(() -> setup.state(names.get(1)).equals("warning"));
            assertThat(setup.metrics()).contains("mailyard_domains_check_alarm 0");
        }
    }

    /** Not to another account's proof either: restored, it has what it had. */
    @ParameterizedTest
    @StoresOfRun
    void deletedAccountsDomain_isProvedByNobodyElse(StoreKind kind) {
        try (CheckSetup setup = new CheckSetup(kind)) {
            setup.proved("kept.example");
            long other = setup.api.newAccount();
            setup.api.call("accounts/delete", "id", setup.account).ok();
            Answer claim =
                    setup.api
                            .call("domains/add", "account_id", other, "domain", "kept.example")
                            .ok();
            setup.dns.publish(claim, "challenge");
            Object[] verify = {"account_id", other, "domain", "kept.example"};
            Answer refused = setup.api.call("domains/verify", verify);
            assertThat(refused.error()).isEqualTo(409);
            assertThat(refused.errorText()).contains("kept.example", "deleted account");
            Object[] vouch = {"account_id", other, "domain", "kept.example", "verified", true};
            assertThat(setup.api.call("domains/save", vouch).error()).isEqualTo(409);

            setup.api.call("accounts/restore", "id", setup.account).ok();
            assertThat(setup.state("kept.example")).isEqualTo("verified");

            setup.api.call("domains/verify", verify).ok();
        }
    }

    @ParameterizedTest
    @StoresOfRun
    void deletedAccount_keepsItsDomainsUntilItIsPurged(StoreKind kind) {
        try (CheckSetup setup = new CheckSetup(kind)) {
            setup.proved("kept.example");
            long other = setup.api.newAccount();
            Answer theirs =
                    setup.api
                            .call("domains/add", "account_id", other, "domain", "their.example")
                            .ok();
            setup.dns.publish(theirs, "challenge");
            setup.api.call("domains/verify", "domain", "their.example").ok();
            setup.api.call("accounts/delete", "id", setup.account).ok();
            setup.dns.without("_mailyard.kept.example");
            setup.run("their.example");
            assertThat(setup.state("kept.example")).isEqualTo("verified");
            setup.api.call("accounts/restore", "id", setup.account).ok();
            assertThat(setup.state("kept.example")).isEqualTo("verified");
            setup.api.call("accounts/delete", "id", setup.account).ok();
            setup.clock.advance(Duration.ofDays(31));

            Await.until(
                    () -> setup.api.call("domains/get", "domain", "kept.example").error() == 404);

            assertThat(setup.api.call("keys/list").text()).doesNotContain("kept.example");
        }
    }

    @Test
    void singleResolver_sufficesIfItIsTheZonesOwnServer() {
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
