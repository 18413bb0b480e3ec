package io.mailyard.delivery;

import io.mailyard.base.AnsweredBy;
import io.mailyard.base.AttemptDetails;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The result of one attempt of a task.
 *
 * @param ip source address; empty if no connection was made
 * @param host the mail host as {@code name[address]:port}, at most {@value #MAX_HOST} characters;
 *     empty if no connection was made
 * @param answer the host's reply, or our own text if there was none; at most {@value #MAX_ANSWER}
 *     characters
 * @param answeredBy the origin of the answer; only a host's reply to this recipient alone may
 *     suppress it
 * @param details details of the attempt
 * @param conversation the conversation that the details name, in one report of its transaction;
 *     otherwise empty
 * @param lease number of the request that leased the task; 0 if that had none
 */
public record DeliveryReport(
        long taskId,
        DeliveryOutcome outcome,
        Instant at,
        String ip,
        String host,
        String answer,
        AnsweredBy answeredBy,
        AttemptDetails details,
        String conversation,
        long lease) {
    /** Characters of an answer that are stored. */
    public static final int MAX_ANSWER = 1000;

    /**
     * Characters of a host that are stored: a name has 255 octets, each of which may be written
     * with four characters.
     */
    public static final int MAX_HOST = 1000;

    /** Said of what expired with a node, before it was tried again. */
    public static final String TIME_USED_UP = "its time was used up before this attempt";

    public DeliveryReport {
        host = host.length() > MAX_HOST ? host.substring(0, MAX_HOST) : host;
        answer = answer.length() > MAX_ANSWER ? answer.substring(0, MAX_ANSWER) : answer;
    }

    /** A report without details. */
    public DeliveryReport(
            long taskId,
            DeliveryOutcome outcome,
            Instant at,
            String ip,
            String host,
            String answer,
            AnsweredBy answeredBy) {
        this(taskId, outcome, at, ip, host, answer, answeredBy, AttemptDetails.NONE, "", 0);
    }

    /** Returns this report with another outcome. */
    public DeliveryReport with(DeliveryOutcome other) {
        return new DeliveryReport(
                taskId, other, at, ip, host, answer, answeredBy, details, conversation, lease);
    }

    /** Returns this report without its conversation. */
    public DeliveryReport withoutConversation() {
        return conversation.isEmpty()
                ? this
                : new DeliveryReport(
                        taskId,
                        outcome,
                        at,
                        ip,
                        host,
                        answer,
                        answeredBy,
                        details.withConversation(0),
                        "",
                        lease);
    }

    /** A report without an attempt, for a reason of our own. */
    static DeliveryReport unattempted(
            DeliveryTask task, DeliveryOutcome outcome, Instant at, String words) {
        return new DeliveryReport(
                task.id(),
                outcome,
                at,
                "",
                "",
                words,
                AnsweredBy.MAILYARD,
                AttemptDetails.NONE,
                "",
                task.lease());
    }

    /** Outcome of the attempt. */
    public sealed interface DeliveryOutcome {
        /** The host accepted the message. */
        record Delivered() implements DeliveryOutcome {}

        /**
         * Permanent failure.
         *
         * @param hard whether the mailbox does not exist, so the address is suppressed
         */
        record Bounced(boolean hard) implements DeliveryOutcome {}

        /**
         * Temporary failure.
         *
         * @param delay delay by the retry rule
         * @param retryFrom where the next attempt must be made
         * @param lock a lock rule triggered by the answer
         */
        record DeliveryDeferred(Duration delay, RetryFrom retryFrom, Optional<ReportedLock> lock)
                implements DeliveryOutcome {}

        /** The retry rule or the message's lifetime is used up. */
        record DeliveryExpired() implements DeliveryOutcome {}

        /**
         * The strategy drops the message ({@code drop_message}): no attempt is made, it leaves the
         * queue and counts as purged.
         */
        record Dropped() implements DeliveryOutcome {}

        /**
         * No attempt was counted: stopped, no capacity, or no usable address. Due again after the
         * delay.
         */
        record Requeued(Duration delay) implements DeliveryOutcome {}
    }

    /**
     * Where a deferred task may be retried from (docs/spec/delivery.md, {@code retry_rules.mode}).
     */
    public enum RetryFrom {
        SAME_IP,
        SAME_NODE,
        ANY_NODE
    }

    /** Suspends attempts of a sender to a destination until this time. */
    public record ReportedLock(DestinationKey destination, long ruleId, Instant until) {}
}
