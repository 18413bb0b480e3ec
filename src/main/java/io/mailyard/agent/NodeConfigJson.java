package io.mailyard.agent;

import io.mailyard.delivery.EgressAddress;
import io.mailyard.delivery.NodeConfig;
import io.mailyard.delivery.SenderConfig;
import io.mailyard.policies.BouncePattern;
import io.mailyard.policies.BoundedPattern;
import io.mailyard.policies.FixedRoute;
import io.mailyard.policies.Isp;
import io.mailyard.policies.LockRule;
import io.mailyard.policies.RetryRule;
import io.mailyard.policies.Strategy;
import io.mailyard.smtp.TlsRule;
import io.mailyard.wire.JsonText;
import io.mailyard.wire.Out;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Reads and writes a node's configuration as JSON. Equal configurations give the same text. It
 * contains no keys: they come with the mail that they sign.
 */
final class NodeConfigJson {
    private NodeConfigJson() {}

    /** Writes it without the revision number, which results from the differences. */
    static String write(NodeConfig config) {
        return JsonText.write(out ->
                out.number("node", config.nodeId())
                        .flag("running", config.running())
                        .objects("senders", config.senders(), NodeConfigJson::sender)
                        .objects("isps", config.isps(), NodeConfigJson::isp)
                        .objects(
                                "bounce_patterns", config.bouncePatterns(), NodeConfigJson::pattern)
                        .objects("routes", config.routes(), NodeConfigJson::route));
    }

    static NodeConfig read(Link.WantedConfig wantedConfig) {
        ProtocolFields fields = ProtocolFields.of(wantedConfig.content());
        return new NodeConfig(
                fields.number("node"),
                wantedConfig.revision(),
                fields.flag("running"),
                fields.objects("senders").stream().map(NodeConfigJson::sender).toList(),
                fields.objects("isps").stream().map(NodeConfigJson::isp).toList(),
                fields.objects("bounce_patterns").stream().map(NodeConfigJson::pattern).toList(),
                fields.objects("routes").stream().map(NodeConfigJson::route).toList());
    }

    private static void sender(Out out, SenderConfig config) {
        out.number("id", config.id())
                .text("name", config.name())
                .objects(
                        "sources",
                        config.sources(),
                        (item, source) -> item.text("ip", source.ip()).text("helo", source.helo()))
                .text("domain_type", config.domainType().name())
                .text("return_path_domain", config.returnPathDomain())
                .object("strategy", inner -> strategy(inner, config.strategy()))
                .objects(
                        "isp_strategies",
                        List.copyOf(new TreeMap<>(config.ispStrategies()).entrySet()),
                        (item, entry) ->
                                item.text("isp", entry.getKey())
                                        .object(
                                                "strategy",
                                                inner -> strategy(inner, entry.getValue())))
                .object("retry_rule", inner -> retry(inner, config.retryRule()))
                .objects("lock_rules", config.lockRules(), NodeConfigJson::lock);
    }

    private static SenderConfig sender(ProtocolFields fields) {
        Map<String, Strategy> byIsp = new HashMap<>();
        fields.objects("isp_strategies")
                .forEach(protocolFields ->
                        byIsp.put(
                                protocolFields.text("isp"),
                                strategy(protocolFields.object("strategy"))));
        return new SenderConfig(
                fields.number("id"),
                fields.text("name"),
                fields.objects("sources").stream()
                        .map(protocolFields ->
                                new EgressAddress(
                                        protocolFields.text("ip"), protocolFields.text("helo")))
                        .toList(),
                SenderConfig.DomainType.valueOf(fields.text("domain_type")),
                fields.text("return_path_domain"),
                strategy(fields.object("strategy")),
                byIsp,
                retry(fields.object("retry_rule")),
                fields.objects("lock_rules").stream().map(NodeConfigJson::lock).toList());
    }

    private static void strategy(Out out, Strategy strategy) {
        out.number("id", strategy.id())
                .text("name", strategy.name())
                .number("concurrent_connections", strategy.concurrentConnections())
                .number("messages_per_connection", strategy.messagesPerConnection())
                .number("connection_attempts", strategy.connectionAttempts())
                .number("interval_seconds", strategy.intervalSeconds())
                .text("helo", strategy.helo().name())
                .flag("try_tls_first", strategy.tryTlsFirst())
                .flag("drop_message", strategy.dropMessage());
    }

