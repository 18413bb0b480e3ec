package io.mailyard.delivery;

import io.mailyard.base.AnsweredBy;
import io.mailyard.delivery.DeliveryReport.Outcome.Bounced;
import io.mailyard.delivery.DeliveryReport.Outcome.Deferred;
import io.mailyard.smtp.RecipientOutcome;
import io.mailyard.smtp.SmtpReply;
import io.mailyard.smtp.SmtpStage;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reports what an attempt came to, recipient by recipient.
 *
 * <p>An answer speaks for whom it was given to: that to RCPT for its recipient, that to the end of
 * data for one recipient only where the transaction had one. Where a transaction of several is
 * refused there, nothing is reported: each goes again alone, at once, and no attempt is counted.
 */
final class OutcomeReporter {
    private final ReportBatcher reporter;
    private final Clock clock;
    private final Classifier classifier = new Classifier();

    OutcomeReporter(ReportBatcher reporter, Clock clock) {
        this.reporter = reporter;
        this.clock = clock;
    }

    /** What a transaction came to. */
    record Sent(ActiveConfig plan, ActiveSender sending, DeliveryConnection connection) {}

    /** A recipient and what it came to, not reported yet. */
    record Tried(
            DeliveryTask parcel,
            RecipientOutcome outcome,
            DeliveryReport.Outcome meant,
            AnsweredBy by,
            String ip,
            String host) {}

