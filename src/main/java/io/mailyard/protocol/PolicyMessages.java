package io.mailyard.protocol;

import io.mailyard.policies.BouncePattern;
import io.mailyard.policies.BoundedPattern;
import io.mailyard.policies.FixedRoute;
import io.mailyard.policies.Isp;
import io.mailyard.policies.LockRule;
import io.mailyard.policies.RetryRule;
import io.mailyard.policies.Strategy;
import io.mailyard.smtp.TlsRule;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Policies in a node's configuration. */
final class PolicyMessages {
    private static final MemberType<BigDecimal> DECIMAL =
            MemberType.TEXT.map(BigDecimal::new, BigDecimal::toPlainString);
    private static final MemberType<Duration> MINUTES =
            MemberType.NUMBER.map(Duration::ofMinutes, Duration::toMinutes);
    private static final MemberType<BoundedPattern> REGEX =
            MemberType.TEXT.map(BoundedPattern::of, BoundedPattern::toString);

    /** The name of an ISP; empty on the wire: every one. */
    private static final MemberType<Optional<String>> ISP_NAME =
            MemberType.TEXT.map(
                    name -> Optional.of(name).filter(isp -> !isp.isEmpty()), isp -> isp.orElse(""));

    static final MessageCodec<Strategy> STRATEGY =
            new MessageCodec<>(message ->
                    new Strategy(
                            message.number("id", Strategy::id),
                            message.text("name", Strategy::name),
                            message.count(
                                    "concurrent_connections", Strategy::concurrentConnections),
                            message.count(
                                    "messages_per_connection", Strategy::messagesPerConnection),
                            message.count("connection_attempts", Strategy::connectionAttempts),
                            message.count("interval_seconds", Strategy::intervalSeconds),
                            message.get(
                                    "helo", MemberType.word(Strategy.Helo.class), Strategy::helo),
                            message.flag("try_tls_first", Strategy::tryTlsFirst),
                            message.flag("drop_message", Strategy::dropMessage),
                            false));

    static final MessageCodec<RetryRule> RETRY_RULE =
            new MessageCodec<>(message ->
                    new RetryRule(
                            message.number("id", RetryRule::id),
                            message.text("name", RetryRule::name),
                            message.get(
                                    "mode", MemberType.word(RetryRule.Mode.class), RetryRule::mode),
                            message.count("retries", RetryRule::retries),
                            message.get("interval_minutes", MINUTES, RetryRule::interval),
                            message.get(
                                    "type",
                                    MemberType.word(RetryRule.RetryRuleType.class),
                                    RetryRule::type),
                            message.get("exponent", DECIMAL, RetryRule::exponent),
                            message.get("random_modifier", DECIMAL, RetryRule::randomModifier),
                            false));

    static final MessageCodec<LockRule> LOCK_RULE =
            new MessageCodec<>(message ->
                    new LockRule(
                            message.number("id", LockRule::id),
                            message.text("name", LockRule::name),
                            message.get("isp", ISP_NAME, LockRule::isp),
                            message.get("pattern", REGEX, LockRule::pattern),
                            message.get("duration_minutes", MINUTES, LockRule::duration),
                            false));

    private static final MessageCodec<Map.Entry<String, String>> HEADER =
            new MessageCodec<>(message ->
                    Map.entry(
                            message.text("name", Map.Entry::getKey),
                            message.text("value", Map.Entry::getValue)));

    static final MessageCodec<Isp> ISP =
            new MessageCodec<>(message ->
                    new Isp(
                            message.number("id", Isp::id),
                            message.text("name", Isp::name),
                            message.get("domains", MemberType.TEXTS, Isp::domains),
                            message.text("encoding_global", Isp::encodingGlobal),
                            message.text("encoding_html", Isp::encodingHtml),
                            message.text("encoding_text", Isp::encodingText),
                            message.get(
                                    "headers_add",
                                    NodeConfigMessage.byName(HEADER),
                                    Isp::headersAdd),
                            message.get("headers_delete", MemberType.TEXTS, Isp::headersDelete),
                            false));

    static final MessageCodec<BouncePattern> PATTERN =
            new MessageCodec<>(message ->
                    new BouncePattern(
                            message.number("id", BouncePattern::id),
                            message.text("name", BouncePattern::name),
                            message.get(
                                    "type",
                                    MemberType.word(BouncePattern.BounceType.class),
                                    BouncePattern::type),
                            message.get("isp", ISP_NAME, BouncePattern::isp),
                            message.get("pattern", REGEX, BouncePattern::pattern),
                            message.text("message", BouncePattern::message),
                            message.get(
                                    "shipped",
                                    MemberType.FLAG.orElse(false),
                                    BouncePattern::shipped)));

    static final MessageCodec<FixedRoute> ROUTE =
            new MessageCodec<>(message ->
                    new FixedRoute(
                            message.number("id", FixedRoute::id),
                            message.text("domain", FixedRoute::domain),
                            message.text("host", FixedRoute::host),
                            message.count("port", FixedRoute::port),
                            message.get("tls", MemberType.word(TlsRule.class), FixedRoute::tls),
                            false));

    private PolicyMessages() {}
}
