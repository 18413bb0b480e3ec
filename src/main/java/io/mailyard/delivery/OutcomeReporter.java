package io.mailyard.delivery;

import io.mailyard.base.AnsweredBy;
import io.mailyard.base.AttemptDetails;
import io.mailyard.delivery.Classifier.Classification;
import io.mailyard.delivery.ConversationRecorder.Recording;
import io.mailyard.delivery.DeliveryReport.DeliveryOutcome.Bounced;
import io.mailyard.delivery.DeliveryReport.DeliveryOutcome.DeliveryDeferred;
import io.mailyard.smtp.RecipientOutcome;
import io.mailyard.smtp.SmtpReply;
import io.mailyard.smtp.SmtpStage;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reports the outcomes of an attempt for each recipient.
 *
 * <p>A reply applies to whom it was given: a reply to RCPT to its recipient, a reply to the end of
 * data to one recipient only if the transaction had one. If a transaction of several recipients is
 * refused there, nothing is reported: each is retried alone at once, and no attempt is counted.
 */
final class OutcomeReporter {
    private final ReportBatcher reporter;
    private final ConversationRecorder recorder;
    private final InstantSource clock;
    private final Classifier classifier = new Classifier();

    OutcomeReporter(ReportBatcher reporter, ConversationRecorder recorder, InstantSource clock) {
        this.reporter = reporter;
        this.recorder = recorder;
        this.clock = clock;
    }

    /** Configuration, sender and connection of a transaction. */
    record SendContext(ActiveConfig config, SenderConfig sender, DeliveryConnection connection) {}

    /** A recipient and its outcome, not reported yet. */
    record Unreported(
            DeliveryTask task,
            RecipientOutcome outcome,
            DeliveryReport.DeliveryOutcome result,
            AnsweredBy by,
            String ip,
            String host,
            AttemptDetails details,
            Recording recording) {}

    /**
     * Recipients of a transaction that are not reported yet.
     *
     * @param unbatched retried at once, each alone
     * @param nextTransaction sent at once in the next transaction, since the host accepted no more
     *     recipients in this one
     * @param nextHost may be accepted by the next host now
     * @param otherSource may be accepted from another address of the sender
     * @param acceptedRecipients number of recipients accepted into the transaction
     */
    record Remaining(
            List<DeliveryTask> unbatched,
            List<DeliveryTask> nextTransaction,
            List<Unreported> nextHost,
            List<Unreported> otherSource,
            int acceptedRecipients) {
        Remaining(int acceptedRecipients) {
            this(
                    new ArrayList<>(),
                    new ArrayList<>(),
                    new ArrayList<>(),
                    new ArrayList<>(),
                    acceptedRecipients);
        }
    }

    /** Reports each final outcome and returns the remaining recipients. */
    Remaining finish(
            SendContext context, List<DeliveryTask> tasks, List<RecipientOutcome> outcomes) {
        int taken = (int) outcomes.stream().filter(OutcomeReporter::reachedData).count();
        Remaining remaining = new Remaining(taken);
        Recording recording = record(context, outcomes);
        for (int i = 0; i < outcomes.size(); i++) {
            Unreported unreported =
                    unreported(context, tasks.get(i), outcomes.get(i), taken > 1, recording);
            if (unreported.by() == AnsweredBy.SHARED
                    && shouldUnbatch(unreported.outcome(), unreported.result())) {
                remaining.unbatched().add(unreported.task());
            } else if (taken > 0 && RecipientsPerTransaction.isLimit(unreported.outcome())) {
                remaining.nextTransaction().add(unreported.task());
            } else if (mayTryNextHost(unreported)) {
                remaining.nextHost().add(unreported);
            } else if (mayTryOtherSource(context, unreported)) {
                remaining.otherSource().add(unreported);
            } else {
                report(context, unreported);
            }
        }
        return remaining;
    }

    private Recording record(SendContext context, List<RecipientOutcome> outcomes) {
        boolean failed =
                outcomes.stream()
                        .anyMatch(outcome ->
                                !(outcome instanceof RecipientOutcome.RecipientAccepted));
        return recorder.keep(context.connection().conversation(), failed);
    }

    private Unreported unreported(
            SendContext context,
            DeliveryTask task,
            RecipientOutcome outcome,
            boolean shared,
            Recording recording) {
        String ip = context.connection().rateLimit().source().ip();
        return unreported(
                context,
                task,
                outcome,
                answeredBy(outcome, shared),
                ip,
                context.connection().host(),
                recording);
    }

