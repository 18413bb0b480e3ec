package io.mailyard.domains;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.BindServer;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestClock;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.Tree;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Type;

/** Claims, checks and records with BIND's {@code named}, whose answers no code of ours makes. */
class RealNameServerTest {
    private static final String ZONE = "zone.example";

    /** Names that answer in ways of their own; in the zone {@link #ZONE}. */
    private static final String RECORDS =
            """
            old DNAME new
            loop1 CNAME loop2
            loop2 CNAME loop1
            _mailyard.circle CNAME loop1
            _mailyard.dangling CNAME nowhere
            _mailyard.nodata A 192.0.2.1
            below._mailyard.empty A 192.0.2.1
            _mailyard.pointed CNAME host
            _mailyard.other TXT "v=spf1 -all"
            *.wild TXT "not it"
            _mailyard.gone CNAME x.dead.example.
            host A 192.0.2.1
            lame NS ns.lame
            ns.lame A 127.255.255.254
            """;

    private static final List<String> DEAD = List.of("dead.example");

    private final BindServer named = BindServer.start(ZONE, RECORDS, DEAD);
    private final TestClock clock = new TestClock();
    private final TestServer server =
            TestServer.start(
                    StoreKind.SQLITE,
                    clock,
                    named.setting(),
                    "dns.timeout=2s",
                    "submission.name=mx.platform.test");
    private final Api api = server.api();
    private final long account = api.newAccount();

    @AfterEach
    void close() {
        server.close();
        named.close();
    }

    private Answer claim(String domain) {
        return api.call("domains/add", "account_id", account, "domain", domain).ok();
    }

    private Answer verify(String domain) {
        return api.call("domains/verify", "account_id", account, "domain", domain);
    }

    private Answer check(String domain) {
        return api.call("domains/check", "account_id", account, "domain", domain).ok();
    }

    private String state(String domain) {
        return api.call("domains/get", "domain", domain).ok().at("data.state").text();
    }

    private static String challenge(Answer added) {
        return added.at("data.challenge").text();
    }

    private static Tree record(Answer answer, String kind) {
        return answer.at("data.records").items().stream()
                .filter(item -> item.at("kind").text().equals(kind))
                .findFirst()
                .orElseThrow(() -> new AssertionError(kind + " in " + answer.text()));
    }

    /** A TXT record of several character strings. */
    private static String strings(String text, int octets) {
        StringBuilder all = new StringBuilder();
        for (int from = 0; from < text.length(); from += octets) {
            all.append('"')
                    .append(text, from, Math.min(text.length(), from + octets))
                    .append("\" ");
        }
        return all.toString().replace(";", "\\;");
    }

    private void text(String name, String text) {
        named.add(name, Type.TXT, strings(text, 255));
    }

    private void proves(String domain) {
        assertThat(verify(domain).ok().at("data.state").text()).as(domain).isEqualTo("verified");
    }

    @Test
    void proof_isFoundInEveryFormOfRecord() {
        text("_mailyard.plain." + ZONE, challenge(claim("plain." + ZONE)));
        proves("plain." + ZONE);

        named.add(
                "_mailyard.parts." + ZONE, Type.TXT, strings(challenge(claim("parts." + ZONE)), 7));
        proves("parts." + ZONE);

        text("_MAILYARD.Case." + ZONE, challenge(claim("CASE." + ZONE)));
        proves("case." + ZONE);

        named.add("_mailyard.alias." + ZONE, Type.CNAME, "a1." + ZONE + ".");
        named.add("a1." + ZONE, Type.CNAME, "a2." + ZONE + ".");
        text("a2." + ZONE, challenge(claim("alias." + ZONE)));
        proves("alias." + ZONE);

        text("_mailyard.new." + ZONE, challenge(claim("old." + ZONE)));
        proves("old." + ZONE);

        text("*.any." + ZONE, challenge(claim("any." + ZONE)));
        proves("any." + ZONE);

        text("_mailyard.xn--mnchen-3ya." + ZONE, challenge(claim("M\u00dcNCHEN." + ZONE)));
        proves("m\u00fcnchen." + ZONE);

        Answer signed = claim("signed." + ZONE);
        Tree key = record(signed, "dkim");
        named.add(key.at("name").text(), Type.TXT, strings(key.at("value").text(), 100));
        proves("signed." + ZONE);
    }

