package io.mailyard.delivery;

import io.mailyard.delivery.DeliveryReport.DeliveryOutcome.Bounced;
import io.mailyard.delivery.DeliveryReport.DeliveryOutcome.Delivered;
import io.mailyard.delivery.DeliveryReport.DeliveryOutcome.DeliveryDeferred;
import io.mailyard.delivery.DeliveryReport.DeliveryOutcome.DeliveryExpired;
import io.mailyard.delivery.DeliveryReport.DeliveryOutcome.Requeued;
import io.mailyard.delivery.DeliveryReport.ReportedLock;
import io.mailyard.delivery.DeliveryReport.RetryFrom;
import io.mailyard.policies.BounceClassifier.BounceVerdict;
import io.mailyard.policies.BouncePattern;
import io.mailyard.policies.LockRule;
import io.mailyard.policies.RetryRule;
import io.mailyard.smtp.RecipientOutcome;
import io.mailyard.smtp.SmtpReply;
import io.mailyard.smtp.SmtpStage;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Classifies SMTP replies: their effects ({@link AnswerEffect}), retries and locks. */
final class Classifier {
    private final RandomGenerator random = RandomGenerator.of("L64X128MixRandom");

    /**
     * The result for a task.
     *
     * @param by the bounce pattern that decided; empty if none did
     */
    record Classification(DeliveryReport.DeliveryOutcome outcome, Optional<BouncePattern> by) {
        Classification(DeliveryReport.DeliveryOutcome outcome) {
            this(outcome, Optional.empty());
        }
    }

    /** The result for a task, by the host's reply or by the lack of one. */
    Classification classify(
            ActiveConfig config,
            SenderConfig sender,
            DeliveryTask task,
            String host,
            RecipientOutcome outcome,
            Instant now) {
        return switch (outcome) {
            case RecipientOutcome.RecipientAccepted accepted -> new Classification(new Delivered());
            case RecipientOutcome.NotSent notSent ->
                    new Classification(new Requeued(Duration.ZERO));
            case RecipientOutcome.Unsendable unsendable -> new Classification(new Bounced(false));
            case RecipientOutcome.ConnectionLost broken ->
                    new Classification(deferOrExpire(sender, task, Optional.empty()));
            // Bounce patterns do not apply: the reply was given to another recipient.
            case RecipientOutcome.TransactionLost lost ->
                    new Classification(
                            deferOrExpire(sender, task, lock(sender, task, lost.reply(), now)));
            case RecipientOutcome.RecipientDeferred deferred ->
                    classifyReply(
                            config, sender, task, host, deferred.stage(), deferred.reply(), now);
            case RecipientOutcome.RecipientRefused refused ->
                    classifyReply(
                            config, sender, task, host, refused.stage(), refused.reply(), now);
        };
    }

    private Classification classifyReply(
            ActiveConfig config,
            SenderConfig sender,
            DeliveryTask task,
            String host,
            SmtpStage stage,
            SmtpReply reply,
            Instant now) {
        Optional<ReportedLock> lock = lock(sender, task, reply, now);
        if (stage.beforeMail()) {
            return new Classification(deferOrExpire(sender, task, lock));
        }
        BounceVerdict verdict = config.bounces().of(task.isp(), host, reply);
        AnswerEffect effect = AnswerEffect.of(stage, reply, verdict, lock.isPresent());
        return new Classification(
                switch (effect) {
                    case DEFERRED -> deferOrExpire(sender, task, lock);
                    case BOUNCED -> new Bounced(false);
                    case SUPPRESSED -> new Bounced(true);
                },
                verdict.by().filter(_ -> AnswerEffect.isByPattern(stage, verdict)));
    }

    /**
     * Whether another address of the sender may succeed although this reply to MAIL would bounce
     * the task.
     */
    boolean mayTryOtherSource(
            ActiveConfig config, DeliveryTask task, String host, RecipientOutcome outcome) {
        return outcome instanceof RecipientOutcome.RecipientRefused refused
                && refused.stage() == SmtpStage.MAIL
                && AnswerEffect.mayTryOtherSource(
                        refused.stage(),
                        refused.reply(),
                        config.bounces().of(task.isp(), host, refused.reply()));
    }

    /** Defers by the retry rule, or expires once the rule allows no further attempt. */
    DeliveryReport.DeliveryOutcome deferOrExpire(
            SenderConfig sender, DeliveryTask task, Optional<ReportedLock> lock) {
        RetryRule rule = sender.retryRule();
        int made = task.attempts() + 1;
        if (!rule.retriesAfter(made)) {
            return new DeliveryExpired();
        }
        RetryFrom tie =
                switch (rule.mode()) {
                    case SAME_IP -> RetryFrom.SAME_IP;
                    case SAME_NODE -> RetryFrom.SAME_NODE;
                    case ANY_NODE -> RetryFrom.ANY_NODE;
                };
        return new DeliveryDeferred(delay(rule, made), tie, lock);
    }

    private synchronized Duration delay(RetryRule rule, int made) {
        return rule.delay(made, random);
    }

    private static Optional<ReportedLock> lock(
            SenderConfig sender, DeliveryTask task, SmtpReply reply, Instant now) {
        return sender.lockRules().stream()
                .filter(rule -> rule.setOffBy(task.isp(), reply))
                .findFirst()
                .map(rule -> lock(rule, task, now));
    }

    private static ReportedLock lock(LockRule rule, DeliveryTask task, Instant now) {
        return new ReportedLock(
                DestinationQueues.keyOf(task), rule.id(), now.plus(rule.duration()));
    }
}