    private Unreported unreported(
            SendContext context,
            DeliveryTask task,
            RecipientOutcome outcome,
            AnsweredBy answeredBy,
            String ip,
            String host,
            Recording recording) {
        Classification classified = classify(context, task, outcome, answeredBy, host);
        return new Unreported(
                task,
                outcome,
                classified.outcome(),
                answeredBy,
                ip,
                host,
                AttemptObserver.details(
                        context.connection().conversation(), outcome, classified, recording.id()),
                recording);
    }

    /**
     * Whether the next host may accept it: 4xx or a lost connection before the message (RFC 5321
     * section 5.1).
     */
    private static boolean mayTryNextHost(Unreported unreported) {
        boolean later =
                switch (unreported.result()) {
                    case DeliveryDeferred deferred -> deferred.lock().isEmpty();
                    case DeliveryReport.DeliveryOutcome.DeliveryExpired expired -> true;
                    case DeliveryReport.DeliveryOutcome.Delivered taken -> false;
                    case Bounced no -> false;
                    case DeliveryReport.DeliveryOutcome.Dropped dropped -> false;
                    case DeliveryReport.DeliveryOutcome.Requeued back -> false;
                };
        return later
                && switch (unreported.outcome()) {
                    case RecipientOutcome.RecipientDeferred answer ->
                            answer.stage().compareTo(SmtpStage.DATA) < 0;
                    case RecipientOutcome.ConnectionLost broken ->
                            broken.stage().compareTo(SmtpStage.DATA) <= 0;
                    case RecipientOutcome.TransactionLost lost -> true;
                    case RecipientOutcome.RecipientAccepted accepted -> false;
                    case RecipientOutcome.RecipientRefused refused -> false;
                    case RecipientOutcome.Unsendable unsendable -> false;
                    case RecipientOutcome.NotSent notSent -> false;
                };
    }

    private boolean mayTryOtherSource(SendContext context, Unreported unreported) {
        return unreported.result() instanceof Bounced
                && context.connection().hasOtherSource()
                && classifier.mayTryOtherSource(
                        context.config(),
                        unreported.task(),
                        unreported.host(),
                        unreported.outcome());
    }

    /** Reports the outcome of a round. */
    void report(SendContext context, Unreported unreported) {
        Instant now = clock.instant();
        reporter.report(
                new DeliveryReport(
                        unreported.task().id(),
                        unreported.result(),
                        now,
                        unreported.ip(),
                        unreported.host(),
                        text(unreported.outcome()),
                        unreported.by(),
                        unreported.details(),
                        unreported.recording().takeText(),
                        unreported.task().lease()),
                unreported.task().accountId());
        lockDestination(context, unreported.result(), now);
    }

    /** Reports a deferral, since another address of the sender may succeed later. */
    void reportDeferred(SendContext context, Unreported unreported) {
        SenderConfig sender = context.sender();
        DeliveryReport.DeliveryOutcome later =
                classifier.deferOrExpire(sender, unreported.task(), Optional.empty());
        report(
                context,
                new Unreported(
                        unreported.task(),
                        unreported.outcome(),
                        later,
                        unreported.by(),
                        unreported.ip(),
                        unreported.host(),
                        unreported.details(),
                        unreported.recording()));
    }

    /** Reports that no host could be reached. */
    void reportUnreached(
            SendContext context, List<DeliveryTask> tasks, RecipientOutcome outcome, String host) {
        AnsweredBy answeredBy = answeredBy(outcome, true);
        String ip = host.isEmpty() ? "" : context.connection().rateLimit().source().ip();
        Recording recording = recorder.keep(context.connection().conversation(), true);
        for (DeliveryTask task : tasks) {
            report(context, unreported(context, task, outcome, answeredBy, ip, host, recording));
        }
    }

    /** Reports our own refusal, which says nothing about the mailbox whatever its code. */
    void reportRefused(DeliveryTask task, SmtpReply ours) {
        String words = ours.text(DeliveryReport.MAX_ANSWER);
        reporter.report(
                DeliveryReport.unattempted(task, new Bounced(false), clock.instant(), words));
    }

