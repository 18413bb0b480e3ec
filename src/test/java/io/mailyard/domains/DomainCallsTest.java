package io.mailyard.domains;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code domains/...}: claims, and their proofs in DNS. */
@ParameterizedClass
@EnumSource
class DomainCallsTest {
    private final DomainFixtures setup;
    private final TwoResolvers dns;
    private final Api api;

    DomainCallsTest(StoreKind kind) {
        this.setup = DomainFixtures.of(kind);
        this.dns = setup.dns();
        this.api = setup.api();
    }

    @Test
    void add_createsAChallengeAndAPendingKeyAndReturnsTheRecords() {
        long account = api.newAccount();
        String domain = DomainFixtures.name();

        Answer added = setup.claim(account, domain);

        assertThat(added.at("data.state").text()).isEqualTo("pending");
        Tree challenge = added.at("data.records.0");
        assertThat(challenge.at("kind").text()).isEqualTo("challenge");
        assertThat(challenge.at("name").text()).isEqualTo("_mailyard." + domain);
        assertThat(challenge.at("value").text()).matches("mailyard-verify=[a-z2-7]{32}");
        Tree key = added.at("data.records.1");
        assertThat(key.at("kind").text()).isEqualTo("dkim");
        assertThat(key.at("name").text()).endsWith("._domainkey." + domain);
        assertThat(key.at("value").text()).startsWith("v=DKIM1; k=rsa; p=");
        assertThat(key.at("status").text()).isEqualTo("unchecked");
        String keys = api.call("keys/list", "limit", 500).text();
        assertThat(keys).contains("\"domain\":\"" + domain + "\"");
        assertThat(keys.substring(keys.indexOf(domain + "\"")))
                .contains("\"account_id\":" + account);
    }

    @Test
    void verify_acceptsTheChallengeOrTheClaimsOwnKey() {
        for (String kind : List.of("challenge", "dkim")) {
            long account = api.newAccount();
            String domain = DomainFixtures.name();
            Answer added = setup.claim(account, domain);
            Answer early = setup.verify(account, domain);
            assertThat(early.error()).isEqualTo(409);
            assertThat(early.errorText()).contains("_mailyard." + domain, "does not exist");
            assertThat(setup.state(account, domain)).isEqualTo("pending");

            dns.publish(added, kind);
            Answer verified = setup.verify(account, domain).ok();

            assertThat(verified.at("data.state").text()).isEqualTo("verified");
            assertThat(verified.at("data.proof").text())
                    .isEqualTo(kind.equals("dkim") ? "dkim" : "txt");
            assertThat(
                            api.call("domains/records", "account_id", account, "domain", domain)
                                    .at("data.records.1.why")
                                    .text())
                    .isEqualTo("mail is signed by it");
        }
    }

    @Test
    void verify_refusesOlderKeysAndOtherChallenges() {
        long account = api.newAccount();
        String domain = DomainFixtures.name();
        Answer key =
                api.call(
                                "keys/get",
                                "id",
                                api.call(
                                                "keys/save",
                                                "name",
                                                Api.unique("old"),
                                                "domain",
                                                domain,
                                                "selector",
                                                "old",
                                                "state",
                                                "active")
                                        .savedId())
                        .ok();
        dns.text(key.at("data.dns_name").text(), key.at("data.dns_value").text());
        Answer foreign = setup.claim(api.newAccount(), domain);
        dns.publish(foreign, "challenge");
        setup.claim(account, domain);

        assertThat(setup.verify(account, domain).errorText()).contains("has another value");
    }

    @Test
    void verify_changesNothingWithoutADnsAnswer() {
        for (boolean isSilent : new boolean[] {true, false}) {
            long account = api.newAccount();
            String domain = DomainFixtures.name();
            setup.claim(account, domain);
            if (isSilent) {
                dns.silent("_mailyard." + domain);
            } else {
                dns.failing("_mailyard." + domain);
            }

            Answer answer = setup.verify(account, domain);

            assertThat(answer.error()).isEqualTo(503);
            assertThat(answer.errorText()).contains(domain, "DNS did not answer", "nothing was");
            assertThat(setup.state(account, domain)).isEqualTo("pending");
        }
    }

    @Test
    void names_inULabelsAndALabelsAreOneDomain() {
        long account = api.newAccount();
        String unique = Long.toString(System.nanoTime(), 36);
        setup.claim(account, "M\u00dcNCHEN." + unique + ".example.");

        Answer again =
                api.call(
                        "domains/add",
                        "account_id",
                        account,
                        "domain",
                        "xn--mnchen-3ya." + unique + ".example");

        assertThat(again.error()).isEqualTo(409);
        Answer found =
                api.call(
                                "domains/get",
                                "account_id",
                                account,
                                "domain",
                                "m\u00fcnchen." + unique + ".example")
                        .ok();
        assertThat(found.at("data.domain").text())
                .isEqualTo("xn--mnchen-3ya." + unique + ".example");
        assertThat(found.at("data.unicode").text()).startsWith("m\u00fcnchen.");
    }

