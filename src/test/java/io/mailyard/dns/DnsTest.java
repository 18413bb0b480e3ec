package io.mailyard.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailyard.config.Settings;
import io.mailyard.dns.DnsAnswer.DnsFailed;
import io.mailyard.dns.DnsAnswer.DnsFound;
import io.mailyard.dns.DnsAnswer.NoData;
import io.mailyard.dns.DnsAnswer.NoSuchName;
import io.mailyard.dns.MailHosts.MailHostNames;
import io.mailyard.dns.MailHosts.NoHost;
import io.mailyard.dns.MailHosts.NoSuchDomain;
import io.mailyard.dns.MailHosts.NullMx;
import io.mailyard.testing.FakeDns;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Type;

class DnsTest {
    private final FakeDns server = FakeDns.start();
    private final Dns dns = asking(Duration.ofSeconds(10));

    private Dns asking(Duration timeout) {
        return Dns.open(new DnsConfig(List.of(server.address()), timeout));
    }

    @AfterEach
    void closeServer() {
        server.close();
    }

    @Test
    void mailHosts_areInOrderOfPreference() {
        server.with("b.example", Type.MX, "20 third.b.example.")
                .with("b.example", Type.MX, "5 first.b.example.")
                .with("b.example", Type.MX, "10 second.b.example.");

        assertThat(dns.mailHosts("b.example"))
                .isEqualTo(
                        new MailHostNames(
                                List.of("first.b.example", "second.b.example", "third.b.example")));
    }

