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

    /**
     * Reports what each outcome means.
     *
     * @return those that are to go again alone
     */
    List<Parcel> finished(Sent sent, List<Parcel> parcels, List<Outcome> outcomes) {
        boolean shared = outcomes.stream().filter(OutcomeReporter::reachedData).count() > 1;
        List<Parcel> alone = new ArrayList<>();
        for (int i = 0; i < outcomes.size(); i++) {
            Outcome outcome = outcomes.get(i);
            Parcel parcel = parcels.get(i);
            Instant now = clock.instant();
            AnsweredBy by = answeredBy(outcome, shared);
            Report.Outcome meant = means(sent, parcel, outcome, by, now);
            if (by == AnsweredBy.SHARED && goesAlone(outcome, meant)) {
                alone.add(parcel);
            } else {
                report(sent, parcel, outcome, meant, by, now);
            }
        }
        return alone;
    }

    /** Reports that no host could be reached. */
    void unreached(Sent sent, Parcel parcel, Outcome outcome, String host) {
        Instant now = clock.instant();
        AnsweredBy by = answeredBy(outcome, true);
        Report.Outcome meant = means(sent, parcel, outcome, by, now);
        String ip = host.isEmpty() ? "" : sent.connection().budget().source().ip();
        reporter.report(new Report(parcel.id(), meant, now, ip, host, words(outcome), by));
        lock(sent, meant, now);
    }

    /** Reports our own refusal: whatever its code, it is nobody's word on the mailbox. */
    void refused(Parcel parcel, SmtpReply ours) {
        String words = ours.shown(Report.MAX_ANSWER);
        reporter.report(Report.ours(parcel.id(), new Bounced(false), clock.instant(), words));
    }

    private Report.Outcome means(
            Sent sent, Parcel parcel, Outcome outcome, AnsweredBy by, Instant now) {
        Report.Outcome meant =
                classifier.of(sent.plan(), sent.sending().plan(), parcel, outcome, now);
        return meant instanceof Bounced ? new Bounced(isHard(meant) && by.maySuppress()) : meant;
    }

    private static boolean isHard(Report.Outcome meant) {
        return meant instanceof Bounced(boolean hard) && hard;
    }

    private void report(
            Sent sent,
            Parcel parcel,
            Outcome outcome,
            Report.Outcome meant,
            AnsweredBy by,
            Instant now) {
        String ip = sent.connection().budget().source().ip();
        String host = sent.connection().host();
        reporter.report(new Report(parcel.id(), meant, now, ip, host, words(outcome), by));
        lock(sent, meant, now);
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
            case Outcome.Unfit unfit -> false;
            case Outcome.Withheld held -> false;
        };
    }

    private static AnsweredBy answeredBy(Outcome outcome, boolean shared) {
        return switch (outcome) {
            case Outcome.Accepted taken -> AnsweredBy.HOST;
            case Outcome.Deferred later -> answeredBy(later.stage(), shared);
            case Outcome.Refused no -> answeredBy(no.stage(), shared);
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
            case Outcome.Unfit unfit -> unfit.ours().shown(Report.MAX_ANSWER);
            case Outcome.Broken broken -> broken.shown();
            case Outcome.Withheld held -> held.shown();
        };
    }
}