    private Classification classify(
            SendContext context,
            DeliveryTask task,
            RecipientOutcome outcome,
            AnsweredBy answeredBy,
            String host) {
        Classification result =
                classifier.classify(
                        context.config(), context.sender(), task, host, outcome, clock.instant());
        return result.outcome() instanceof Bounced(boolean hard)
                ? new Classification(new Bounced(hard && answeredBy.maySuppress()), result.by())
                : result;
    }

    private static void lockDestination(
            SendContext context, DeliveryReport.DeliveryOutcome result, Instant now) {
        if (result instanceof DeliveryDeferred later && later.lock().isPresent()) {
            context.connection().queue().lockFor(Duration.between(now, later.lock().get().until()));
        }
    }

    /** Whether the host was asked to accept the message for this recipient. */
    private static boolean reachedData(RecipientOutcome outcome) {
        return switch (outcome) {
            case RecipientOutcome.RecipientAccepted accepted -> true;
            case RecipientOutcome.RecipientDeferred deferred -> deferred.stage().ofContent();
            case RecipientOutcome.RecipientRefused refused -> refused.stage().ofContent();
            case RecipientOutcome.ConnectionLost broken -> broken.stage().ofContent();
            case RecipientOutcome.TransactionLost lost -> false;
            case RecipientOutcome.Unsendable unsendable -> false;
            case RecipientOutcome.NotSent notSent -> false;
        };
    }

    private static AnsweredBy answeredBy(RecipientOutcome outcome, boolean shared) {
        return switch (outcome) {
            case RecipientOutcome.RecipientAccepted accepted -> AnsweredBy.HOST;
            case RecipientOutcome.RecipientDeferred deferred ->
                    answeredBy(deferred.stage(), shared);
            case RecipientOutcome.RecipientRefused refused -> answeredBy(refused.stage(), shared);
            case RecipientOutcome.TransactionLost lost -> AnsweredBy.SHARED;
            case RecipientOutcome.ConnectionLost broken -> AnsweredBy.MAILYARD;
            case RecipientOutcome.Unsendable unsendable -> AnsweredBy.MAILYARD;
            case RecipientOutcome.NotSent notSent -> AnsweredBy.MAILYARD;
        };
    }

    private static AnsweredBy answeredBy(SmtpStage stage, boolean shared) {
        boolean own = stage == SmtpStage.RCPT || (stage.ofContent() && !shared);
        return own ? AnsweredBy.HOST : AnsweredBy.SHARED;
    }

    /**
     * Whether a reply to several recipients justifies retrying each alone: not if it concerns the
     * connection (421), our address (a lock rule), or the host and its network (RFC 3463 section 2:
     * x.3 and x.4), since the next attempt would get the same reply.
     */
    private static boolean shouldUnbatch(
            RecipientOutcome outcome, DeliveryReport.DeliveryOutcome result) {
        boolean locked = result instanceof DeliveryDeferred later && later.lock().isPresent();
        return switch (outcome) {
            case RecipientOutcome.RecipientRefused refused -> refused.stage().ofContent();
            case RecipientOutcome.RecipientDeferred deferred ->
                    deferred.stage().ofContent()
                            && !locked
                            && deferred.reply().code() != 421
                            && !deferred.reply().enhanced().matches("4\\.[34]\\..*");
            case RecipientOutcome.RecipientAccepted accepted -> false;
            case RecipientOutcome.TransactionLost lost -> false;
            case RecipientOutcome.ConnectionLost broken -> false;
            case RecipientOutcome.Unsendable unsendable -> false;
            case RecipientOutcome.NotSent notSent -> false;
        };
    }

    private static String text(RecipientOutcome outcome) {
        return switch (outcome) {
            case RecipientOutcome.RecipientAccepted accepted ->
                    accepted.reply().text(DeliveryReport.MAX_ANSWER);
            case RecipientOutcome.RecipientDeferred deferred ->
                    deferred.reply().text(DeliveryReport.MAX_ANSWER);
            case RecipientOutcome.RecipientRefused refused ->
                    refused.reply().text(DeliveryReport.MAX_ANSWER);
            case RecipientOutcome.TransactionLost lost ->
                    lost.reply().text(DeliveryReport.MAX_ANSWER);
            case RecipientOutcome.Unsendable unsendable ->
                    unsendable.reply().text(DeliveryReport.MAX_ANSWER);
            case RecipientOutcome.ConnectionLost broken -> broken.text();
            case RecipientOutcome.NotSent notSent -> notSent.text();
        };
    }
}
