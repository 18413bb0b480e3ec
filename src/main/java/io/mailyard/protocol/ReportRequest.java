package io.mailyard.protocol;

import io.mailyard.base.AnsweredBy;
import io.mailyard.base.AttemptDetails;
import io.mailyard.delivery.DeliveryReport;
import io.mailyard.delivery.DeliveryReport.DeliveryOutcome;
import io.mailyard.delivery.DeliveryReport.ReportedLock;
import io.mailyard.delivery.DeliveryReport.RetryFrom;
import io.mailyard.smtp.Conversation;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/** Report of what became of leased recipients. */
public record ReportRequest(List<DeliveryReport> reports) {
    /** Reports per request; an engine sends 512 at once. */
    private static final int MAX_REPORTS = 2_000;

    /** Maximum length of an answer, more than the engine keeps. */
    private static final int MAX_ANSWER = 10_000;

    /** No retry rule allows more. */
    private static final Duration TEN_YEARS = Duration.ofDays(3650);

    private static final MemberType<Long> NOT_NEGATIVE = MemberType.number(0, Long.MAX_VALUE);
    private static final MemberType<String> NAME = MemberType.text(LeaseMessages.MAX_NAME);

    /** More than a report keeps: nodes of 0.1.0 send whatever name a domain's MX has. */
    private static final MemberType<String> HOST = MemberType.text(4 * DeliveryReport.MAX_HOST);

    private static final MemberType<String> WORD = MemberType.text(AttemptDetails.MAX_WORD);
    private static final MemberType<Long> DETAIL_MILLIS =
            MemberType.number(AttemptDetails.UNKNOWN, TEN_YEARS.toMillis());
    private static final MemberType<AnsweredBy> BY =
            MemberType.TEXT.map(AnsweredBy::of, AnsweredBy::word).orElse(AnsweredBy.UNKNOWN);

    private static final MessageCodec<ReportedLock> LOCK =
            new MessageCodec<>(message ->
                    new ReportedLock(
                            LeaseMessages.destination(message, ReportedLock::destination),
                            message.get("rule", NOT_NEGATIVE, ReportedLock::ruleId),
                            message.time("until", ReportedLock::until)));
    private static final MessageCodec<DeliveryReport> REPORT =
            new MessageCodec<>(ReportRequest::report);

    public static final MessageCodec<ReportRequest> CODEC =
            new MessageCodec<>(message ->
                    new ReportRequest(
                            message.get(
                                    "reports",
                                    MemberType.many(REPORT, MAX_REPORTS),
                                    ReportRequest::reports)));

    private static DeliveryReport report(MessageMembers<DeliveryReport> message) {
        return new DeliveryReport(
                message.get("id", MemberType.ID, DeliveryReport::taskId),
                outcome(message),
                message.time("at", DeliveryReport::at),
                message.get("ip", NAME, DeliveryReport::ip),
                message.get("host", HOST, DeliveryReport::host),
                message.get("answer", MemberType.text(MAX_ANSWER), DeliveryReport::answer),
                message.get("by", BY, DeliveryReport::answeredBy),
                details(message),
                message.get(
                        "conversation",
                        MemberType.text(Conversation.MAX_OCTETS).unless(""),
                        DeliveryReport::conversation),
                message.get("lease", LeaseMessages.REQUEST, DeliveryReport::lease));
    }

    private static DeliveryOutcome outcome(MessageMembers<DeliveryReport> message) {
        return switch (message.text("outcome", ReportRequest::word)) {
            case "delivered" -> new DeliveryOutcome.Delivered();
            case "bounced" ->
                    new DeliveryOutcome.Bounced(
                            message.flag(
                                    "hard",
                                    report -> ((DeliveryOutcome.Bounced) report.outcome()).hard()));
            case "expired" -> new DeliveryOutcome.DeliveryExpired();
            case "dropped" -> new DeliveryOutcome.Dropped();
            case "given_back" ->
                    new DeliveryOutcome.Requeued(
                            delay(
                                    message,
                                    report ->
                                            ((DeliveryOutcome.Requeued) report.outcome()).delay()));
            case "deferred" ->
                    new DeliveryOutcome.DeliveryDeferred(
                            delay(message, report -> deferred(report).delay()),
                            message.get(
                                    "tie",
                                    MemberType.word(RetryFrom.class),
                                    report -> deferred(report).retryFrom()),
                            message.get(
                                    "lock",
                                    MemberType.one(LOCK).optional(),
                                    report -> deferred(report).lock()));
            case String _ ->
                    throw new IllegalArgumentException("member outcome is none that there is");
        };
    }

    private static String word(DeliveryReport report) {
        return switch (report.outcome()) {
            case DeliveryOutcome.Delivered _ -> "delivered";
            case DeliveryOutcome.Bounced _ -> "bounced";
            case DeliveryOutcome.DeliveryExpired _ -> "expired";
            case DeliveryOutcome.Dropped _ -> "dropped";
            case DeliveryOutcome.Requeued _ -> "given_back";
            case DeliveryOutcome.DeliveryDeferred _ -> "deferred";
        };
    }

    private static DeliveryOutcome.DeliveryDeferred deferred(DeliveryReport report) {
        return (DeliveryOutcome.DeliveryDeferred) report.outcome();
    }

    private static Duration delay(
            MessageMembers<DeliveryReport> message, Function<DeliveryReport, Duration> of) {
        return message.get("delay_ms", MemberType.millis(TEN_YEARS), of);
    }

    /**
     * All of them or, without an attempt or of an older node, none; an older server ignores them.
     */
    private static AttemptDetails details(MessageMembers<DeliveryReport> message) {
        if (!message.has("stage", report -> !report.details().equals(AttemptDetails.NONE))) {
            return AttemptDetails.NONE;
        }
        String stage = detail(message, "stage", WORD, AttemptDetails::stage);
        String bounceClass = detail(message, "class", WORD, AttemptDetails::bounceClass);
        boolean matched = message.has("pattern", report -> !report.details().pattern().isEmpty());
        return new AttemptDetails(
                stage,
                bounceClass,
                matched
                        ? detail(message, "pattern_id", NOT_NEGATIVE, AttemptDetails::patternId)
                        : 0,
                matched
                        ? detail(
                                message,
                                "pattern",
                                MemberType.text(AttemptDetails.MAX_PATTERN),
                                AttemptDetails::pattern)
                        : "",
                detail(message, "tls", WORD, AttemptDetails::tls),
                detail(message, "connect_ms", DETAIL_MILLIS, AttemptDetails::connectMillis),
                detail(message, "answer_ms", DETAIL_MILLIS, AttemptDetails::answerMillis),
                detail(
                        message,
                        "conversation_id",
                        MemberType.ID.unless(0L),
                        AttemptDetails::conversation));
    }

    private static <V> V detail(
            MessageMembers<DeliveryReport> message,
            String name,
            MemberType<V> type,
            Function<AttemptDetails, V> of) {
        return message.get(name, type, report -> of.apply(report.details()));
    }
}
