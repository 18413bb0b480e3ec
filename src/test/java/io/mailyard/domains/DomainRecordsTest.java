package io.mailyard.domains;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.Tree;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Type;

/** {@code domains/records}, {@code check} and {@code zone}: what to publish, and what is there. */
class DomainRecordsTest {
    private static final String DOMAIN = "shop.example";
    private static final String RETURN_PATH = "bounce.shop.example";

    private final TwoResolvers dns = new TwoResolvers();
    private final TestServer server =
            TestServer.start(
                    StoreKind.SQLITE,
                    dns.setting(),
                    "dns.timeout=500ms",
                    "submission.name=mx.platform.test");
    private final Api api = server.api();
    private final long account = api.newAccount();

    @AfterEach
    void close() {
        server.close();
        dns.close();
    }

    private void sender(String returnPath, String... sources) {
        StringBuilder ips = new StringBuilder();
        for (String source : sources) {
            String[] parts = source.split("/", -1);
            ips.append(ips.isEmpty() ? "" : ",")
                    .append("{\"node_id\":1,\"ip\":\"")
                    .append(parts[0])
                    .append("\",\"helo\":\"")
                    .append(parts.length > 1 ? parts[1] : "")
                    .append("\"}");
        }
        api.json(
                        "senders/akmta/save",
                        "{\"name\":\""
                                + Api.unique("sender")
                                + "\",\"ips\":["
                                + ips
                                + "],\"domain_type\":\"from\",\"return_path_domain\":\""
                                + returnPath
                                + "\",\"account_ids\":["
                                + account
                                + "]}")
                .ok();
    }

    private Answer add() {
        return api.call("domains/add", "account_id", account, "domain", DOMAIN).ok();
    }

    private Answer check() {
        return api.call("domains/check", "account_id", account, "domain", DOMAIN).ok();
    }

    private static Tree record(Answer answer, String kind, String... named) {
        Optional<Tree> found =
                answer.at("data.records").items().stream()
                        .filter(item -> item.at("kind").text().equals(kind))
                        .filter(item ->
                                named.length == 0 || item.at("name").text().equals(named[0]))
                        .findFirst();
        return found.orElseThrow(() -> new AssertionError(kind + " in " + answer.text()));
    }

    private static String status(Answer answer, String kind, String... named) {
        return record(answer, kind, named).at("status").text();
    }

    @Test
    void check_reportsEachRecordAndItsResolver() {
        sender(RETURN_PATH, "192.0.2.3/out.platform.test", "2001:db8::3");
        Answer added = add();

        Answer nothing = check();
        for (Tree record : nothing.at("data.records").items()) {
            assertThat(record.at("status").text()).as(record.toString()).isEqualTo("absent");
            assertThat(record.at("right").flag()).isFalse();
            assertThat(record.at("resolver").text()).startsWith("127.0.0.1:");
            assertThat(record.at("checked_at").text()).isNotEmpty();
        }
        assertThat(nothing.at("data.records").items())
                .extracting(item -> item.at("kind").text())
                .containsExactly(
                        "challenge", "dkim", "spf", "return_path", "dmarc", "ptr", "helo", "ptr");

        dns.publish(added, "challenge");
        dns.publish(added, "dkim");
        dns.text(RETURN_PATH, record(added, "spf").at("value").text());
        dns.with(RETURN_PATH, Type.MX, "10 mx.platform.test.");
        dns.text("_dmarc." + DOMAIN, "v=DMARC1; p=reject");
        dns.with("3.2.0.192.in-addr.arpa", Type.PTR, "out.platform.test.");
        dns.with("out.platform.test", Type.A, "192.0.2.3");

        Answer all = check();
        for (String kind :
                List.of("challenge", "dkim", "spf", "return_path", "dmarc", "ptr", "helo")) {
            assertThat(status(all, kind)).as(record(all, kind).toString()).isEqualTo("right");
        }
        assertThat(record(all, "spf").at("note").text()).contains("0 of 10 look-ups");
        assertThat(record(all, "dmarc").at("note").text())
                .isEqualTo("policy reject; DKIM is aligned; the Return-Path is aligned");

        Answer kept = api.call("domains/records", "account_id", account, "domain", DOMAIN).ok();
        assertThat(status(kept, "dkim")).isEqualTo("right");
        assertThat(record(kept, "dkim").at("found").items()).hasSize(1);
        assertThat(record(kept, "ptr").at("found").items().getFirst().text())
                .isEqualTo("out.platform.test");
    }

    @Test
    void spfThatMissesAnAddress_isDifferent() {
        sender("", "192.0.2.3", "192.0.2.9");
        add();
        dns.text(DOMAIN, "v=spf1 include:_spf.shop.example ~all");
        dns.text("_spf.shop.example", "v=spf1 ip4:192.0.2.3 -all");

        Tree spf = record(check(), "spf", DOMAIN);

        assertThat(spf.at("status").text()).isEqualTo("different");
        assertThat(spf.at("note").text())
                .contains("192.0.2.9: softfail, ~all of shop.example")
                .doesNotContain("192.0.2.3:");
        dns.silent("_spf.shop.example");
        assertThat(status(check(), "spf")).isEqualTo("unavailable");
    }

    @Test
    void dmarcOfTheOrganisationalDomain_counts() {
        sender("bounces.other.example", "192.0.2.3");
        api.call("domains/add", "account_id", account, "domain", "news.shop.example").ok();
        dns.text("_dmarc.shop.example", "v=DMARC1; p=reject; sp=quarantine; adkim=s");

        Answer answer =
                api.call("domains/check", "account_id", account, "domain", "news.shop.example")
                        .ok();

        assertThat(record(answer, "dmarc").at("note").text())
                .isEqualTo(
                        "policy quarantine, by _dmarc.shop.example; DKIM is aligned; the Return-Path"
                                + " is not aligned");
        dns.text("_dmarc.shop.example", "v=DMARC1; p=none");
        assertThat(
                        api.call(
                                        "domains/check",
                                        "account_id",
                                        account,
                                        "domain",
                                        "news.shop.example")
                                .at("data.records.4.note")
                                .text())
                .contains("2 DMARC records");
    }

    @Test
    void zone_isAValidZoneFile() {
        sender(RETURN_PATH, "192.0.2.3/out.platform.test");
        add();

        String zone =
                api.call("domains/zone", "account_id", account, "domain", DOMAIN)
                        .ok()
                        .at("data.zone")
                        .text();

        assertThat(zone)
                .startsWith("; shop.example\n_mailyard.shop.example.\t3600\tIN\tTXT\t\"mailyard")
                .contains("bounce.shop.example.\t3600\tIN\tMX\t10 mx.platform.test.")
                .contains("\"v=spf1 ip4:192.0.2.3 ~all\"")
                .contains("\n; out.platform.test.\t3600\tIN\tA\t192.0.2.3")
                .endsWith("\n");
        assertThat(zone.lines().filter(line -> line.contains("_domainkey")))
                .allMatch(line -> line.matches(".*TXT\\t\"v=DKIM1; k=rsa; p=.{237}\" \".*\""));
    }

    @Test
    void checkByTheAccount_showsTheSame() {
        Api own = api.newTokenOf(account).api();
        own.call("/api/v1.1/domains/add", "domain", DOMAIN).ok();
        assertThat(
                        own.call("/api/v1.1/domains/check", "domain", DOMAIN)
                                .ok()
                                .at("data.records.0.status")
                                .text())
                .isEqualTo("absent");
        assertThat(own.call("/api/v1.1/domains/zone", "domain", DOMAIN).ok().text())
                .contains("_mailyard.shop.example.");
    }
}
