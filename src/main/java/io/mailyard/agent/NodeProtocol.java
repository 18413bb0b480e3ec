package io.mailyard.agent;

import io.mailyard.base.AnsweredBy;
import io.mailyard.delivery.DeliveryReport;
import io.mailyard.delivery.DeliveryReport.Outcome;
import io.mailyard.delivery.DeliveryTask;
import io.mailyard.delivery.DestinationKey;
import io.mailyard.delivery.HeaderOverrides;
import io.mailyard.delivery.LeaseCapacity;
import io.mailyard.delivery.StopOrder;
import io.mailyard.delivery.StopOrder.Scope;
import io.mailyard.delivery.StopReceipt;
import io.mailyard.policies.KeySecret;
import io.mailyard.smtp.Conversation;
import io.mailyard.wire.JsonText;
import io.mailyard.wire.Out;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;

/** Reads and writes the JSON messages between a node and its server. */
final class NodeProtocol {
    /** Destinations per lease request; an engine knows some thousands. */
    private static final int MAX_LIMITS = 15_000;

    /** Reports per request; an engine sends 512 at once. */
    private static final int MAX_REPORTS = 2_000;

    /** Maximum length of the name of an ISP, domain or host. */
    private static final int MAX_NAME = 1_000;

    /** Maximum length of an answer, more than the engine keeps. */
    private static final int MAX_ANSWER = 10_000;

    /** Problems per node: a sentence for each of its senders. */
    static final int MAX_PROBLEMS = 500;

    static final int MAX_PROBLEM = 1_000;

    /** Ten years; no retry rule allows more. */
    private static final long MAX_DELAY = Duration.ofDays(3650).toMillis();

    private NodeProtocol() {}

    static String leaseCapacity(LeaseCapacity capacity) {
        return JsonText.write(out -> {
            out.number("most", capacity.total()).number("each", capacity.perDestination());
            out.objects(
                    "limits",
                    List.copyOf(capacity.destinations().entrySet()),
                    (item, limit) -> {
                        destination(item, limit.getKey());
                        item.number("limit", limit.getValue());
                    });
            out.number("each_account", capacity.perAccount());
            out.objects(
                    "accounts",
                    List.copyOf(capacity.accounts().entrySet()),
                    (item, limit) ->
                            item.number("account", limit.getKey())
                                    .number("limit", limit.getValue()));
        });
    }

    static LeaseCapacity leaseCapacity(ProtocolFields fields) {
        Map<DestinationKey, Integer> limits = new HashMap<>();
        fields.objects("limits", MAX_LIMITS)
                .forEach(limit -> limits.put(destination(limit), limit.small("limit")));
        int most = fields.small("most");
        int each = fields.small("each");
        if (!fields.has("accounts")) {
            return new LeaseCapacity(most, each, limits);
        }
        Map<Long, Integer> accounts = new HashMap<>();
        fields.objects("accounts", MAX_LIMITS)
                .forEach(protocolFields ->
                        accounts.put(protocolFields.id("account"), protocolFields.small("limit")));
        return new LeaseCapacity(most, each, limits, fields.small("each_account"), accounts);
    }

    private static void destination(Out out, DestinationKey destination) {
        out.number("sender", destination.senderId())
                .text("isp", destination.isp())
                .text("domain", destination.domain());
    }

    private static DestinationKey destination(ProtocolFields fields) {
        return new DestinationKey(
                fields.id("sender"), fields.text("isp", MAX_NAME), fields.text("domain", MAX_NAME));
    }

    static void task(Out out, DeliveryTask task) {
        out.number("id", task.id())
                .number("message", task.messageId())
                .number("account", task.accountId())
                .number("campaign", task.campaignId())
                .number("sender", task.senderId())
                .text("isp", task.isp())
                .text("domain", task.domain())
                .text("from", task.envelopeFrom())
                .text("to", task.recipient())
                .number("attempts", task.attempts())
                .number("expires", task.expiresAt().toEpochMilli())
                .text("ip", task.lastIp())
                .number("size", task.size())
                .number("stop", task.stopSeq());
        HeaderOverrides put = task.overrides();
        if (!put.equals(HeaderOverrides.NONE)) {
            out.text("from_email", put.fromEmail())
                    .text("replyto_email", put.replyTo())
                    .text("from_name", put.fromName());
        }
        if (task.unaltered()) {
            out.flag("unaltered", true);
        }
        out.numbers("keys", task.keys().stream().map(secret -> secret.key().id()).toList());
    }

