package io.mailyard.domains;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.dns.Dns;
import io.mailyard.dns.DnsConfig;
import io.mailyard.domains.Spf.SpfResult;
import io.mailyard.testing.FakeDns;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.Type;

/** SPF as RFC 7208 has it: mechanisms, limits, macros. */
class SpfTest {
    private static final String IP = "192.0.2.3";
    private static FakeDns dns;

    @BeforeAll
    static void start() {
        dns = FakeDns.start();
        dns.with("mail.example", Type.A, IP)
                .with("mail.example", Type.AAAA, "2001:db8::3")
                .with("mx.example", Type.MX, "10 mail.example.")
                .with("3.2.0.192.in-addr.arpa", Type.PTR, "mail.example.")
                .with("near.example", Type.A, "192.0.2.200")
                .failing("broken.example");
        text("pass.example", "v=spf1 ip4:192.0.2.0/24 -all");
        text("fail.example", "v=spf1 -all");
        text("none.example", "some text");
        text("two.example", "v=spf1 -all");
        text("two.example", "v=spf1 ?all");
        for (int i = 0; i < 12; i++) {
            text("chain" + i + ".example", "v=spf1 include:chain" + (i + 1) + ".example -all");
        }
        text("loop.example", "v=spf1 include:loop.example -all");
        for (int i = 0; i < 11; i++) {
            dns.with("many.example", Type.MX, "10 h" + i + ".example.");
        }
    }

    @AfterAll
    static void stop() {
        dns.close();
    }

    private static void text(String name, String text) {
        if (text.length() > 1_000) {
            dns.large(name);
        }
        dns.with(name, Type.TXT, "\"" + String.join("\" \"", text.split("(?<=\\G.{200})")) + "\"");
    }

    private static Spf.SpfOutcome check(String ip, String domain) {
        DnsConfig config = new DnsConfig(List.of(dns.address()), Duration.ofSeconds(1));
        return Spf.check(
                Dns.open(config), InetAddress.ofLiteral(ip), domain, "user", "helo.example");
    }

