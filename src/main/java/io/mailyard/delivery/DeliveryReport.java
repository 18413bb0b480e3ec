package io.mailyard.delivery;

import io.mailyard.base.AnsweredBy;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What became of a parcel in this attempt.
 *
 * @param ip the address it went from; empty where no connection was made
 * @param host the mail host, {@code name[address]:port}; empty likewise
 * @param answer the host's words, or ours where it had none; at most {@value #MAX_ANSWER}
 *     characters
 * @param by whose words these are; only a host's answer to this recipient alone may suppress it
 */
public record DeliveryReport(
        long parcelId,
        Outcome outcome,
        Instant at,
        String ip,
        String host,
        String answer,
        AnsweredBy by) {
    /** As much of an answer as is kept. */
    public static final int MAX_ANSWER = 1000;

    /** Said of what expired with a node, before it was tried again. */
    public static final String TIME_USED_UP = "its time was used up before this attempt";

    public DeliveryReport {
        answer = answer.length() > MAX_ANSWER ? answer.substring(0, MAX_ANSWER) : answer;
    }

    /** No attempt was made, for a reason of ours. */
    static DeliveryReport ours(long parcelId, Outcome outcome, Instant at, String words) {
        return new DeliveryReport(parcelId, outcome, at, "", "", words, AnsweredBy.MAILYARD);
    }

    /** The end of the attempt. */
    public sealed interface Outcome {
        /** The host has taken it. */
        record Delivered() implements Outcome {}

        /**
         * It will never be taken.
         *
         * @param hard the mailbox does not exist: the address is to be suppressed
         */
        record Bounced(boolean hard) implements Outcome {}

        /**
         * Not now.
         *
         * @param delay how long to wait by the retry rule
         * @param tie where the next attempt must be made
         * @param lock a lock rule that the answer set off
         */
        record Deferred(Duration delay, Tie tie, Optional<Lock> lock) implements Outcome {}

        /** The retries or the time are used up. */
        record Expired() implements Outcome {}

        /**
         * It is not to be delivered at all, by its strategy ({@code drop_message}): no attempt was
         * made, it leaves the queue and counts as purged.
         */
        record Dropped() implements Outcome {}

        /** No attempt was counted: stopped, no room, no usable address; due again after a while. */
        record GivenBack(Duration delay) implements Outcome {}
    }

    /** Where a deferred parcel may go from (docs/spec/delivery.md, {@code retry_rules.mode}). */
    public enum Tie {
        SAME_IP,
        SAME_NODE,
        ANY_NODE
    }

    /** No attempt from that sender to that destination until then. */
    public record Lock(DestinationKey destination, long ruleId, Instant until) {}
}