    @Test
    void hostsOfOnePreference_takeTurns() {
        server.with("b.example", Type.MX, "10 one.b.example.")
                .with("b.example", Type.MX, "10 two.b.example.")
                .with("b.example", Type.MX, "20 last.b.example.");

        Set<String> firsts = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            List<String> names = ((MailHostNames) dns.mailHosts("b.example")).names();
            firsts.add(names.getFirst());
            assertThat(names.getLast()).isEqualTo("last.b.example");
        }
        assertThat(firsts).containsExactlyInAnyOrder("one.b.example", "two.b.example");
        assertThat(server.asked()).as("a cached answer").containsExactly("MX b.example");
    }

    @Test
    void nullMx_takesNoMail() {
        server.with("b.example", Type.MX, "0 .").with("b.example", Type.A, "192.0.2.1");

        assertThat(dns.mailHosts("b.example")).isEqualTo(new NullMx());
    }

    @Test
    void domainWithoutMx_isItsOwnHost() {
        server.with("four.example", Type.A, "192.0.2.1")
                .with("six.example", Type.AAAA, "2001:db8::1")
                .with("none.example", Type.TXT, "nothing");

        assertThat(dns.mailHosts("four.example"))
                .isEqualTo(new MailHostNames(List.of("four.example")));
        assertThat(dns.mailHosts("six.example"))
                .isEqualTo(new MailHostNames(List.of("six.example")));
        assertThat(dns.mailHosts("none.example")).isEqualTo(new NoHost());
        assertThat(dns.mailHosts("unknown.example")).isEqualTo(new NoSuchDomain());
        assertThat(dns.mailHosts("a..b")).as("no name at all").isEqualTo(new NoSuchDomain());
    }

    @Test
    void failure_differsFromNoRecord() {
        server.failing("b.example").silent("c.example");

        assertThat(dns.mailHosts("b.example"))
                .isEqualTo(new MailHosts.MailHostsFailed("DNS MX b.example: SERVFAIL"));
        assertThat(asking(Duration.ofMillis(300)).mailHosts("c.example"))
                .isEqualTo(
                        new MailHosts.MailHostsFailed("DNS MX c.example: no answer within 300 ms"));
    }

    @Test
    void failure_isNotCached() {
        server.failing("b.example");
        dns.mailHosts("b.example");
        server.forget();
        server.with("b.example", Type.MX, "10 mx.b.example.");

        assertThat(dns.mailHosts("b.example"))
                .isEqualTo(new MailHostNames(List.of("mx.b.example")));
    }

    @Test
    void aliasOfAFailingName_isAFailure() {
        server.with("alias.example", Type.CNAME, "gone.example.").failing("gone.example");

        assertThat(dns.mailHosts("alias.example")).isInstanceOf(MailHosts.MailHostsFailed.class);
        assertThat(dns.addresses("alias.example", Family.IPV4)).isInstanceOf(DnsFailed.class);
    }

    @Test
    void aliases_areFollowedAndNotInCircles() {
        server.with("alias.example", Type.CNAME, "real.example.")
                .with("real.example", Type.A, "192.0.2.7")
                .with("round.example", Type.CNAME, "about.example.")
                .with("about.example", Type.CNAME, "round.example.");
        for (int i = 0; i < 20; i++) {
            server.with("far" + i + ".example", Type.CNAME, "far" + (i + 1) + ".example.");
        }

        assertThat(dns.addresses("alias.example", Family.IPV4)).isEqualTo(found("192.0.2.7"));
        assertThat(dns.addresses("round.example", Family.IPV4)).isInstanceOf(DnsFailed.class);
        assertThat(dns.mailHosts("round.example")).isInstanceOf(MailHosts.MailHostsFailed.class);
        assertThat(dns.addresses("far0.example", Family.IPV4)).isInstanceOf(DnsFailed.class);
    }

    @Test
    void addresses_areOfTheKindAskedForAndUsable() {
        server.with("b.example", Type.A, "192.0.2.1")
                .with("b.example", Type.A, "0.0.0.0")
                .with("b.example", Type.A, "224.0.0.1")
                .with("b.example", Type.AAAA, "2001:db8::1");

        assertThat(dns.addresses("b.example", Family.IPV4)).isEqualTo(found("192.0.2.1"));
        assertThat(dns.addresses("b.example", Family.IPV6)).isEqualTo(found("2001:db8::1"));
        assertThat(dns.addresses("192.0.2.9", Family.IPV4)).isEqualTo(found("192.0.2.9"));
        assertThat(dns.addresses("192.0.2.9", Family.IPV6)).isEqualTo(new NoData<>());
        assertThat(dns.addresses("unknown.example", Family.IPV4)).isEqualTo(new NoSuchName<>());
    }

    @Test
    void largeAnswer_comesByTcp() {
        String part = "x".repeat(200);
        server.large("k._domainkey.b.example")
                .with("k._domainkey.b.example", Type.TXT, "\"" + part + "\" \"" + part + "\"");

        assertThat(dns.texts("k._domainkey.b.example"))
                .isEqualTo(new DnsFound<>(List.of(part + part)));
    }

    @Test
    void address_hasItsReverseNames() {
        server.with("1.2.0.192.in-addr.arpa", Type.PTR, "out.a.example.");

        assertThat(dns.names(InetAddress.ofLiteral("192.0.2.1")))
                .isEqualTo(new DnsFound<>(List.of("out.a.example")));
        assertThat(dns.names(InetAddress.ofLiteral("192.0.2.2"))).isEqualTo(new NoSuchName<>());
    }

    @Test
    void answerWithTtlZero_isNotCached() {
        server.with("b.example", Type.MX, 0, "10 mx.b.example.");

        dns.mailHosts("b.example");
        dns.mailHosts("b.example");

        assertThat(server.asked()).containsExactly("MX b.example", "MX b.example");
    }

    @Test
    void nameServers_areAddresses() {
        assertThat(
                        DnsConfig.from(
                                        settings(
                                                "192.0.2.1, 192.0.2.2:5353,[2001:db8::1]:54,2001:db8::2"))
                                .servers())
                .map(Object::toString)
                .containsExactly(
                        "/192.0.2.1:53",
                        "/192.0.2.2:5353",
                        "/[2001:db8:0:0:0:0:0:1]:54",
                        "/[2001:db8:0:0:0:0:0:2]:53");
        assertThatThrownBy(() -> settings("resolver.example"))
                .hasMessageContaining("dns.servers")
                .hasMessageContaining("resolver.example, which is not an address");
    }

    private static Settings settings(String servers) {
        return Settings.load(
                DnsConfig.SETTINGS, Optional.empty(), List.of("dns.servers=" + servers));
    }

    private static DnsAnswer<InetAddress> found(String address) {
        return new DnsFound<>(List.of(InetAddress.ofLiteral(address)));
    }
}
