package io.mailyard.delivery;

import io.mailyard.policies.BouncePattern;
import io.mailyard.policies.FixedRoute;
import io.mailyard.policies.Isp;
import io.mailyard.policies.KeySecret;
import io.mailyard.policies.LockRule;
import io.mailyard.policies.RetryRule;
import io.mailyard.policies.Strategy;
import io.mailyard.smtp.TlsRule;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** What the tests of the engine are given, one thing changed at a time. */
final class DeliveryFixtures {
    static final Strategy FAST = strategy(20, 1000, 1000, 1);

    private Strategy strategy = FAST;
    private RetryRule retry = retry(RetryRule.Mode.ANY_NODE, 5);
    private List<EgressAddress> sources = List.of(new EgressAddress("127.0.0.1", "out.a.example"));
    private String returnPath = "";
    private boolean running = true;
    private final List<FixedRoute> routes = new ArrayList<>();
    private final List<LockRule> locks = new ArrayList<>();
    private final List<BouncePattern> patterns = new ArrayList<>();
    private final List<KeySecret> keys = new ArrayList<>();
    private final List<Isp> isps = new ArrayList<>();
    private long revision = 1;

    static Strategy strategy(int connections, int messages, int attempts, int seconds) {
        return new Strategy(
                1,
                "test",
                connections,
                messages,
                attempts,
                seconds,
                Strategy.Helo.PTR,
                true,
                false,
                false);
    }

    static Strategy helo(Strategy.Helo helo) {
        return new Strategy(1, "test", 20, 1000, 1000, 1, helo, true, false, false);
    }

    static Strategy dropping() {
        return new Strategy(1, "test", 20, 1000, 1000, 1, Strategy.Helo.PTR, true, true, false);
    }

    static RetryRule retry(RetryRule.Mode mode, int retries) {
        return new RetryRule(
                1,
                "test",
                mode,
                retries,
                Duration.ofMinutes(5),
                RetryRule.RetryRuleType.FIXED,
                BigDecimal.TWO,
                BigDecimal.ONE,
                false);
    }

    DeliveryFixtures strategy(Strategy other) {
        strategy = other;
        return this;
    }

    DeliveryFixtures retry(RetryRule other) {
        retry = other;
        return this;
    }

    DeliveryFixtures sources(EgressAddress... others) {
        sources = List.of(others);
        return this;
    }

    DeliveryFixtures returnPath(String domain) {
        returnPath = domain;
        return this;
    }

    DeliveryFixtures running(boolean now) {
        running = now;
        revision++;
        return this;
    }

    DeliveryFixtures route(String domain, int port) {
        return route(domain, "127.0.0.1", port, TlsRule.MAY);
    }

    DeliveryFixtures route(String domain, String host, int port, TlsRule tls) {
        routes.add(new FixedRoute(routes.size() + 1, domain, host, port, tls, false));
        return this;
    }

    DeliveryFixtures lock(LockRule rule) {
        locks.add(rule);
        return this;
    }

    DeliveryFixtures pattern(BouncePattern pattern) {
        patterns.add(pattern);
        return this;
    }

    DeliveryFixtures key(KeySecret key) {
        keys.add(key);
        return this;
    }

    DeliveryFixtures isp(Isp isp) {
        isps.add(isp);
        return this;
    }

    SenderConfig sender(long id) {
        return new SenderConfig(
                id,
                "sender " + id,
                sources,
                SenderConfig.DomainType.FROM,
                returnPath,
                strategy,
                Map.of(),
                retry,
                locks);
    }

    NodeConfig config() {
        return new NodeConfig(
                1, revision, running, List.of(sender(1), sender(2)), isps, patterns, routes);
    }

    static EngineConfig engine() {
        return engine(25, Duration.ofSeconds(10));
    }

    static EngineConfig engine(int port, Duration timeout) {
        return engine(port, timeout, true);
    }

    /** As {@link #engine()}, with conversations recorded. */
    static EngineConfig recording(ConversationConfig conversations) {
        return engine(25, Duration.ofSeconds(10), true, conversations);
    }

    static EngineConfig engine(int port, Duration timeout, boolean anywhere) {
        return engine(port, timeout, anywhere, ConversationConfig.OFF);
    }

    private static EngineConfig engine(
            int port, Duration timeout, boolean anywhere, ConversationConfig conversations) {
        return new EngineConfig(
                "",
                port,
                anywhere,
                200,
                4_000,
                timeout,
                timeout,
                timeout,
                Duration.ofSeconds(5),
                64 * 1024 * 1024,
                32 * 1024 * 1024,
                conversations);
    }

    /** To {@code recipient}, of message {@code id}, which has the same number. */
    static DeliveryTask task(long id, String recipient) {
        return task(id, id, 1, recipient);
    }

    static DeliveryTask task(long id, long messageId, long accountId, String recipient) {
        String domain = recipient.substring(recipient.lastIndexOf('@') + 1);
        return new DeliveryTask(
                id,
                messageId,
                accountId,
                0,
                1,
                "other",
                domain,
                "a@a.example",
                recipient,
                0,
                Instant.now().plusSeconds(3600),
                "",
                100,
                0);
    }

    /** The same, with the keys that it may be signed with. */
    DeliveryTask signed(DeliveryTask task) {
        return new DeliveryTask(
                task.id(),
                task.messageId(),
                task.accountId(),
                task.campaignId(),
                task.senderId(),
                task.isp(),
                task.domain(),
                task.envelopeFrom(),
                task.recipient(),
                task.attempts(),
                task.expiresAt(),
                task.lastIp(),
                task.size(),
                task.stopSeq(),
                task.overrides(),
                task.unaltered(),
                keys,
                task.lease(),
                task.trace());
    }

    static byte[] message(String... lines) {
        StringBuilder text = new StringBuilder("From: A <a@a.example>\r\nSubject: hello\r\n");
        Arrays.stream(lines).forEach(line -> text.append(line).append("\r\n"));
        return text.append("\r\nhello\r\n").toString().getBytes(StandardCharsets.UTF_8);
    }

    /** One of at least so many octets. */
    static byte[] message(int octets) {
        return ("From: A <a@a.example>\r\nSubject: hello\r\n\r\n" + "x".repeat(octets))
                .getBytes(StandardCharsets.US_ASCII);
    }
}