    @Test
    void proof_isFoundInAnAnswerTooLargeForADatagram() {
        String name = "_mailyard.large." + ZONE;
        for (int i = 0; i < 40; i++) {
            text(name, i + "-" + "x".repeat(200));
        }
        String challenge = challenge(claim("large." + ZONE));
        assertThat(verify("large." + ZONE).errorText()).contains("has another value");

        text(name, challenge);

        proves("large." + ZONE);
        assertThat(record(check("large." + ZONE), "challenge").at("status").text())
                .isEqualTo("right");
    }

    @Test
    void missingProof_isRefusedWithTheZonesAnswer() {
        refused("nowhere." + ZONE, 409, "does not exist");
        refused("nodata." + ZONE, 409, "has no value");
        refused("empty." + ZONE, 409, "has no value");
        refused("pointed." + ZONE, 409, "has no value");
        refused("dangling." + ZONE, 409, "does not exist");
        refused("other." + ZONE, 409, "has another value");
        refused("wild." + ZONE, 409, "has another value");
        refused("outside.example", 409, "does not exist");
    }

    @Test
    void brokenZone_isUnknownAndChangesNothing() {
        refused("shop.dead.example", 503, "SERVFAIL");
        refused("lame." + ZONE, 503, "SERVFAIL");
        refused("gone." + ZONE, 503, "SERVFAIL");
        refused("circle." + ZONE, 503, "circle");
    }

    private void refused(String domain, int error, String words) {
        claim(domain);
        Answer answer = verify(domain);
        assertThat(answer.error()).as(answer.text()).isEqualTo(error);
        assertThat(answer.errorText()).contains(domain, words);
        assertThat(state(domain)).isEqualTo("pending");
    }

    @Test
    void check_reportsTheZonesRecords() {
        String domain = "shop." + ZONE;
        String bounces = "bounce." + domain;
        api.json(
                        "senders/akmta/save",
                        "{\"name\":\"real\",\"ips\":[{\"node_id\":1,\"ip\":\"192.0.2.3\"}],"
                                + "\"domain_type\":\"from\",\"return_path_domain\":\""
                                + bounces
                                + "\",\"account_ids\":["
                                + account
                                + "]}")
                .ok();
        Answer added = claim(domain);
        assertThat(check(domain).at("data.records").items())
                .allMatch(record -> record.at("status").text().equals("absent"));

        text("_mailyard." + domain, challenge(added));
        Tree key = record(added, "dkim");
        named.add(key.at("name").text(), Type.TXT, strings(key.at("value").text(), 200));
        text(bounces, "v=spf1 include:spf.hosting." + ZONE + " -all");
        text("spf.hosting." + ZONE, "v=spf1 ip4:192.0.2.0/24 -all");
        named.add(bounces, Type.MX, "10 host." + ZONE + ".");
        named.add("_dmarc." + domain, Type.CNAME, "dmarc.hosting." + ZONE + ".");
        text("dmarc.hosting." + ZONE, "v=DMARC1; p=quarantine");

        Answer found = check(domain);

        for (String kind : List.of("challenge", "dkim", "spf", "return_path", "dmarc")) {
            Tree record = record(found, kind);
            assertThat(record.at("status").text()).as(record.toString()).isEqualTo("right");
            assertThat(record.at("resolver").text()).startsWith("127.0.0.1:");
        }
        assertThat(record(found, "spf").at("note").text()).contains("1 of 10 look-ups");
        assertThat(record(found, "return_path").at("found").items().getFirst().text())
                .isEqualTo("host." + ZONE + ".");

        named.remove(bounces);
        named.add(bounces, Type.MX, "0 .");
        text(bounces, "v=spf1 include:spf.dead.example -all");
        Answer broken = check(domain);
        assertThat(record(broken, "return_path").at("note").text()).contains("RFC 7505");
        assertThat(record(broken, "spf").at("status").text()).isEqualTo("unavailable");
    }

    @Test
    void dailyCheck_warnsByTheZonesAnswerAndClearsTheWarning() {
        String domain = "daily." + ZONE;
        String challenge = challenge(claim(domain));
        text("_mailyard." + domain, challenge);
        proves(domain);
        named.remove("_mailyard." + domain);

        clock.advance(Duration.ofHours(27));
        Await.until(() -> state(domain).equals("warning"));

        text("_mailyard." + domain, challenge);
        clock.advance(Duration.ofHours(27));
        Await.until(() -> state(domain).equals("verified"));

        named.stop();
        Answer silent = check(domain);
        assertThat(silent.at("data.state").text()).isEqualTo("verified");
        assertThat(record(silent, "challenge").at("status").text()).isEqualTo("unavailable");
    }
}
