package io.mailyard.delivery;

import io.mailyard.delivery.Report.Lock;
import io.mailyard.delivery.Report.Outcome.Bounced;
import io.mailyard.delivery.Report.Outcome.Deferred;
import io.mailyard.delivery.Report.Outcome.Delivered;
import io.mailyard.delivery.Report.Outcome.Expired;
import io.mailyard.delivery.Report.Outcome.GivenBack;
import io.mailyard.delivery.Report.Tie;
import io.mailyard.policies.BouncePattern;
import io.mailyard.policies.Bounces.Verdict;
import io.mailyard.policies.LockRule;
import io.mailyard.policies.RetryRule;
import io.mailyard.smtp.Outcome;
import io.mailyard.smtp.SmtpReply;
import io.mailyard.smtp.Stage;
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
    Report.Outcome of(
            Plan plan,
            SenderPlan sender,
            Parcel parcel,
            String host,
            Outcome outcome,
            Instant now) {
        return switch (outcome) {
            case Outcome.Accepted taken -> new Delivered();
            case Outcome.Withheld held -> new GivenBack(Duration.ZERO);
            case Outcome.Unfit unfit -> new Bounced(false);
            case Outcome.Broken broken -> later(sender, parcel, Optional.empty());
            // No bounce pattern is asked: the answer was given to another recipient.
            case Outcome.Interrupted lost ->
                    later(sender, parcel, lock(sender, parcel, lost.reply(), now));
            case Outcome.Deferred later ->
                    answered(plan, sender, parcel, host, later.stage(), later.reply(), now);
            case Outcome.Refused no ->
                    answered(plan, sender, parcel, host, no.stage(), no.reply(), now);
        };
    }

    private Report.Outcome answered(
            Plan plan,
            SenderPlan sender,
            Parcel parcel,
            String host,
            Stage stage,
            SmtpReply reply,
            Instant now) {
        Optional<Lock> lock = lock(sender, parcel, reply, now);
        if (stage.beforeMail()) {
            return later(sender, parcel, lock);
        }
        Verdict verdict = plan.bounces().of(parcel.isp(), host, reply);
        boolean soft = verdict.type() == BouncePattern.Type.SOFT;
        if (stage == Stage.MAIL) {
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
    boolean isOfOurAddress(Plan plan, Parcel parcel, String host, Outcome outcome) {
        return outcome instanceof Outcome.Refused no
                && no.stage() == Stage.MAIL
                && !ofMessage(no.reply())
                && !isOwn(plan.bounces().of(parcel.isp(), host, no.reply()));
    }

    private static boolean ofMessage(SmtpReply reply) {
        return reply.kind() == 5
                && (OF_MESSAGE.contains(reply.enhanced())
                        || (reply.code() == TOO_LARGE && reply.enhanced().isEmpty()));
    }

    /** It is tried again by the retry rule, or has expired. */
    Report.Outcome later(SenderPlan sender, Parcel parcel, Optional<Lock> lock) {
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
            SenderPlan sender, Parcel parcel, SmtpReply reply, Instant now) {
        return sender.lockRules().stream()
                .filter(rule -> rule.setOffBy(parcel.isp(), reply))
                .findFirst()
                .map(rule -> lock(rule, parcel, now));
    }

    private static Lock lock(LockRule rule, Parcel parcel, Instant now) {
        return new Lock(Outlets.destination(parcel), rule.id(), now.plus(rule.duration()));
    }
}
