package io.mailyard.delivery;

import io.mailyard.delivery.DeliveryReport.Lock;
import io.mailyard.delivery.DeliveryReport.Outcome.Bounced;
import io.mailyard.delivery.DeliveryReport.Outcome.Deferred;
import io.mailyard.delivery.DeliveryReport.Outcome.Delivered;
import io.mailyard.delivery.DeliveryReport.Outcome.Expired;
import io.mailyard.delivery.DeliveryReport.Outcome.GivenBack;
import io.mailyard.delivery.DeliveryReport.Tie;
import io.mailyard.policies.BounceClassifier.Verdict;
import io.mailyard.policies.BouncePattern;
import io.mailyard.policies.LockRule;
import io.mailyard.policies.RetryRule;
import io.mailyard.smtp.RecipientOutcome;
import io.mailyard.smtp.SmtpReply;
import io.mailyard.smtp.SmtpStage;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Tells what an answer means for a parcel.
 *
 * <p>What is answered before MAIL is about us: another day, another address or another host may be
 * let in, so it is a deferral even where it is 5xx. An answer to MAIL names no recipient: own
 * bounce patterns decide, then 4xx is a deferral and 5xx the end, but where another address of the
 * sender may be let in. From RCPT on, all bounce patterns and the codes decide.
 */
final class Classifier {
    /** Of answers to MAIL that are about the message or its sender (RFC 3463). */
    private static final Set<String> OF_MESSAGE =
            Set.of("5.1.7", "5.1.8", "5.2.3", "5.3.4", "5.6.0", "5.6.1", "5.6.2", "5.6.3", "5.6.7");

    /** RFC 5321 and RFC 1870: the message is too large. */
    private static final int TOO_LARGE = 552;

    private final RandomGenerator random = RandomGenerator.of("L64X128MixRandom");

    /** What becomes of a parcel by a host's answer, or for want of one. */
    DeliveryReport.Outcome of(
            ActiveConfig plan,
            SenderConfig sender,
            DeliveryTask parcel,
            String host,
            RecipientOutcome outcome,
            Instant now) {
        return switch (outcome) {
            case RecipientOutcome.Accepted taken -> new Delivered();
            case RecipientOutcome.Withheld held -> new GivenBack(Duration.ZERO);
            case RecipientOutcome.Unfit unfit -> new Bounced(false);
            case RecipientOutcome.Broken broken -> later(sender, parcel, Optional.empty());
            // No bounce pattern is asked: the answer was given to another recipient.
            case RecipientOutcome.Interrupted lost ->
                    later(sender, parcel, lock(sender, parcel, lost.reply(), now));
            case RecipientOutcome.Deferred later ->
                    answered(plan, sender, parcel, host, later.stage(), later.reply(), now);
            case RecipientOutcome.Refused no ->
                    answered(plan, sender, parcel, host, no.stage(), no.reply(), now);
        };
    }

    private DeliveryReport.Outcome answered(
            ActiveConfig plan,
            SenderConfig sender,
            DeliveryTask parcel,
            String host,
            SmtpStage stage,
            SmtpReply reply,
            Instant now) {
        Optional<Lock> lock = lock(sender, parcel, reply, now);
        if (stage.beforeMail()) {
            return later(sender, parcel, lock);
        }
        Verdict verdict = plan.bounces().of(parcel.isp(), host, reply);
        boolean soft = verdict.type() == BouncePattern.Type.SOFT;
        if (stage == SmtpStage.MAIL) {
            boolean ends = isOwn(verdict) || ofMessage(reply) || reply.kind() == 5;
            return lock.isPresent() || soft || !ends
                    ? later(sender, parcel, lock)
                    : new Bounced(false);
        }
        return soft
                ? later(sender, parcel, lock)
                : new Bounced(verdict.type() == BouncePattern.Type.HARD);
    }

    private static boolean isOwn(Verdict verdict) {
        return verdict.by().filter(pattern -> !pattern.shipped()).isPresent();
    }

    /**
     * Whether what ends by this answer to MAIL may be let in from another address of the sender.
     */
    boolean isOfOurAddress(
            ActiveConfig plan, DeliveryTask parcel, String host, RecipientOutcome outcome) {
        return outcome instanceof RecipientOutcome.Refused no
                && no.stage() == SmtpStage.MAIL
                && !ofMessage(no.reply())
                && !isOwn(plan.bounces().of(parcel.isp(), host, no.reply()));
    }

    private static boolean ofMessage(SmtpReply reply) {
        return reply.kind() == 5
                && (OF_MESSAGE.contains(reply.enhanced())
                        || (reply.code() == TOO_LARGE && reply.enhanced().isEmpty()));
    }

    /** It is tried again by the retry rule, or has expired. */
    DeliveryReport.Outcome later(SenderConfig sender, DeliveryTask parcel, Optional<Lock> lock) {
        RetryRule rule = sender.retryRule();
        int made = parcel.attempts() + 1;
        if (!rule.retriesAfter(made)) {
            return new Expired();
        }
        Tie tie =
                switch (rule.mode()) {
                    case SAME_IP -> Tie.SAME_IP;
                    case SAME_NODE -> Tie.SAME_NODE;
                    case ANY_NODE -> Tie.ANY_NODE;
                };
        return new Deferred(delay(rule, made), tie, lock);
    }

    private synchronized Duration delay(RetryRule rule, int made) {
        return rule.delay(made, random);
    }

    private static Optional<Lock> lock(
            SenderConfig sender, DeliveryTask parcel, SmtpReply reply, Instant now) {
        return sender.lockRules().stream()
                .filter(rule -> rule.setOffBy(parcel.isp(), reply))
                .findFirst()
                .map(rule -> lock(rule, parcel, now));
    }

    private static Lock lock(LockRule rule, DeliveryTask parcel, Instant now) {
        return new Lock(
                DestinationQueues.destination(parcel), rule.id(), now.plus(rule.duration()));
    }
}
