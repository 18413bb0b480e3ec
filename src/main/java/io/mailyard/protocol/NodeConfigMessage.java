package io.mailyard.protocol;

import io.mailyard.delivery.EgressAddress;
import io.mailyard.delivery.NodeConfig;
import io.mailyard.delivery.SenderConfig;
import io.mailyard.policies.Strategy;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A node's configuration. Equal configurations give the same text; the revision number, which
 * results from the differences, is not in it. It contains no keys: they come with the mail that
 * they sign.
 */
public final class NodeConfigMessage {
    private static final MessageCodec<EgressAddress> ADDRESS =
            new MessageCodec<>(message ->
                    new EgressAddress(
                            message.text("ip", EgressAddress::ip),
                            message.text("helo", EgressAddress::helo)));
    private static final MessageCodec<Map.Entry<String, Strategy>> ISP_STRATEGY =
            new MessageCodec<>(message ->
                    Map.entry(
                            message.text("isp", Map.Entry::getKey),
                            message.get(
                                    "strategy",
                                    MemberType.one(PolicyMessages.STRATEGY),
                                    Map.Entry::getValue)));
    private static final MessageCodec<SenderConfig> SENDER =
            new MessageCodec<>(NodeConfigMessage::sender);

    private NodeConfigMessage() {}

    private static MessageCodec<NodeConfig> codec(long revision) {
        return new MessageCodec<>(message ->
                new NodeConfig(
                        message.number("node", NodeConfig::nodeId),
                        revision,
                        message.flag("running", NodeConfig::running),
                        message.get("senders", MemberType.many(SENDER), NodeConfig::senders),
                        message.get("isps", MemberType.many(PolicyMessages.ISP), NodeConfig::isps),
                        message.get(
                                "bounce_patterns",
                                MemberType.many(PolicyMessages.PATTERN),
                                NodeConfig::bouncePatterns),
                        message.get(
                                "routes",
                                MemberType.many(PolicyMessages.ROUTE),
                                NodeConfig::routes)));
    }

    /** The configuration as JSON. */
    public static String write(NodeConfig config) {
        return codec(config.revision()).write(config);
    }

    /** The configuration that the server wants a node to run, with its revision. */
    public static NodeConfig read(WantedConfig wanted) {
        return codec(wanted.revision()).read(wanted.content());
    }

    private static SenderConfig sender(MessageMembers<SenderConfig> message) {
        return new SenderConfig(
                message.number("id", SenderConfig::id),
                message.text("name", SenderConfig::name),
                message.get("sources", MemberType.many(ADDRESS), SenderConfig::sources),
                message.get(
                        "domain_type",
                        MemberType.word(SenderConfig.DomainType.class),
                        SenderConfig::domainType),
                message.text("return_path_domain", SenderConfig::returnPathDomain),
                message.get(
                        "strategy",
                        MemberType.one(PolicyMessages.STRATEGY),
                        SenderConfig::strategy),
                message.get("isp_strategies", byName(ISP_STRATEGY), SenderConfig::ispStrategies),
                message.get(
                        "retry_rule",
                        MemberType.one(PolicyMessages.RETRY_RULE),
                        SenderConfig::retryRule),
                message.get(
                        "lock_rules",
                        MemberType.many(PolicyMessages.LOCK_RULE),
                        SenderConfig::lockRules));
    }

    /** Entries in the order of their names. */
    static <V> MemberType<Map<String, V>> byName(MessageCodec<Map.Entry<String, V>> codec) {
        return MemberType.many(codec)
                .map(
                        entries -> {
                            Map<String, V> map = new TreeMap<>();
                            entries.forEach(entry -> map.put(entry.getKey(), entry.getValue()));
                            return map;
                        },
                        map -> List.copyOf(new TreeMap<>(map).entrySet()));
    }
}
