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

/** What a node and its server say to each other, as JSON: each word written and read here. */
final class NodeProtocol {
    /** Destinations in one question for work; an engine knows some thousands. */
    private static final int MOST_LIMITS = 15_000;

    /** An engine tells 512 at once. */
    private static final int MOST_REPORTS = 2_000;

    /** What is longer is no name of an ISP, a domain or a host that a node could have met. */
    private static final int LONGEST_NAME = 1_000;

    /** More than the engine keeps of an answer. */
    private static final int LONGEST_ANSWER = 10_000;

    /** What hinders a node: a sentence for each of its senders. */
    static final int MOST_PROBLEMS = 500;

    static final int LONGEST_PROBLEM = 1_000;

    /** Ten years; no retry rule says more. */
    private static final long LONGEST_DELAY = Duration.ofDays(3650).toMillis();

    private NodeProtocol() {}

    static String wants(LeaseCapacity wants) {
        return JsonText.write(out -> {
            out.number("most", wants.most()).number("each", wants.each());
            out.objects(
                    "limits",
                    List.copyOf(wants.limits().entrySet()),
                    (item, limit) -> {
                        destination(item, limit.getKey());
                        item.number("limit", limit.getValue());
                    });
            out.number("each_account", wants.eachAccount());
            out.objects(
                    "accounts",
                    List.copyOf(wants.accounts().entrySet()),
                    (item, limit) ->
                            item.number("account", limit.getKey())
                                    .number("limit", limit.getValue()));
        });
    }

    static LeaseCapacity wants(ProtocolFields given) {
        Map<DestinationKey, Integer> limits = new HashMap<>();
        given.objects("limits", MOST_LIMITS)
                .forEach(limit -> limits.put(destination(limit), limit.small("limit")));
        int most = given.small("most");
        int each = given.small("each");
        if (!given.has("accounts")) {
            return new LeaseCapacity(most, each, limits);
        }
        Map<Long, Integer> accounts = new HashMap<>();
        given.objects("accounts", MOST_LIMITS)
                .forEach(one -> accounts.put(one.id("account"), one.small("limit")));
        return new LeaseCapacity(most, each, limits, given.small("each_account"), accounts);
    }

    private static void destination(Out out, DestinationKey destination) {
        out.number("sender", destination.senderId())
                .text("isp", destination.isp())
                .text("domain", destination.domain());
    }

    private static DestinationKey destination(ProtocolFields given) {
        return new DestinationKey(
                given.id("sender"),
                given.text("isp", LONGEST_NAME),
                given.text("domain", LONGEST_NAME));
    }

    static void parcel(Out out, DeliveryTask parcel) {
        out.number("id", parcel.id())
                .number("message", parcel.messageId())
                .number("account", parcel.accountId())
                .number("campaign", parcel.campaignId())
                .number("sender", parcel.senderId())
                .text("isp", parcel.isp())
                .text("domain", parcel.domain())
                .text("from", parcel.envelopeFrom())
                .text("to", parcel.recipient())
                .number("attempts", parcel.attempts())
                .number("expires", parcel.expiresAt().toEpochMilli())
                .text("ip", parcel.lastIp())
                .number("size", parcel.size())
                .number("stop", parcel.stopSeq());
        HeaderOverrides put = parcel.overrides();
        if (!put.equals(HeaderOverrides.NONE)) {
            out.text("from_email", put.fromEmail())
                    .text("replyto_email", put.replyTo())
                    .text("from_name", put.fromName());
        }
        if (parcel.unaltered()) {
            out.flag("unaltered", true);
        }
        out.numbers("keys", parcel.keys().stream().map(secret -> secret.key().id()).toList());
    }

    /**
     * @param key the key with that id, which came beside the parcel
     */
    static DeliveryTask parcel(ProtocolFields given, LongFunction<KeySecret> key) {
        return new DeliveryTask(
                given.number("id"),
                given.number("message"),
                given.number("account"),
                given.number("campaign"),
                given.number("sender"),
                given.text("isp"),
                given.text("domain"),
                given.text("from"),
                given.text("to"),
                given.small("attempts"),
                given.time("expires"),
                given.text("ip"),
                given.number("size"),
                given.number("stop"),
                overrides(given),
                given.has("unaltered") && given.flag("unaltered"),
                given.numbers("keys").stream().map(key::apply).toList());
    }

    private static HeaderOverrides overrides(ProtocolFields given) {
        return given.has("from_email")
                ? new HeaderOverrides(
                        given.text("from_email"),
                        given.text("replyto_email"),
                        given.text("from_name"))
                : HeaderOverrides.NONE;
    }

    static String reports(List<DeliveryReport> reports) {
        return JsonText.write(out -> out.objects("reports", reports, NodeProtocol::report));
    }

    static List<DeliveryReport> reports(ProtocolFields given) {
        return given.objects("reports", MOST_REPORTS).stream().map(NodeProtocol::report).toList();
    }