    @Test
    void badNames_areRefusedByFieldAndReason() {
        long account = api.newAccount();
        String label = "a".repeat(60);
        String most = label + "." + label + "." + label + "." + "b".repeat(52) + ".example";
        assertThat(most).hasSize(243);
        setup.claim(account, most);
        for (String bad :
                List.of(
                        "192.0.2.1",
                        "[192.0.2.1]",
                        "2001:db8::1",
                        "[2001:db8::1]",
                        "com",
                        "co.uk",
                        "CO.UK.",
                        "foo.ck",
                        "github.io",
                        "localhost",
                        "a..example",
                        ".example.com",
                        "-a.example",
                        "a_b.example",
                        "*.example.com",
                        "me@example.com",
                        "https://example.com/",
                        "x" + most,
                        " ")) {
            Answer answer = api.call("domains/add", "account_id", account, "domain", bad);
            assertThat(answer.error()).as(bad).isEqualTo(400);
            assertThat(answer.errorText()).as(bad).startsWith("domain: ");
        }
        assertThat(api.call("domains/list", "account_id", account).at("total_count").number())
                .isEqualTo(1);
        assertThat(api.call("domains/add", "account_id", account, "domain", "co.uk").errorText())
                .contains("'co.uk' is a public suffix");
        assertThat(
                        api.call("domains/add", "account_id", account, "domain", "192.0.2.1")
                                .errorText())
                .contains("IP address");
        assertThat(api.call("domains/add", "account_id", account, "domain", "x" + most).errorText())
                .contains("244", "243");
    }

    @Test
    void concurrentClaims_haveOneWinner() throws Exception {
        String domain = DomainFixtures.name();
        List<Long> accounts = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            long account = api.newAccount();
            dns.publish(setup.claim(account, domain), "challenge");
            accounts.add(account);
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Answer>> calls =
                    accounts.stream()
                            .<Callable<Answer>>map(account -> () -> setup.verify(account, domain))
                            .toList();
            List<Integer> errors = new ArrayList<>();
            for (Future<Answer> answer : threads.invokeAll(calls)) {
                errors.add(answer.get().error());
            }
            assertThat(errors).containsExactlyInAnyOrder(0, 409, 409, 409);
        }
        Answer all = api.call("domains/list", "domain", domain, "state", "verified").ok();
        assertThat(all.at("total_count").number()).isEqualTo(1);
        long winner = all.at("data.0.account_id").number();
        long other = accounts.stream().filter(id -> id != winner).findFirst().orElseThrow();
        assertThat(setup.verify(other, domain).errorText())
                .contains("void", "add the domain again");
        dns.publish(setup.claim(other, domain), "challenge");
        setup.verify(other, domain).ok();
        assertThat(setup.verify(winner, domain).error()).isEqualTo(404);
    }

    @Test
    void verifiedDomain_isLostToANewerProofAndNeedsANewChallenge() {
        long first = api.newAccount();
        long second = api.newAccount();
        String domain = DomainFixtures.name();
        Answer old = setup.claim(first, domain);
        dns.publish(old, "challenge");
        setup.verify(first, domain).ok();
        Answer newer = setup.claim(second, domain);
        assertThat(newer.text()).doesNotContain("\"account_id\":" + first + ",");
        dns.publish(newer, "challenge");

        setup.verify(second, domain).ok();

        assertThat(setup.state(second, domain)).isEqualTo("verified");
        assertThat(setup.verify(first, domain).error()).isEqualTo(404);
        assertThat(api.call("audit/list", "account_id", first).text()).contains("domains.lose");
        Answer again = setup.claim(first, domain);
        assertThat(again.at("data.records.0.value").text())
                .isNotEqualTo(old.at("data.records.0.value").text());
        assertThat(setup.verify(first, domain).error()).isEqualTo(409);
        dns.publish(again, "challenge");
        setup.verify(first, domain).ok();
        assertThat(api.call("domains/list", "domain", domain).at("total_count").number())
                .isEqualTo(1);
    }

    @Test
    void vouchedDomain_mustBeReleasedByAnAdministratorFirst() {
        long first = api.newAccount();
        long second = api.newAccount();
        String domain = DomainFixtures.name();
        long id =
                api.call("domains/add", "account_id", first, "domain", domain, "verified", true)
                        .savedId();
        dns.publish(setup.claim(second, domain), "challenge");
        Answer refused = setup.verify(second, domain);
        assertThat(refused.error()).isEqualTo(409);
        assertThat(refused.errorText())
                .contains("administrator")
                .doesNotContain("account " + first);
        assertThat(
                        api.call(
                                        "domains/add",
                                        "account_id",
                                        api.newAccount(),
                                        "domain",
                                        domain,
                                        "verified",
                                        true)
                                .error())
                .isEqualTo(409);

        api.call("domains/save", "id", id, "verified", false).ok();

        assertThat(setup.state(first, domain)).isEqualTo("pending");
        setup.verify(second, domain).ok();
        assertThat(api.call("audit/list", "account_id", first).text())
                .contains("domains.vouch", "domains.let_go");
    }
}
