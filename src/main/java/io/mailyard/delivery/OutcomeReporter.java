package io.mailyard.delivery;

import io.mailyard.base.AnsweredBy;
import io.mailyard.delivery.Report.Outcome.Bounced;
import io.mailyard.delivery.Report.Outcome.Deferred;
import io.mailyard.smtp.Outcome;
import io.mailyard.smtp.SmtpReply;
import io.mailyard.smtp.Stage;
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
    private final Reporter reporter;
    private final Clock clock;
    private final Classifier classifier = new Classifier();

    OutcomeReporter(Reporter reporter, Clock clock) {
        this.reporter = reporter;
        this.clock = clock;
    }

    /** What a transaction came to. */
    record Sent(Plan plan, Sending sending, Connection connection) {}

    /** A recipient and what it came to, not reported yet. */
    record Tried(
            Parcel parcel,
            Outcome outcome,
            Report.Outcome meant,
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
            List<Parcel> alone,
            List<Parcel> more,
            List<Tried> elsewhere,
            List<Tried> fromElsewhere,
            int taken) {
        Left(int taken) {
            this(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), taken);
        }
    }

    /** Reports what each outcome means, but of those that are left. */
    Left finished(Sent sent, List<Parcel> parcels, List<Outcome> outcomes) {
        int taken = (int) outcomes.stream().filter(OutcomeReporter::reachedData).count();
        Left left = new Left(taken);
        for (int i = 0; i < outcomes.size(); i++) {
            Tried tried = tried(sent, parcels.get(i), outcomes.get(i), taken > 1);
            if (tried.by() == AnsweredBy.SHARED && goesAlone(tried.outcome(), tried.meant())) {
                left.alone().add(tried.parcel());
            } else if (taken > 0 && TooMany.says(tried.outcome())) {
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

    private Tried tried(Sent sent, Parcel parcel, Outcome outcome, boolean shared) {
        AnsweredBy by = answeredBy(outcome, shared);
        String host = sent.connection().host();
        Report.Outcome meant = means(sent, parcel, outcome, by, host);
        String ip = sent.connection().budget().source().ip();
        return new Tried(parcel, outcome, meant, by, ip, host);
    }

    /** 4xx or a lost connection before the message: the next host may take it (RFC 5321 5.1). */
    private static boolean isElsewhere(Tried tried) {
        boolean later =
                switch (tried.meant()) {
                    case Deferred deferred -> deferred.lock().isEmpty();
                    case Report.Outcome.Expired expired -> true;
                    case Report.Outcome.Delivered taken -> false;
                    case Bounced no -> false;
                    case Report.Outcome.Dropped dropped -> false;
                    case Report.Outcome.GivenBack back -> false;
                };
        return later
                && switch (tried.outcome()) {
                    case Outcome.Deferred answer -> answer.stage().compareTo(Stage.DATA) < 0;
                    case Outcome.Broken broken -> broken.stage().compareTo(Stage.DATA) <= 0;
                    case Outcome.Interrupted lost -> true;
                    case Outcome.Accepted taken -> false;
                    case Outcome.Refused no -> false;
                    case Outcome.Unfit unfit -> false;
                    case Outcome.Withheld held -> false;
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
                new Report(
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
        SenderPlan sender = sent.sending().plan();
        Report.Outcome later = classifier.later(sender, tried.parcel(), Optional.empty());
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
    void unreached(Sent sent, Parcel parcel, Outcome outcome, String host) {
        AnsweredBy by = answeredBy(outcome, true);
        Report.Outcome meant = means(sent, parcel, outcome, by, host);
        String ip = host.isEmpty() ? "" : sent.connection().budget().source().ip();
        report(sent, new Tried(parcel, outcome, meant, by, ip, host));
    }

    /** Reports our own refusal: whatever its code, it is nobody's word on the mailbox. */
    void refused(Parcel parcel, SmtpReply ours) {
        String words = ours.shown(Report.MAX_ANSWER);
        reporter.report(Report.ours(parcel.id(), new Bounced(false), clock.instant(), words));
    }

    private Report.Outcome means(
            Sent sent, Parcel parcel, Outcome outcome, AnsweredBy by, String host) {
        Report.Outcome meant =
                classifier.of(
                        sent.plan(), sent.sending().plan(), parcel, host, outcome, clock.instant());
        return meant instanceof Bounced ? new Bounced(isHard(meant) && by.maySuppress()) : meant;
    }

    private static boolean isHard(Report.Outcome meant) {
        return meant instanceof Bounced(boolean hard) && hard;
    }

    private static void lock(Sent sent, Report.Outcome meant, Instant now) {
        if (meant instanceof Deferred later && later.lock().isPresent()) {
            sent.connection().outlet().lock(Duration.between(now, later.lock().get().until()));
        }
    }

    /** Whether the host was asked to take the message for this recipient. */
    private static boolean reachedData(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Accepted taken -> true;
            case Outcome.Deferred later -> later.stage().ofContent();
            case Outcome.Refused no -> no.stage().ofContent();
            case Outcome.Broken broken -> broken.stage().ofContent();
            case Outcome.Interrupted lost -> false;
            case Outcome.Unfit unfit -> false;
            case Outcome.Withheld held -> false;
        };
    }

    private static AnsweredBy answeredBy(Outcome outcome, boolean shared) {
        return switch (outcome) {
            case Outcome.Accepted taken -> AnsweredBy.HOST;
            case Outcome.Deferred later -> answeredBy(later.stage(), shared);
            case Outcome.Refused no -> answeredBy(no.stage(), shared);
            case Outcome.Interrupted lost -> AnsweredBy.SHARED;
            case Outcome.Broken broken -> AnsweredBy.MAILYARD;
            case Outcome.Unfit unfit -> AnsweredBy.MAILYARD;
            case Outcome.Withheld held -> AnsweredBy.MAILYARD;
        };
    }

    private static AnsweredBy answeredBy(Stage stage, boolean shared) {
        boolean own = stage == Stage.RCPT || (stage.ofContent() && !shared);
        return own ? AnsweredBy.HOST : AnsweredBy.SHARED;
    }

    /**
     * Whether what was answered to several is worth asking for each: not where it is about the
     * connection (421), our address (a lock rule) or the host and its network (RFC 3463 section 2:
     * x.3 and x.4), which the next attempt would meet again at once.
     */
    private static boolean goesAlone(Outcome outcome, Report.Outcome meant) {
        boolean locked = meant instanceof Deferred later && later.lock().isPresent();
        return switch (outcome) {
            case Outcome.Refused no -> no.stage().ofContent();
            case Outcome.Deferred later ->
                    later.stage().ofContent()
                            && !locked
                            && later.reply().code() != 421
                            && !later.reply().enhanced().matches("4\\.[34]\\..*");
            case Outcome.Accepted taken -> false;
            case Outcome.Interrupted lost -> false;
            case Outcome.Broken broken -> false;
            case Outcome.Unfit unfit -> false;
            case Outcome.Withheld held -> false;
        };
    }

    private static String words(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Accepted taken -> taken.reply().shown(Report.MAX_ANSWER);
            case Outcome.Deferred later -> later.reply().shown(Report.MAX_ANSWER);
            case Outcome.Refused no -> no.reply().shown(Report.MAX_ANSWER);
            case Outcome.Interrupted lost -> lost.reply().shown(Report.MAX_ANSWER);
            case Outcome.Unfit unfit -> unfit.ours().shown(Report.MAX_ANSWER);
            case Outcome.Broken broken -> broken.shown();
            case Outcome.Withheld held -> held.shown();
        };
    }
}