    /**
     * @param key the key with that id, which came with the task
     */
    static DeliveryTask task(ProtocolFields fields, LongFunction<KeySecret> key) {
        return new DeliveryTask(
                fields.number("id"),
                fields.number("message"),
                fields.number("account"),
                fields.number("campaign"),
                fields.number("sender"),
                fields.text("isp"),
                fields.text("domain"),
                fields.text("from"),
                fields.text("to"),
                fields.small("attempts"),
                fields.time("expires"),
                fields.text("ip"),
                fields.number("size"),
                fields.number("stop"),
                overrides(fields),
                fields.has("unaltered") && fields.flag("unaltered"),
                fields.numbers("keys").stream().map(key::apply).toList());
    }

    private static HeaderOverrides overrides(ProtocolFields fields) {
        return fields.has("from_email")
                ? new HeaderOverrides(
                        fields.text("from_email"),
                        fields.text("replyto_email"),
                        fields.text("from_name"))
                : HeaderOverrides.NONE;
    }

    static String reports(List<DeliveryReport> reports) {
        return JsonText.write(out -> out.objects("reports", reports, NodeProtocol::report));
    }

    static List<DeliveryReport> reports(ProtocolFields fields) {
        return fields.objects("reports", MAX_REPORTS).stream().map(NodeProtocol::report).toList();
    }

    private static void report(Out out, DeliveryReport report) {
        out.number("id", report.taskId())
                .number("at", report.at().toEpochMilli())
                .text("ip", report.ip())
                .text("host", report.host())
                .text("answer", report.answer())
                .text("by", report.answeredBy().word());
        AttemptFields.write(out, report);
        switch (report.outcome()) {
            case Outcome.Delivered() -> out.text("outcome", "delivered");
            case Outcome.Bounced(boolean hard) -> out.text("outcome", "bounced").flag("hard", hard);
            case Outcome.Expired() -> out.text("outcome", "expired");
            case Outcome.Dropped() -> out.text("outcome", "dropped");
            case Outcome.Requeued(Duration delay) ->
                    out.text("outcome", "given_back").number("delay_ms", delay.toMillis());
            case Outcome.Deferred later -> {
                out.text("outcome", "deferred")
                        .number("delay_ms", later.delay().toMillis())
                        .text("tie", later.retryFrom().name());
                later.lock()
                        .ifPresent(lock ->
                                out.object(
                                        "lock",
                                        inner -> {
                                            destination(inner, lock.destination());
                                            inner.number("rule", lock.ruleId())
                                                    .number("until", lock.until().toEpochMilli());
                                        }));
            }
        }
    }

    private static DeliveryReport report(ProtocolFields fields) {
        return new DeliveryReport(
                fields.id("id"),
                outcome(fields),
                fields.time("at"),
                fields.text("ip", MAX_NAME),
                fields.text("host", MAX_NAME),
                fields.text("answer", MAX_ANSWER),
                fields.has("by") ? AnsweredBy.of(fields.text("by")) : AnsweredBy.UNKNOWN,
                AttemptFields.read(fields),
                fields.has("conversation")
                        ? fields.text("conversation", Conversation.MAX_OCTETS)
                        : "");
    }

    private static Outcome outcome(ProtocolFields fields) {
        return switch (fields.text("outcome")) {
            case "delivered" -> new Outcome.Delivered();
            case "bounced" -> new Outcome.Bounced(fields.flag("hard"));
            case "expired" -> new Outcome.Expired();
            case "dropped" -> new Outcome.Dropped();
            case "given_back" -> new Outcome.Requeued(delay(fields));
            case "deferred" ->
                    new Outcome.Deferred(
                            delay(fields), retryFrom(fields.text("tie")), lock(fields));
            case String _ ->
                    throw new IllegalArgumentException("member outcome is none that there is");
        };
    }

    private static Duration delay(ProtocolFields fields) {
        return Duration.ofMillis(fields.number("delay_ms", 0, MAX_DELAY));
    }

    private static DeliveryReport.RetryFrom retryFrom(String name) {
        return Arrays.stream(DeliveryReport.RetryFrom.values())
                .filter(tie -> tie.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("member tie is none that there is"));
    }

    private static Optional<DeliveryReport.Lock> lock(ProtocolFields fields) {
        if (!fields.has("lock")) {
            return Optional.empty();
        }
        ProtocolFields lock = fields.object("lock");
        return Optional.of(
                new DeliveryReport.Lock(
                        destination(lock),
                        lock.number("rule", 0, Long.MAX_VALUE),
                        lock.time("until")));
    }

