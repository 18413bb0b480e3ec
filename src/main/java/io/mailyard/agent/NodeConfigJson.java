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
 * A node's configuration as JSON, written and read here. What is written is the same text for the
 * same configuration. No keys are in it: they come with the mail that they sign.
 */
final class NodeConfigJson {
    private NodeConfigJson() {}

    /** Without the number of the revision, which is given by what differs. */
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

    static NodeConfig read(Link.Wanted wanted) {
        ProtocolFields given = ProtocolFields.of(wanted.content());
        return new NodeConfig(
                given.number("node"),
                wanted.revision(),
                given.flag("running"),
                given.objects("senders").stream().map(NodeConfigJson::sender).toList(),
                given.objects("isps").stream().map(NodeConfigJson::isp).toList(),
                given.objects("bounce_patterns").stream().map(NodeConfigJson::pattern).toList(),
                given.objects("routes").stream().map(NodeConfigJson::route).toList());
    }

    private static void sender(Out out, SenderConfig plan) {
        out.number("id", plan.id())
                .text("name", plan.name())
                .objects(
                        "sources",
                        plan.sources(),
                        (item, source) -> item.text("ip", source.ip()).text("helo", source.helo()))
                .text("domain_type", plan.domainType().name())
                .text("return_path_domain", plan.returnPathDomain())
                .object("strategy", inner -> strategy(inner, plan.strategy()))
                .objects(
                        "isp_strategies",
                        List.copyOf(new TreeMap<>(plan.ispStrategies()).entrySet()),
                        (item, one) ->
                                item.text("isp", one.getKey())
                                        .object(
                                                "strategy",
                                                inner -> strategy(inner, one.getValue())))
                .object("retry_rule", inner -> retry(inner, plan.retryRule()))
                .objects("lock_rules", plan.lockRules(), NodeConfigJson::lock);
    }

    private static SenderConfig sender(ProtocolFields given) {
        Map<String, Strategy> byIsp = new HashMap<>();
        given.objects("isp_strategies")
                .forEach(one -> byIsp.put(one.text("isp"), strategy(one.object("strategy"))));
        return new SenderConfig(
                given.number("id"),
                given.text("name"),
                given.objects("sources").stream()
                        .map(one -> new EgressAddress(one.text("ip"), one.text("helo")))
                        .toList(),
                SenderConfig.DomainType.valueOf(given.text("domain_type")),
                given.text("return_path_domain"),
                strategy(given.object("strategy")),
                byIsp,
                retry(given.object("retry_rule")),
                given.objects("lock_rules").stream().map(NodeConfigJson::lock).toList());
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

    private static Strategy strategy(ProtocolFields given) {
        return new Strategy(
                given.number("id"),
                given.text("name"),
                given.small("concurrent_connections"),
                given.small("messages_per_connection"),
                given.small("connection_attempts"),
                given.small("interval_seconds"),
                Strategy.Helo.valueOf(given.text("helo")),
                given.flag("try_tls_first"),
                given.flag("drop_message"),
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

    private static RetryRule retry(ProtocolFields given) {
        return new RetryRule(
                given.number("id"),
                given.text("name"),
                RetryRule.Mode.valueOf(given.text("mode")),
                given.small("retries"),
                Duration.ofMinutes(given.number("interval_minutes")),
                RetryRule.Type.valueOf(given.text("type")),
                new BigDecimal(given.text("exponent")),
                new BigDecimal(given.text("random_modifier")),
                false);
    }

    private static void lock(Out out, LockRule rule) {
        out.number("id", rule.id())
                .text("name", rule.name())
                .text("isp", rule.isp().orElse(""))
                .text("pattern", rule.pattern().toString())
                .number("duration_minutes", rule.duration().toMinutes());
    }

    private static LockRule lock(ProtocolFields given) {
        return new LockRule(
                given.number("id"),
                given.text("name"),
                named(given.text("isp")),
                BoundedPattern.of(given.text("pattern")),
                Duration.ofMinutes(given.number("duration_minutes")),
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

    private static Isp isp(ProtocolFields given) {
        Map<String, String> added = new TreeMap<>();
        given.objects("headers_add")
                .forEach(header -> added.put(header.text("name"), header.text("value")));
        return new Isp(
                given.number("id"),
                given.text("name"),
                given.texts("domains"),
                given.text("encoding_global"),
                given.text("encoding_html"),
                given.text("encoding_text"),
                added,
                given.texts("headers_delete"),
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

    private static BouncePattern pattern(ProtocolFields given) {
        return new BouncePattern(
                given.number("id"),
                given.text("name"),
                BouncePattern.Type.valueOf(given.text("type")),
                named(given.text("isp")),
                BoundedPattern.of(given.text("pattern")),
                given.text("message"),
                given.has("shipped") && given.flag("shipped"));
    }

    private static void route(Out out, FixedRoute route) {
        out.number("id", route.id())
                .text("domain", route.domain())
                .text("host", route.host())
                .number("port", route.port())
                .text("tls", route.tls().name());
    }

    private static FixedRoute route(ProtocolFields given) {
        return new FixedRoute(
                given.number("id"),
                given.text("domain"),
                given.text("host"),
                given.small("port"),
                TlsRule.valueOf(given.text("tls")),
                false);
    }
}
