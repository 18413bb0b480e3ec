package io.mailyard.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.base.AnsweredBy;
import io.mailyard.delivery.DeliveryReport.DeliveryOutcome.Bounced;
import io.mailyard.delivery.DeliveryReport.DeliveryOutcome.Delivered;
import io.mailyard.dns.Dns;
import io.mailyard.dns.DnsConfig;
import io.mailyard.testing.FakeDns;
import io.mailyard.testing.FakeMailHost;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Type;

/** {@code delivery.private-networks = refuse}: what DNS says must not lead into our own network. */
class PrivateNetworksTest {
    private final MemoryLeaseClient leaseClient = new MemoryLeaseClient();
    private final FakeMailHost host = FakeMailHost.start();
    private final FakeDns names = FakeDns.start();
    private final DeliveryFixtures given =
            new DeliveryFixtures()
                    .sources(
                            new EgressAddress("127.0.0.1", "four"),
                            new EgressAddress("::1", "six"));
    private final Engine engine;

    PrivateNetworksTest() {
        Dns dns = Dns.open(new DnsConfig(List.of(names.address()), Duration.ofSeconds(2)));
        engine =
                Engine.open(
                        1,
                        leaseClient,
                        DeliveryFixtures.engine(host.port(), Duration.ofSeconds(10), false),
                        dns,
                        Clock.systemUTC());
        engine.apply(given.config());
    }

    @AfterEach
    void close() {
        engine.close();
        host.close();
        names.close();
    }

    private DeliveryReport sent(String recipient) {
        leaseClient.put(
                1, DeliveryFixtures.message(), List.of(DeliveryFixtures.task(1, recipient)));
        engine.wake();
        return leaseClient.awaitResults(1).getFirst();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "10.1.2.3",
                "192.168.1.1",
                "169.254.169.254",
                "::1",
                "fd00::1",
                "::ffff:127.0.0.1",
                "64:ff9b::7f00:1",
            })
    void hostOnOurOwnNetwork_isNotConnectedTo(String address) {
        int type = address.contains(":") ? Type.AAAA : Type.A;
        names.with("b.example", Type.MX, "10 mx.b.example.").with("mx.b.example", type, address);

        DeliveryReport report = sent("b@b.example");
        assertThat(report.outcome()).isEqualTo(new Bounced(false));
        assertThat(report.answeredBy()).isEqualTo(AnsweredBy.MAILYARD);
        assertThat(report.answer()).startsWith("550 5.4.4 mail host mx.b.example is at ");
        assertThat(host.connections()).isZero();
    }

    @Test
    void domainWithoutMx_isCheckedToo() {
        names.with("b.example", Type.A, "127.0.0.1");

        assertThat(sent("b@b.example").answer()).startsWith("550 5.4.4 ");
        assertThat(host.connections()).isZero();
    }

    @Test
    void addressLiteral_isCheckedToo() {
        assertThat(sent("b@[127.0.0.1]").answer()).startsWith("550 5.4.4 ");
        assertThat(host.connections()).isZero();
    }

    @Test
    void fixedRoute_mayLeadToAPrivateNetwork() {
        engine.apply(given.route("b.example", host.port()).running(true).config());

        assertThat(sent("b@b.example").outcome()).isEqualTo(new Delivered());
    }
}