    /** The result of a record at a domain of its own. */
    private static Spf.SpfOutcome of(String ip, String record) {
        String domain = "r" + System.nanoTime() + ".example";
        text(domain, record);
        return check(ip, domain);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    v=spf1 ip4:192.0.2.3 -all                     | PASS
                    V=SPF1 IP4:192.0.2.3 -ALL                     | PASS
                    v=spf1 ip4:192.0.2.0/30 -all                  | PASS
                    v=spf1 ip4:192.0.2.4/30 -all                  | FAIL
                    v=spf1 ip4:192.0.2.3/0 -all                   | PASS
                    v=spf1 ip6:2001:db8::/32 ~all                 | SOFTFAIL
                    v=spf1 -ip4:192.0.2.3 +all                    | FAIL
                    v=spf1 ?all                                   | NEUTRAL
                    v=spf1                                        | NEUTRAL
                    v=spf1 a:mail.example -all                    | PASS
                    v=spf1 a:near.example/24 -all                 | PASS
                    v=spf1 a:near.example -all                    | FAIL
                    v=spf1 mx:mx.example -all                     | PASS
                    v=spf1 mx:many.example -all                   | PERMERROR
                    v=spf1 ptr:example -all                       | PASS
                    v=spf1 ptr:other.example -all                 | FAIL
                    v=spf1 exists:mail.example -all               | PASS
                    v=spf1 exists:nothing.example -all            | FAIL
                    v=spf1 include:pass.example -all              | PASS
                    v=spf1 include:fail.example ~all              | SOFTFAIL
                    v=spf1 include:none.example -all              | PERMERROR
                    v=spf1 include:absent.example -all            | PERMERROR
                    v=spf1 include:broken.example -all            | TEMPERROR
                    v=spf1 redirect=pass.example                  | PASS
                    v=spf1 redirect=fail.example                  | FAIL
                    v=spf1 redirect=none.example                  | PERMERROR
                    v=spf1 ?all redirect=pass.example             | NEUTRAL
                    v=spf1 redirect=pass.example ip4:10.0.0.1     | PASS
                    v=spf1 redirect=pass.example redirect=a.example | PERMERROR
                    v=spf1 ip4:192.0.2.3/33 -all                  | PERMERROR
                    v=spf1 ip4:192.0.2 -all                       | PERMERROR
                    v=spf1 ip4 -all                               | PERMERROR
                    v=spf1 include -all                           | PERMERROR
                    v=spf1 all:x -all                             | PERMERROR
                    v=spf1 ip4:192.0.2.3 nonsense -all            | PERMERROR
                    v=spf1 unknown=thing ip4:192.0.2.3 -all       | PASS
                    v=spf1 a:gone1.example a:gone2.example ip4:192.0.2.3 -all | PASS
                    v=spf1 a:gone1.example a:gone2.example a:gone3.example +all | PERMERROR
                    v=spf1 a: -all                                | PERMERROR
                    v=spf1 exists:%(i) -all                       | PERMERROR
                    """)
    void record_hasTheExpectedResult(String record, SpfResult result) {
        assertThat(of(IP, record).result()).as(record).isEqualTo(result);
    }

    @Test
    void ipv6Addresses_areCovered() {
        assertThat(of("2001:db8::3", "v=spf1 ip6:2001:db8::/64 -all").result())
                .isEqualTo(SpfResult.PASS);
        assertThat(of("2001:db8::3", "v=spf1 a:mail.example//128 -all").result())
                .isEqualTo(SpfResult.PASS);
        assertThat(of("2001:db8:1::3", "v=spf1 ip6:2001:db8::/64 -all").result())
                .isEqualTo(SpfResult.FAIL);
    }

    @Test
    void lookUps_areTenAtMost() {
        assertThat(check(IP, "chain0.example").result()).isEqualTo(SpfResult.PERMERROR);
        assertThat(check(IP, "chain0.example").why()).contains("more than 10");
        assertThat(check(IP, "loop.example").result()).isEqualTo(SpfResult.PERMERROR);
        String ten = "v=spf1" + " a:near.example".repeat(10) + " ip4:" + IP + " -all";
        assertThat(of(IP, ten).result()).isEqualTo(SpfResult.PASS);
        String eleven = "v=spf1" + " a:near.example".repeat(11) + " ip4:" + IP + " -all";
        assertThat(of(IP, eleven).result()).isEqualTo(SpfResult.PERMERROR);
    }

    @Test
    void hugeAndOddRecords_haveAShortResult() {
        for (String record :
                List.of(
                        "v=spf1 a:" + "/x".repeat(15_000) + " -all",
                        "v=spf1 a:" + "x".repeat(30_000) + " -all",
                        "v=spf1 exists:" + "%{l1r-}".repeat(4_000) + " -all",
                        "v=spf1 " + "x".repeat(10_000) + "=" + "y".repeat(10_000) + " -all",
                        "v=spf1 exists:" + "%{i}.".repeat(150) + "example -all",
                        "v=spf1 a:" + "x".repeat(64) + ".example -all",
                        "v=spf1 a:a..b include:.. -all",
                        "v=spf1 include:%_%_.example -all",
                        "v=spf1 exists:%{s}%{l999999}.example ip4:" + IP + "/33 -all",
                        "v=spf1 redirect=" + "a.".repeat(400) + "example")) {
            Spf.SpfOutcome outcome = of(IP, record);
            assertThat(outcome.result()).as(outcome.why()).isNotEqualTo(SpfResult.PASS);
            assertThat(outcome.why()).hasSizeLessThan(1_500);
        }
        Spf.SpfOutcome many = of(IP, "v=spf1 " + "ip4:192.0.2.9 ".repeat(1_000) + "ip4:" + IP);
        assertThat(many.result()).as(many.why()).isEqualTo(SpfResult.PASS);
    }

    @Test
    void severalRecordsOrNone_areReported() {
        assertThat(check(IP, "two.example").result()).isEqualTo(SpfResult.PERMERROR);
        assertThat(check(IP, "none.example").result()).isEqualTo(SpfResult.NONE);
        assertThat(check(IP, "absent.example").result()).isEqualTo(SpfResult.NONE);
        assertThat(check(IP, "broken.example").result()).isEqualTo(SpfResult.TEMPERROR);
    }

    /** The examples of RFC 7208 section 7.4. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    %{s}              | strong-bad@email.example.com
                    %{o}              | email.example.com
                    %{d}              | email.example.com
                    %{d4}             | email.example.com
                    %{d3}             | email.example.com
                    %{d2}             | example.com
                    %{d1}             | com
                    %{dr}             | com.example.email
                    %{d2r}            | example.email
                    %{l}              | strong-bad
                    %{l-}             | strong.bad
                    %{lr}             | strong-bad
                    %{lr-}            | bad.strong
                    %{l1r-}           | strong
                    %{ir}.%{v}._spf.%{d2}                | 3.2.0.192.in-addr._spf.example.com
                    %{lr-}.lp._spf.%{d2}                 | bad.strong.lp._spf.example.com
                    %{lr-}.lp.%{ir}.%{v}._spf.%{d2}      | bad.strong.lp.3.2.0.192.in-addr._spf.example.com
                    %{ir}.%{v}.%{l1r-}.lp._spf.%{d2}     | 3.2.0.192.in-addr.strong.lp._spf.example.com
                    %{d2}.trusted-domains.example.net    | example.com.trusted-domains.example.net
                    """)
    void macros_areExpandedAsInRfc7208(String text, String expanded) {
        SpfMacros macros =
                new SpfMacros(
                        InetAddress.ofLiteral(IP),
                        "strong-bad@email.example.com",
                        "helo.example",
                        "unknown");
        assertThat(macros.domain(text, "email.example.com")).isEqualTo(expanded);
    }

    @Test
    void macrosOfIpv6_areNibbles() {
        SpfMacros macros =
                new SpfMacros(
                        InetAddress.ofLiteral("2001:db8::cb01"),
                        "strong-bad@email.example.com",
                        "helo.example",
                        "unknown");
        assertThat(macros.domain("%{ir}.%{v}._spf.%{d2}", "email.example.com"))
                .isEqualTo(
                        "1.0.b.c.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6"
                                + "._spf.example.com");
    }
}