    static void stop(Out out, StopOrder order) {
        out.number("seq", order.seq()).number("called", order.calledAt().toEpochMilli());
        switch (order.scope()) {
            case Scope.OfAccount(long account) ->
                    out.text("of", "account").number("account", account);
            case Scope.OfNode(long node) -> out.text("of", "node").number("node", node);
            case Scope.OfSender sender -> {
                out.text("of", "sender")
                        .number("sender", sender.senderId())
                        .text("isp", sender.isp());
                sender.accountId().ifPresent(id -> out.number("account", id));
                sender.campaignId().ifPresent(id -> out.number("campaign", id));
            }
        }
    }

    static StopOrder stop(ProtocolFields fields) {
        Scope scope =
                switch (fields.text("of")) {
                    case "account" -> new Scope.OfAccount(fields.number("account"));
                    case "node" -> new Scope.OfNode(fields.number("node"));
                    case "sender" ->
                            new Scope.OfSender(
                                    fields.number("sender"),
                                    fields.numberIf("account"),
                                    fields.numberIf("campaign"),
                                    fields.text("isp"));
                    case String other ->
                            throw new IllegalArgumentException("no stop of a " + other);
                };
        return new StopOrder(fields.number("seq"), scope, fields.time("called"));
    }

    static String receipt(StopReceipt receipt) {
        return JsonText.write(out -> {
            out.number("stop", receipt.stopSeq()).number("at", receipt.at().toEpochMilli());
            time(out, "last_begun", receipt.lastBegun());
            out.number("past_data", receipt.pastData()).number("delivered", receipt.delivered());
            time(out, "last_end", receipt.lastEnd());
            out.flag("complete", receipt.complete());
        });
    }

    static StopReceipt receipt(ProtocolFields fields) {
        return new StopReceipt(
                fields.id("stop"),
                fields.time("at"),
                fields.timeIf("last_begun"),
                fields.small("past_data"),
                fields.small("delivered"),
                fields.timeIf("last_end"),
                fields.flag("complete"));
    }

    private static void time(Out out, String name, Optional<Instant> time) {
        out.numberOrNull(name, time.map(Instant::toEpochMilli).orElse(null));
    }

    static void wantedConfig(Out out, Link.WantedConfig wantedConfig) {
        out.number("revision", wantedConfig.revision()).text("config", wantedConfig.content());
    }

    static Link.WantedConfig wantedConfig(ProtocolFields fields) {
        return new Link.WantedConfig(fields.number("revision"), fields.text("config"));
    }

    static String nodeStatus(Link.NodeStatus status, Duration wait) {
        return JsonText.write(out ->
                out.number("revision", status.revision())
                        .flag("running", status.running())
                        .texts("problems", bounded(status.problems()))
                        .number("stop", status.stop())
                        .number("sync", status.sync())
                        .number("wait_ms", wait.toMillis()));
    }

    private static List<String> bounded(List<String> problems) {
        return problems.stream()
                .limit(MAX_PROBLEMS)
                .map(item -> item.length() > MAX_PROBLEM ? item.substring(0, MAX_PROBLEM) : item)
                .toList();
    }

    static Link.NodeStatus nodeStatus(ProtocolFields fields) {
        List<String> problems = fields.texts("problems");
        if (problems.size() > MAX_PROBLEMS
                || problems.stream().anyMatch(item -> item.length() > MAX_PROBLEM)) {
            throw new IllegalArgumentException(
                    "member problems holds more than "
                            + MAX_PROBLEMS
                            + ", or one longer than "
                            + MAX_PROBLEM
                            + " characters");
        }
        return new Link.NodeStatus(
                fields.number("revision", 0, Long.MAX_VALUE),
                fields.flag("running"),
                problems,
                fields.number("stop", 0, Long.MAX_VALUE),
                fields.number("sync", 0, Long.MAX_VALUE));
    }

    static String updates(Link.Updates updates) {
        return JsonText.write(out -> {
            out.objects("stops", updates.stops(), NodeProtocol::stop)
                    .number("sync", updates.sync());
            updates.wanted()
                    .ifPresent(wantedConfig ->
                            out.object("wanted", inner -> wantedConfig(inner, wantedConfig)));
        });
    }

    static Link.Updates updates(ProtocolFields fields) {
        return new Link.Updates(
                fields.objects("stops").stream().map(NodeProtocol::stop).toList(),
                fields.has("wanted")
                        ? Optional.of(wantedConfig(fields.object("wanted")))
                        : Optional.empty(),
                fields.number("sync"));
    }
}
