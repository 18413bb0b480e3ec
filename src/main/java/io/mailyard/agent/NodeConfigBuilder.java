package io.mailyard.agent;

import io.mailyard.db.Tx;
import io.mailyard.delivery.EgressAddress;
import io.mailyard.delivery.NodeConfig;
import io.mailyard.delivery.SenderConfig;
import io.mailyard.nodes.Node;
import io.mailyard.policies.BouncePattern;
import io.mailyard.policies.FixedRoute;
import io.mailyard.policies.Isp;
import io.mailyard.policies.LockRule;
import io.mailyard.policies.Policies;
import io.mailyard.policies.Policy;
import io.mailyard.policies.PolicyKind;
import io.mailyard.policies.RetryRule;
import io.mailyard.policies.Strategy;
import io.mailyard.protocol.NodeConfigMessage;
import io.mailyard.senders.MtaSettings;
import io.mailyard.senders.Sender;
import io.mailyard.senders.Senders;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Builds the configuration of each node from senders and policies in one snapshot. */
final class NodeConfigBuilder {
    private final Senders senders;
    private final Policies policies;

    NodeConfigBuilder(Senders senders, Policies policies) {
        this.senders = senders;
        this.policies = policies;
    }

    /** Policies of a snapshot by id. */
    private record PolicySnapshot(
            Map<Long, Strategy> strategies,
            Map<Long, RetryRule> retries,
            Map<Long, LockRule> locks,
            Map<Long, Isp> isps,
            List<BouncePattern> patterns,
            List<FixedRoute> routes) {}

    /** Configurations of these nodes as JSON, by node id, without revision numbers. */
    Map<Long, String> contents(Tx tx, List<Node> nodes) {
        PolicySnapshot rules =
                new PolicySnapshot(
                        byId(tx, PolicyKind.STRATEGY),
                        byId(tx, PolicyKind.RETRY_RULE),
                        byId(tx, PolicyKind.LOCK_RULE),
                        byId(tx, PolicyKind.ISP),
                        policies.all(tx, PolicyKind.BOUNCE_PATTERN),
                        policies.all(tx, PolicyKind.ROUTE));
        List<Sender> able = senders.all(tx).stream().filter(Sender::canSend).toList();
        Map<Long, String> contents = new HashMap<>();
        for (Node node : nodes) {
            List<SenderConfig> plans =
                    able.stream().flatMap(sender -> config(rules, node, sender).stream()).toList();
            NodeConfig config =
                    new NodeConfig(
                            node.id(),
                            0,
                            node.mtaActive(),
                            plans,
                            List.copyOf(rules.isps().values()),
                            rules.patterns(),
                            rules.routes());
            contents.put(node.id(), NodeConfigMessage.write(config));
        }
        return contents;
    }

    private <T extends Policy> Map<Long, T> byId(Tx tx, PolicyKind<T> kind) {
        return policies.all(tx, kind).stream()
                .collect(
                        Collectors.toMap(
                                Policy::id,
                                Function.identity(),
                                (item, _) -> item,
                                LinkedHashMap::new));
    }

    private static Optional<SenderConfig> config(PolicySnapshot rules, Node node, Sender sender) {
        MtaSettings mta = sender.mta().orElseThrow();
        List<EgressAddress> sources =
                mta.ips().stream()
                        .filter(ip -> ip.node() == node.id())
                        .map(ip -> new EgressAddress(ip.ip(), ip.helo()))
                        .toList();
        if (sources.isEmpty()) {
            return Optional.empty();
        }
        Map<String, Strategy> byIsp = new HashMap<>();
        for (MtaSettings.IspStrategy ispStrategy : mta.ispStrategies()) {
            byIsp.put(
                    present(rules.isps(), ispStrategy.isp()).name(),
                    present(rules.strategies(), ispStrategy.strategy()));
        }
        return Optional.of(
                new SenderConfig(
                        sender.id().value(),
                        sender.name(),
                        sources,
                        domainType(mta.domainType()),
                        mta.returnPathDomain(),
                        present(rules.strategies(), mta.strategy()),
                        byIsp,
                        present(rules.retries(), mta.retryRule()),
                        mta.lockRules().stream().map(id -> present(rules.locks(), id)).toList()));
    }

    private static SenderConfig.DomainType domainType(MtaSettings.MtaDomainType type) {
        return switch (type) {
            case FROM -> SenderConfig.DomainType.FROM;
            case PTR -> SenderConfig.DomainType.PTR;
        };
    }

    /** Looks up a policy, which exists because policies in use cannot be deleted. */
    private static <T> T present(Map<Long, T> all, long id) {
        return Objects.requireNonNull(all.get(id), "a policy in use is gone");
    }
}
