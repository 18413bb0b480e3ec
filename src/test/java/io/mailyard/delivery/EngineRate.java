package io.mailyard.delivery;

import io.mailyard.dns.Dns;
import io.mailyard.dns.DnsConfig;
import io.mailyard.policies.SigningKey;
import java.io.IOException;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How many messages a second go through an engine to a host that takes all at once, with a lease
 * client in memory: what the engine itself costs. A main, since a rate is no test.
 */
final class EngineRate {
    private EngineRate() {}

    /**
     * @param args messages, octets of each, destinations, rsa or ed25519; all may be left out. With
     *     "conversations" rounds that record conversations take turns with rounds that do not
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        int messages = args.length > 0 ? Integer.parseInt(args[0]) : 100_000;
        int octets = args.length > 1 ? Integer.parseInt(args[1]) : 1_000;
        int domains = args.length > 2 ? Integer.parseInt(args[2]) : 1;
        String signed = args.length > 3 ? args[3] : "";
        byte[] content = DeliveryFixtures.message(octets);
        boolean compared = signed.equals("conversations");
        for (int round = 1; round <= (compared ? 12 : 3); round++) {
            ConversationConfig recorded =
                    compared && round % 2 == 0
                            ? new ConversationConfig(ConversationConfig.ConversationKind.SAMPLE, 1)
                            : ConversationConfig.OFF;
            try (FastSink sink = new FastSink()) {
                System.out.println(
                        recorded.kept()
                                + " "
                                + round(
                                        sink,
                                        messages,
                                        content,
                                        domains,
                                        compared ? "" : signed,
                                        recorded));
            }
        }
    }

    private static String round(
            FastSink sink,
            int messages,
            byte[] content,
            int domains,
            String signed,
            ConversationConfig recorded)
            throws InterruptedException {
        MemoryLeaseClient leaseClient = new MemoryLeaseClient().counting();
        for (int i = 1; i <= messages; i++) {
            List<DeliveryTask> tasks = new ArrayList<>();
            tasks.add(DeliveryFixtures.task(i, "b" + i + "@b" + (i % domains) + ".example"));
            leaseClient.put(i, content, tasks);
        }
        DeliveryFixtures fixtures =
                new DeliveryFixtures().strategy(DeliveryFixtures.strategy(20, 100_000, 1000, 1));
        fixtures.route("*", sink.port());
        if (!signed.isEmpty()) {
            KeyPair pair =
                    signed.equals("rsa")
                            ? OutgoingMessageCacheTest.RSA
                            : OutgoingMessageCacheTest.ED25519;
            fixtures.key(
                    OutgoingMessageCacheTest.key(
                            "a.example", SigningKey.SigningKeyState.ACTIVE, pair));
        }
        Dns dns = Dns.open(new DnsConfig(List.of(), Duration.ofSeconds(1)));
        long begun = System.nanoTime();
        try (Engine engine =
                Engine.open(
                        1,
                        leaseClient,
                        DeliveryFixtures.recording(recorded),
                        dns,
                        Clock.systemUTC())) {
            engine.apply(fixtures.config());
            while (leaseClient.ended() < messages) {
                Thread.sleep(5);
            }
            double seconds = (System.nanoTime() - begun) / 1e9;
            return String.format(
                    Locale.ROOT,
                    "%d messages in %.2f s: %.0f a second, %d connections",
                    sink.taken(),
                    seconds,
                    messages / seconds,
                    engine.status().connections());
        }
    }
}