    private static Strategy strategy(ProtocolFields fields) {
        return new Strategy(
                fields.number("id"),
                fields.text("name"),
                fields.small("concurrent_connections"),
                fields.small("messages_per_connection"),
                fields.small("connection_attempts"),
                fields.small("interval_seconds"),
                Strategy.Helo.valueOf(fields.text("helo")),
                fields.flag("try_tls_first"),
                fields.flag("drop_message"),
                false);
    }

    private static void retry(Out out, RetryRule rule) {
        out.number("id", rule.id())
                .text("name", rule.name())
                .text("mode", rule.mode().name())
                .number("retries", rule.retries())
                .number("interval_minutes", rule.interval().toMinutes())
                .text("type", rule.type().name())
                .text("exponent", rule.exponent().toPlainString())
                .text("random_modifier", rule.randomModifier().toPlainString());
    }

    private static RetryRule retry(ProtocolFields fields) {
        return new RetryRule(
                fields.number("id"),
                fields.text("name"),
                RetryRule.Mode.valueOf(fields.text("mode")),
                fields.small("retries"),
                Duration.ofMinutes(fields.number("interval_minutes")),
                RetryRule.Type.valueOf(fields.text("type")),
                new BigDecimal(fields.text("exponent")),
                new BigDecimal(fields.text("random_modifier")),
                false);
    }

    private static void lock(Out out, LockRule rule) {
        out.number("id", rule.id())
                .text("name", rule.name())
                .text("isp", rule.isp().orElse(""))
                .text("pattern", rule.pattern().toString())
                .number("duration_minutes", rule.duration().toMinutes());
    }

    private static LockRule lock(ProtocolFields fields) {
        return new LockRule(
                fields.number("id"),
                fields.text("name"),
                named(fields.text("isp")),
                BoundedPattern.of(fields.text("pattern")),
                Duration.ofMinutes(fields.number("duration_minutes")),
                false);
    }

    private static Optional<String> named(String isp) {
        return isp.isEmpty() ? Optional.empty() : Optional.of(isp);
    }

    private static void isp(Out out, Isp isp) {
        out.number("id", isp.id())
                .text("name", isp.name())
                .texts("domains", isp.domains())
                .text("encoding_global", isp.encodingGlobal())
                .text("encoding_html", isp.encodingHtml())
                .text("encoding_text", isp.encodingText())
                .objects(
                        "headers_add",
                        List.copyOf(new TreeMap<>(isp.headersAdd()).entrySet()),
                        (item, header) ->
                                item.text("name", header.getKey()).text("value", header.getValue()))
                .texts("headers_delete", isp.headersDelete());
    }

    private static Isp isp(ProtocolFields fields) {
        Map<String, String> added = new TreeMap<>();
        fields.objects("headers_add")
                .forEach(header -> added.put(header.text("name"), header.text("value")));
        return new Isp(
                fields.number("id"),
                fields.text("name"),
                fields.texts("domains"),
                fields.text("encoding_global"),
                fields.text("encoding_html"),
                fields.text("encoding_text"),
                added,
                fields.texts("headers_delete"),
                false);
    }

    private static void pattern(Out out, BouncePattern pattern) {
        out.number("id", pattern.id())
                .text("name", pattern.name())
                .text("type", pattern.type().name())
                .text("isp", pattern.isp().orElse(""))
                .text("pattern", pattern.pattern().toString())
                .text("message", pattern.message())
                .flag("shipped", pattern.shipped());
    }

    private static BouncePattern pattern(ProtocolFields fields) {
        return new BouncePattern(
                fields.number("id"),
                fields.text("name"),
                BouncePattern.Type.valueOf(fields.text("type")),
                named(fields.text("isp")),
                BoundedPattern.of(fields.text("pattern")),
                fields.text("message"),
                fields.has("shipped") && fields.flag("shipped"));
    }

    private static void route(Out out, FixedRoute route) {
        out.number("id", route.id())
                .text("domain", route.domain())
                .text("host", route.host())
                .number("port", route.port())
                .text("tls", route.tls().name());
    }

    private static FixedRoute route(ProtocolFields fields) {
        return new FixedRoute(
                fields.number("id"),
                fields.text("domain"),
                fields.text("host"),
                fields.small("port"),
                TlsRule.valueOf(fields.text("tls")),
                false);
    }
}
