package io.mailyard.delivery;

import io.mailyard.dns.Dns;
import io.mailyard.dns.DnsConfig;
import io.mailyard.testing.FakeDns;
import io.mailyard.testing.FakeMailHost;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** An engine with a lease client in memory, a mail host and a name server, all on loopback. */
final class Rig implements AutoCloseable {
    static final Duration SOON = Duration.ofSeconds(20);

    final MemoryLeaseClient leaseClient = new MemoryLeaseClient();
    final FakeMailHost host = FakeMailHost.start();
    final FakeDns names = FakeDns.start();
    final DeliveryFixtures fixtures = new DeliveryFixtures();
    final Engine engine;

    Rig() {
        this(Duration.ofSeconds(10));
    }

    /** One that waits for no answer longer than that. Hosts by DNS are on the host's port. */
    Rig(Duration timeout) {
        Dns dns = Dns.open(new DnsConfig(List.of(names.address()), Duration.ofSeconds(2)));
        EngineConfig config = DeliveryFixtures.engine(host.port(), timeout);
        engine = Engine.open(1, leaseClient, config, dns, Clock.systemUTC());
    }

    /** Hosts are found by DNS. */
    Rig byMx() {
        engine.apply(fixtures.config());
        return this;
    }

    /** All mail goes to the host, as told. */
    Rig started() {
        fixtures.route("*", host.port());
        engine.apply(fixtures.config());
        return this;
    }

    /** Puts a message to each, numbered from 1. */
    void send(String... recipients) {
        for (int i = 0; i < recipients.length; i++) {
            put(DeliveryFixtures.task(i + 1, recipients[i]));
        }
    }

    /** Puts so many messages to one domain. */
    void sendMany(int messages, String domain) {
        for (int i = 1; i <= messages; i++) {
            leaseClient.put(
                    i,
                    DeliveryFixtures.message(),
                    List.of(DeliveryFixtures.task(i, "b" + i + "@" + domain)));
        }
        engine.wake();
    }

    void put(DeliveryTask... tasks) {
        List<DeliveryTask> all = new ArrayList<>(Stream.of(tasks).map(fixtures::signed).toList());
        leaseClient.put(all.getFirst().messageId(), DeliveryFixtures.message(), all);
        engine.wake();
    }

    /** What became of the first that was attempted. */
    DeliveryReport result() {
        return leaseClient.awaitResults(1).getFirst();
    }

    DeliveryReport.DeliveryOutcome outcome() {
        return result().outcome();
    }

    @Override
    public void close() {
        engine.close();
        host.close();
        names.close();
    }
}