    /**
     * What is left to do of a transaction, of which nothing is reported yet.
     *
     * @param alone go again at once, each alone
     * @param more go at once in the next transaction: the host wanted no more recipients in this
     * @param elsewhere the next host may take them now
     * @param fromElsewhere the host may take them from another address of the sender
     * @param taken how many recipients the host took into the transaction
     */
    record Left(
            List<DeliveryTask> alone,
            List<DeliveryTask> more,
            List<Tried> elsewhere,
            List<Tried> fromElsewhere,
            int taken) {
        Left(int taken) {
            this(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), taken);
        }
    }

    /** Reports what each outcome means, but of those that are left. */
    Left finished(Sent sent, List<DeliveryTask> parcels, List<RecipientOutcome> outcomes) {
        int taken = (int) outcomes.stream().filter(OutcomeReporter::reachedData).count();
        Left left = new Left(taken);
        for (int i = 0; i < outcomes.size(); i++) {
            Tried tried = tried(sent, parcels.get(i), outcomes.get(i), taken > 1);
            if (tried.by() == AnsweredBy.SHARED && goesAlone(tried.outcome(), tried.meant())) {
                left.alone().add(tried.parcel());
            } else if (taken > 0 && RecipientsPerTransaction.says(tried.outcome())) {
                left.more().add(tried.parcel());
            } else if (isElsewhere(tried)) {
                left.elsewhere().add(tried);
            } else if (isOfOurAddress(sent, tried)) {
                left.fromElsewhere().add(tried);
            } else {
                report(sent, tried);
            }
        }
        return left;
    }

    private Tried tried(Sent sent, DeliveryTask parcel, RecipientOutcome outcome, boolean shared) {
        AnsweredBy by = answeredBy(outcome, shared);
        String host = sent.connection().host();
        DeliveryReport.Outcome meant = means(sent, parcel, outcome, by, host);
        String ip = sent.connection().budget().source().ip();
        return new Tried(parcel, outcome, meant, by, ip, host);
    }

    /** 4xx or a lost connection before the message: the next host may take it (RFC 5321 5.1). */
    private static boolean isElsewhere(Tried tried) {
        boolean later =
                switch (tried.meant()) {
                    case Deferred deferred -> deferred.lock().isEmpty();
                    case DeliveryReport.Outcome.Expired expired -> true;
                    case DeliveryReport.Outcome.Delivered taken -> false;
                    case Bounced no -> false;
                    case DeliveryReport.Outcome.Dropped dropped -> false;
                    case DeliveryReport.Outcome.GivenBack back -> false;
                };
        return later
                && switch (tried.outcome()) {
                    case RecipientOutcome.Deferred answer ->
                            answer.stage().compareTo(SmtpStage.DATA) < 0;
                    case RecipientOutcome.Broken broken ->
                            broken.stage().compareTo(SmtpStage.DATA) <= 0;
                    case RecipientOutcome.Interrupted lost -> true;
                    case RecipientOutcome.Accepted taken -> false;
                    case RecipientOutcome.Refused no -> false;
                    case RecipientOutcome.Unfit unfit -> false;
                    case RecipientOutcome.Withheld held -> false;
                };
    }

    private boolean isOfOurAddress(Sent sent, Tried tried) {
        return tried.meant() instanceof Bounced
                && sent.connection().hasOtherSource()
                && classifier.isOfOurAddress(
                        sent.plan(), tried.parcel(), tried.host(), tried.outcome());
    }

    /** Reports what stays of a round. */
    void report(Sent sent, Tried tried) {
        Instant now = clock.instant();
        reporter.report(
                new DeliveryReport(
                        tried.parcel().id(),
                        tried.meant(),
                        now,
                        tried.ip(),
                        tried.host(),
                        words(tried.outcome()),
                        tried.by()));
        lock(sent, tried.meant(), now);
    }

    /** The same of what another address of the sender may do another time. */
    void reportLater(Sent sent, Tried tried) {
        SenderConfig sender = sent.sending().plan();
        DeliveryReport.Outcome later = classifier.later(sender, tried.parcel(), Optional.empty());
        report(
                sent,
                new Tried(
                        tried.parcel(),
                        tried.outcome(),
                        later,
                        tried.by(),
                        tried.ip(),
                        tried.host()));
    }

    /** Reports that no host could be reached. */
    void unreached(Sent sent, DeliveryTask parcel, RecipientOutcome outcome, String host) {
        AnsweredBy by = answeredBy(outcome, true);
        DeliveryReport.Outcome meant = means(sent, parcel, outcome, by, host);
        String ip = host.isEmpty() ? "" : sent.connection().budget().source().ip();
        report(sent, new Tried(parcel, outcome, meant, by, ip, host));
    }

    /** Reports our own refusal: whatever its code, it is nobody's word on the mailbox. */
    void refused(DeliveryTask parcel, SmtpReply ours) {
        String words = ours.shown(DeliveryReport.MAX_ANSWER);
        reporter.report(
                DeliveryReport.ours(parcel.id(), new Bounced(false), clock.instant(), words));
    }

    private DeliveryReport.Outcome means(
            Sent sent, DeliveryTask parcel, RecipientOutcome outcome, AnsweredBy by, String host) {
        DeliveryReport.Outcome meant =
                classifier.of(
                        sent.plan(), sent.sending().plan(), parcel, host, outcome, clock.instant());
        return meant instanceof Bounced ? new Bounced(isHard(meant) && by.maySuppress()) : meant;
    }

    private static boolean isHard(DeliveryReport.Outcome meant) {
        return meant instanceof Bounced(boolean hard) && hard;
    }

    private static void lock(Sent sent, DeliveryReport.Outcome meant, Instant now) {
        if (meant instanceof Deferred later && later.lock().isPresent()) {
            sent.connection().outlet().lock(Duration.between(now, later.lock().get().until()));
        }
    }

    /** Whether the host was asked to take the message for this recipient. */
    private static boolean reachedData(RecipientOutcome outcome) {
        return switch (outcome) {
            case RecipientOutcome.Accepted taken -> true;
            case RecipientOutcome.Deferred later -> later.stage().ofContent();
            case RecipientOutcome.Refused no -> no.stage().ofContent();
            case RecipientOutcome.Broken broken -> broken.stage().ofContent();
            case RecipientOutcome.Interrupted lost -> false;
            case RecipientOutcome.Unfit unfit -> false;
            case RecipientOutcome.Withheld held -> false;
        };
    }

    private static AnsweredBy answeredBy(RecipientOutcome outcome, boolean shared) {
        return switch (outcome) {
            case RecipientOutcome.Accepted taken -> AnsweredBy.HOST;
            case RecipientOutcome.Deferred later -> answeredBy(later.stage(), shared);
            case RecipientOutcome.Refused no -> answeredBy(no.stage(), shared);
            case RecipientOutcome.Interrupted lost -> AnsweredBy.SHARED;
            case RecipientOutcome.Broken broken -> AnsweredBy.MAILYARD;
            case RecipientOutcome.Unfit unfit -> AnsweredBy.MAILYARD;
            case RecipientOutcome.Withheld held -> AnsweredBy.MAILYARD;
        };
    }

    private static AnsweredBy answeredBy(SmtpStage stage, boolean shared) {
        boolean own = stage == SmtpStage.RCPT || (stage.ofContent() && !shared);
        return own ? AnsweredBy.HOST : AnsweredBy.SHARED;
    }

    /**
     * Whether what was answered to several is worth asking for each: not where it is about the
     * connection (421), our address (a lock rule) or the host and its network (RFC 3463 section 2:
     * x.3 and x.4), which the next attempt would meet again at once.
     */
    private static boolean goesAlone(RecipientOutcome outcome, DeliveryReport.Outcome meant) {
        boolean locked = meant instanceof Deferred later && later.lock().isPresent();
        return switch (outcome) {
            case RecipientOutcome.Refused no -> no.stage().ofContent();
            case RecipientOutcome.Deferred later ->
                    later.stage().ofContent()
                            && !locked
                            && later.reply().code() != 421
                            && !later.reply().enhanced().matches("4\\.[34]\\..*");
            case RecipientOutcome.Accepted taken -> false;
            case RecipientOutcome.Interrupted lost -> false;
            case RecipientOutcome.Broken broken -> false;
            case RecipientOutcome.Unfit unfit -> false;
            case RecipientOutcome.Withheld held -> false;
        };
    }

    private static String words(RecipientOutcome outcome) {
        return switch (outcome) {
            case RecipientOutcome.Accepted taken -> taken.reply().shown(DeliveryReport.MAX_ANSWER);
            case RecipientOutcome.Deferred later -> later.reply().shown(DeliveryReport.MAX_ANSWER);
            case RecipientOutcome.Refused no -> no.reply().shown(DeliveryReport.MAX_ANSWER);
            case RecipientOutcome.Interrupted lost -> lost.reply().shown(DeliveryReport.MAX_ANSWER);
            case RecipientOutcome.Unfit unfit -> unfit.ours().shown(DeliveryReport.MAX_ANSWER);
            case RecipientOutcome.Broken broken -> broken.shown();
            case RecipientOutcome.Withheld held -> held.shown();
        };
    }
}