    private static void report(Out out, DeliveryReport report) {
        out.number("id", report.parcelId())
                .number("at", report.at().toEpochMilli())
                .text("ip", report.ip())
                .text("host", report.host())
                .text("answer", report.answer())
                .text("by", report.by().word());
        switch (report.outcome()) {
            case Outcome.Delivered() -> out.text("outcome", "delivered");
            case Outcome.Bounced(boolean hard) -> out.text("outcome", "bounced").flag("hard", hard);
            case Outcome.Expired() -> out.text("outcome", "expired");
            case Outcome.Dropped() -> out.text("outcome", "dropped");
            case Outcome.GivenBack(Duration delay) ->
                    out.text("outcome", "given_back").number("delay_ms", delay.toMillis());
            case Outcome.Deferred later -> {
                out.text("outcome", "deferred")
                        .number("delay_ms", later.delay().toMillis())
                        .text("tie", later.tie().name());
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

    private static DeliveryReport report(ProtocolFields given) {
        return new DeliveryReport(
                given.id("id"),
                outcome(given),
                given.time("at"),
                given.text("ip", LONGEST_NAME),
                given.text("host", LONGEST_NAME),
                given.text("answer", LONGEST_ANSWER),
                given.has("by") ? AnsweredBy.of(given.text("by")) : AnsweredBy.UNKNOWN);
    }

    private static Outcome outcome(ProtocolFields given) {
        return switch (given.text("outcome")) {
            case "delivered" -> new Outcome.Delivered();
            case "bounced" -> new Outcome.Bounced(given.flag("hard"));
            case "expired" -> new Outcome.Expired();
            case "dropped" -> new Outcome.Dropped();
            case "given_back" -> new Outcome.GivenBack(delay(given));
            case "deferred" ->
                    new Outcome.Deferred(delay(given), tie(given.text("tie")), lock(given));
            case String _ ->
                    throw new IllegalArgumentException("member outcome is none that there is");
        };
    }

    private static Duration delay(ProtocolFields given) {
        return Duration.ofMillis(given.number("delay_ms", 0, LONGEST_DELAY));
    }

    private static DeliveryReport.Tie tie(String name) {
        return Arrays.stream(DeliveryReport.Tie.values())
                .filter(tie -> tie.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("member tie is none that there is"));
    }

    private static Optional<DeliveryReport.Lock> lock(ProtocolFields given) {
        if (!given.has("lock")) {
            return Optional.empty();
        }
        ProtocolFields lock = given.object("lock");
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

    static StopOrder stop(ProtocolFields given) {
        Scope scope =
                switch (given.text("of")) {
                    case "account" -> new Scope.OfAccount(given.number("account"));
                    case "node" -> new Scope.OfNode(given.number("node"));
                    case "sender" ->
                            new Scope.OfSender(
                                    given.number("sender"),
                                    given.numberIf("account"),
                                    given.numberIf("campaign"),
                                    given.text("isp"));
                    case String other ->
                            throw new IllegalArgumentException("no stop of a " + other);
                };
        return new StopOrder(given.number("seq"), scope, given.time("called"));
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

    static StopReceipt receipt(ProtocolFields given) {
        return new StopReceipt(
                given.id("stop"),
                given.time("at"),
                given.timeIf("last_begun"),
                given.small("past_data"),
                given.small("delivered"),
                given.timeIf("last_end"),
                given.flag("complete"));
    }

    private static void time(Out out, String name, Optional<Instant> time) {
        out.numberOrNull(name, time.map(Instant::toEpochMilli).orElse(null));
    }

    static void wanted(Out out, Link.Wanted wanted) {
        out.number("revision", wanted.revision()).text("config", wanted.content());
    }

    static Link.Wanted wanted(ProtocolFields given) {
        return new Link.Wanted(given.number("revision"), given.text("config"));
    }

    static String said(Link.Said said, Duration wait) {
        return JsonText.write(out ->
                out.number("revision", said.revision())
                        .flag("running", said.running())
                        .texts("problems", bounded(said.problems()))
                        .number("stop", said.stop())
                        .number("sync", said.sync())
                        .number("wait_ms", wait.toMillis()));
    }

    private static List<String> bounded(List<String> problems) {
        return problems.stream()
                .limit(MOST_PROBLEMS)
                .map(one ->
                        one.length() > LONGEST_PROBLEM ? one.substring(0, LONGEST_PROBLEM) : one)
                .toList();
    }

    static Link.Said said(ProtocolFields given) {
        List<String> problems = given.texts("problems");
        if (problems.size() > MOST_PROBLEMS
                || problems.stream().anyMatch(one -> one.length() > LONGEST_PROBLEM)) {
            throw new IllegalArgumentException(
                    "member problems holds more than "
                            + MOST_PROBLEMS
                            + ", or one longer than "
                            + LONGEST_PROBLEM
                            + " characters");
        }
        return new Link.Said(
                given.number("revision", 0, Long.MAX_VALUE),
                given.flag("running"),
                problems,
                given.number("stop", 0, Long.MAX_VALUE),
                given.number("sync", 0, Long.MAX_VALUE));
    }

    static String news(Link.News news) {
        return JsonText.write(out -> {
            out.objects("stops", news.stops(), NodeProtocol::stop).number("sync", news.sync());
            news.wanted().ifPresent(wanted -> out.object("wanted", inner -> wanted(inner, wanted)));
        });
    }

    static Link.News news(ProtocolFields given) {
        return new Link.News(
                given.objects("stops").stream().map(NodeProtocol::stop).toList(),
                given.has("wanted")
                        ? Optional.of(wanted(given.object("wanted")))
                        : Optional.empty(),
                given.number("sync"));
    }
}
