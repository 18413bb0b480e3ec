package io.mailyard.protocol;

import io.mailyard.base.AnsweredBy;
import io.mailyard.base.AttemptDetails;
import io.mailyard.base.TraceId;
import io.mailyard.delivery.DeliveryReport;
import io.mailyard.delivery.DeliveryReport.DeliveryOutcome;
import io.mailyard.delivery.DeliveryTask;
import io.mailyard.delivery.DestinationKey;
import io.mailyard.delivery.EgressAddress;
import io.mailyard.delivery.HeaderOverrides;
import io.mailyard.delivery.LeaseCapacity;
import io.mailyard.delivery.NodeConfig;
import io.mailyard.delivery.SenderConfig;
import io.mailyard.delivery.StopOrder;
import io.mailyard.delivery.StopOrder.Scope;
import io.mailyard.delivery.StopReceipt;
import io.mailyard.policies.BouncePattern;
import io.mailyard.policies.BoundedPattern;
import io.mailyard.policies.FixedRoute;
import io.mailyard.policies.Isp;
import io.mailyard.policies.KeySecret;
import io.mailyard.policies.LockRule;
import io.mailyard.policies.RetryRule;
import io.mailyard.policies.Strategy;
import io.mailyard.smtp.TlsRule;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** One of everything that a node and its server say to each other. */
final class ProtocolSamples {
    private static final Instant NOW = Instant.ofEpochMilli(1_763_000_000_123L);
    private static final DestinationKey PLACE = new DestinationKey(7, "other", "пример.example");

    static final LeaseCapacity CAPACITY =
            new LeaseCapacity(500, 20, Map.of(PLACE, 0), 50, Map.of(3L, 7));

    static final StopReceipt QUIET_RECEIPT =
            new StopReceipt(1, NOW, Optional.empty(), 0, 0, Optional.empty(), true);
    static final StopReceipt RECEIPT =
            new StopReceipt(2, NOW, Optional.of(NOW), 3, 2, Optional.of(NOW.plusMillis(4)), false);

    private ProtocolSamples() {}

    static List<DeliveryTask> tasks(List<KeySecret> keys) {
        return List.of(
                new DeliveryTask(
                        1,
                        2,
                        3,
                        4,
                        5,
                        "other",
                        "a.example",
                        "",
                        "\"o d\"@a.example",
                        6,
                        NOW,
                        "::1",
                        Long.MAX_VALUE,
                        9),
                new DeliveryTask(
                        2,
                        2,
                        3,
                        0,
                        5,
                        "Gmail",
                        "gmail.com",
                        "b@c.example",
                        "d@gmail.com",
                        0,
                        NOW,
                        "",
                        4_600,
                        9,
                        new HeaderOverrides("e@c.example", "", "Имя"),
                        true,
                        keys,
                        0,
                        TraceId.NONE));
    }

    static List<DeliveryReport> reports() {
        List<DeliveryReport> reports = new ArrayList<>();
        for (DeliveryOutcome outcome :
                List.of(
                        new DeliveryOutcome.Delivered(),
                        new DeliveryOutcome.Bounced(true),
                        new DeliveryOutcome.Bounced(false),
                        new DeliveryOutcome.DeliveryExpired(),
                        new DeliveryOutcome.Dropped(),
                        new DeliveryOutcome.Requeued(Duration.ofMillis(1)),
                        new DeliveryOutcome.DeliveryDeferred(
                                Duration.ofMinutes(5),
                                DeliveryReport.RetryFrom.SAME_NODE,
                                Optional.empty()),
                        new DeliveryOutcome.DeliveryDeferred(
                                Duration.ZERO,
                                DeliveryReport.RetryFrom.ANY_NODE,
                                Optional.of(
                                        new DeliveryReport.ReportedLock(
                                                PLACE, 3, NOW.plusSeconds(60)))))) {
            reports.add(report(outcome, AttemptDetails.NONE, ""));
        }
        AttemptDetails matched =
                new AttemptDetails(
                        "rcpt", "hard", 7, "no \"such\" user", "TLSv1.3 TLS_AES", 3, 45, 99);
        AttemptDetails plain =
                new AttemptDetails("connect", "soft", 0, "", "", AttemptDetails.UNKNOWN, 1, 0);
        reports.add(report(new DeliveryOutcome.Bounced(true), matched, "   0.001 > EHLO при\n"));
        reports.add(report(new DeliveryOutcome.Bounced(true), matched, ""));
        reports.add(report(new DeliveryOutcome.Bounced(false), plain, ""));
        return reports;
    }

    private static DeliveryReport report(
            DeliveryOutcome outcome, AttemptDetails details, String conversation) {
        return new DeliveryReport(
                11,
                outcome,
                NOW,
                "127.0.0.1",
                "mx[127.0.0.2]:25",
                "250 2.0.0 \"ok\"\n2",
                AnsweredBy.HOST,
                details,
                conversation,
                0);
    }

    static List<StopOrder> stops() {
        return List.of(
                new StopOrder(8, new Scope.OfAccount(5), NOW),
                new StopOrder(9, new Scope.OfNode(1), NOW),
                new StopOrder(
                        10,
                        new Scope.OfSender(4, OptionalLong.empty(), OptionalLong.empty(), ""),
                        NOW),
                new StopOrder(
                        11,
                        new Scope.OfSender(4, OptionalLong.of(1), OptionalLong.of(2), "Gmail"),
                        NOW));
    }

    private static SenderConfig sender() {
        Strategy strategy =
                new Strategy(1, "slow", 2, 3, 4, 5, Strategy.Helo.PTR, true, false, false);
        Strategy other =
                new Strategy(2, "fast", 20, 30, 40, 0, Strategy.Helo.FROM, false, true, false);
        RetryRule retry =
                new RetryRule(
                        3,
                        "rule",
                        RetryRule.Mode.SAME_NODE,
                        7,
                        Duration.ofMinutes(15),
                        RetryRule.RetryRuleType.GEOMETRIC,
                        new BigDecimal("1.50"),
                        new BigDecimal("0.1"),
                        false);
        return new SenderConfig(
                4,
                "sender",
                List.of(new EgressAddress("127.0.0.1", ""), new EgressAddress("::1", "h")),
                SenderConfig.DomainType.FROM,
                "bounce.example",
                strategy,
                Map.of("Yandex", strategy, "Gmail", other),
                retry,
                List.of(
                        new LockRule(
                                5,
                                "lock",
                                Optional.of("Gmail"),
                                BoundedPattern.of("4\\.7\\.\\d+"),
                                Duration.ofMinutes(9),
                                false),
                        new LockRule(
                                6,
                                "any",
                                Optional.empty(),
                                BoundedPattern.of("x"),
                                Duration.ofMinutes(1),
                                false)));
    }

    static NodeConfig config() {
        return new NodeConfig(
                12,
                34,
                true,
                List.of(sender()),
                List.of(
                        new Isp(
                                7,
                                "Gmail",
                                List.of("gmail.com", "googlemail.com"),
                                "utf-8",
                                "base64",
                                "8bit",
                                Map.of("X-B", "2", "X-A", "1"),
                                List.of("X-C"),
                                false)),
                List.of(
                        new BouncePattern(
                                8,
                                "p",
                                BouncePattern.BounceType.HARD,
                                Optional.of("Gmail"),
                                BoundedPattern.of("no such"),
                                "words",
                                true)),
                List.of(new FixedRoute(9, "a.example", "mx.example", 2525, TlsRule.MAY, false)));
    }
}
