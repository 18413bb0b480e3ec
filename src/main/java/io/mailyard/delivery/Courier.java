package io.mailyard.delivery;

import io.mailyard.delivery.Desk.DeskAway;
import io.mailyard.delivery.Dialler.Dialled;
import io.mailyard.delivery.Report.Outcome.Bounced;
import io.mailyard.delivery.Report.Outcome.Deferred;
import io.mailyard.delivery.Report.Outcome.Expired;
import io.mailyard.delivery.Report.Outcome.GivenBack;
import io.mailyard.policies.Strategy;
import io.mailyard.smtp.Content;
import io.mailyard.smtp.Envelope;
import io.mailyard.smtp.Outcome;
import io.mailyard.smtp.SmtpReply;
import io.mailyard.smtp.SmtpSession;
import io.mailyard.smtp.Stage;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Carries one message to one host for one or more recipients, and reports what came of it. */
final class Courier {
    private static final Logger LOG = Logger.getLogger(Courier.class.getName());

    /** The server may be back, or the message readable, by then. */
    private static final Duration NO_CONTENT = Duration.ofSeconds(10);

    private final Supplier<Plan> plans;
    private final Attempts attempts;
    private final Dialler dialler;
    private final Names names;
    private final Contents contents;
    private final Reporter reporter;
    private final Clock clock;
    private final Classifier classifier = new Classifier();
    private final LongAdder delivered = new LongAdder();

    Courier(
            Supplier<Plan> plans,
            Attempts attempts,
            Dialler dialler,
            Names names,
            Contents contents,
            Reporter reporter,
            Clock clock) {
        this.plans = plans;
        this.attempts = attempts;
        this.dialler = dialler;
        this.names = names;
        this.contents = contents;
        this.reporter = reporter;
        this.clock = clock;
    }

    /** Recipients whose host took the message. */
    long delivered() {
        return delivered.sum();
    }

    /** Attempts parcels of one message; false where the connection is to end. */
    boolean carry(List<Parcel> batch, Connection connection) {
        List<Parcel> fresh = unexpired(batch);
        if (fresh.isEmpty()) {
            return true;
        }
        Plan plan = plans.get();
        Optional<Sending> sending = plan.sender(fresh.getFirst().senderId());
        if (sending.isEmpty()) {
            giveBack(fresh, Duration.ZERO);
            return true;
        }
        Optional<Attempt> begun = attempts.begin(fresh, connection.hangup());
        if (begun.isEmpty()) {
            return true;
        }
        Attempt attempt = begun.get();
        boolean ended = false;
        try {
            boolean goesOn = attempted(plan, sending.get(), attempt, connection);
            ended = true;
            return goesOn;
        } finally {
            if (!ended && attempts.end(attempt, 0)) {
                giveBack(fresh, NO_CONTENT);
            }
        }
    }

    private List<Parcel> unexpired(List<Parcel> batch) {
        Instant now = clock.instant();
        List<Parcel> fresh = new ArrayList<>(batch.size());
        for (Parcel parcel : batch) {
            if (now.isBefore(parcel.expiresAt())) {
                fresh.add(parcel);
            } else {
                String answer = "its time was used up before this attempt";
                reporter.report(new Report(parcel.id(), new Expired(), now, "", "", answer));
            }
        }
        return fresh;
    }

    private boolean attempted(Plan plan, Sending sending, Attempt attempt, Connection connection) {
        Content content;
        try {
            content = contents.of(plan, attempt.first());
        } catch (DeskAway away) {
            return unready(attempt, away);
        } catch (RuntimeException unreadable) {
            LOG.log(
                    Level.WARNING,
                    "message " + attempt.first().messageId() + " cannot be had",
                    unreadable);
            return unready(attempt, unreadable);
        }
        if (connection.session() == null && !reach(plan, sending, attempt, connection)) {
            return false;
        }
        SmtpSession session = connection.session();
        return session != null && sent(plan, sending, attempt, connection, session, content);
    }

    private boolean unready(Attempt attempt, RuntimeException why) {
        if (attempts.end(attempt, 0)) {
            giveBack(attempt.parcels(), NO_CONTENT);
            LOG.log(Level.FINE, "given back: {0}", why.toString());
        }
        return true;
    }

    private void giveBack(List<Parcel> parcels, Duration delay) {
        Instant now = clock.instant();
        for (Parcel parcel : parcels) {
            reporter.report(
                    new Report(parcel.id(), new GivenBack(delay), now, "", "", "not attempted"));
        }
    }

    /** Finds a host; false where there is none, which is reported. */
    private boolean reach(Plan plan, Sending sending, Attempt attempt, Connection connection) {
        connection.dials();
        Outlet outlet = connection.outlet();
        Line line = connection.line();
        Strategy strategy = sending.plan().strategyFor(outlet.destination().isp());
        Dialled dialled =
                dialler.dial(plan, strategy, line.key(), connection.budget(), connection.hangup());
        switch (dialled) {
            case Dialled.Reached(SmtpSession session, String host) -> {
                connection.reached(session, host);
                return true;
            }
            case Dialled.Nowhere(SmtpReply ours) -> {
                if (attempts.end(attempt, 0)) {
                    Instant now = clock.instant();
                    for (Parcel parcel : attempt.parcels()) {
                        Report.Outcome outcome = classifier.refused(plan, parcel, ours);
                        String words = ours.shown(Report.MAX_ANSWER);
                        reporter.report(new Report(parcel.id(), outcome, now, "", "", words));
                    }
                }
                return false;
            }
            case Dialled.Unreached(Outcome outcome, String host) -> {
                unreached(plan, sending, attempt, connection, outcome, host);
                return false;
            }
        }
    }

    private void unreached(
            Plan plan,
            Sending sending,
            Attempt attempt,
            Connection connection,
            Outcome outcome,
            String host) {
        Outlet outlet = connection.outlet();
        Line line = connection.line();
        if (connection.hangup().isDone()) {
            if (attempts.end(attempt, 0)) {
                giveBack(attempt.parcels(), Duration.ZERO);
            }
        } else if (outlet.calm(line)) {
            // Other connections to the host go on: it only wants no further one.
            if (attempts.end(attempt, 0)) {
                outlet.putBack(line, connection.budget(), attempt.parcels());
            }
        } else {
            outlet.unreached(line);
            String ip = host.isEmpty() ? "" : connection.budget().source().ip();
            for (Parcel parcel : ended(attempt, 0)) {
                report(plan, sending, parcel, outcome, ip, host, outlet);
            }
        }
    }

    /** Its parcels, where its outcomes count. */
    private List<Parcel> ended(Attempt attempt, int taken) {
        return attempts.end(attempt, taken) ? attempt.parcels() : List.of();
    }

    private boolean sent(
            Plan plan,
            Sending sending,
            Attempt attempt,
            Connection connection,
            SmtpSession session,
            Content content) {
        List<Parcel> parcels = attempt.parcels();
        Envelope envelope;
        try {
            Budget budget = connection.budget();
            envelope =
                    new Envelope(
                            names.reversePath(sending.plan(), budget, attempt.first()),
                            parcels.stream().map(Parcel::recipient).toList());
        } catch (IllegalArgumentException impossible) {
            String words = "553 5.1.3 " + impossible.getMessage();
            Instant now = clock.instant();
            for (Parcel parcel : ended(attempt, 0)) {
                reporter.report(new Report(parcel.id(), new Bounced(false), now, "", "", words));
            }
            return true;
        }
        List<Outcome> outcomes = session.send(envelope, content, attempt);
        if (wasStale(outcomes, connection)) {
            if (attempts.end(attempt, 0)) {
                connection.outlet().putBack(connection.line(), connection.budget(), parcels);
            }
            return false;
        }
        connection.sent(parcels.size());
        boolean counted = finished(plan, sending, attempt, connection, outcomes);
        return counted && connection.isOpen();
    }

    /** A host may close a connection that was idle; it heard nothing of the message. */
    private static boolean wasStale(List<Outcome> outcomes, Connection connection) {
        return connection.sent() > 0
                && !connection.isOpen()
                && outcomes.stream().allMatch(Courier::beforeTheMessage);
    }

    private static boolean beforeTheMessage(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Broken broken -> broken.stage() == Stage.MAIL;
            case Outcome.Deferred later ->
                    later.reply().code() == 421 && later.stage() == Stage.MAIL;
            case Outcome.Accepted taken -> false;
            case Outcome.Refused no -> false;
            case Outcome.Withheld held -> false;
        };
    }

    /** False where it was taken back: the connection is said good-bye to, since a stop cuts it. */
    private boolean finished(
            Plan plan,
            Sending sending,
            Attempt attempt,
            Connection connection,
            List<Outcome> outcomes) {
        int taken = (int) outcomes.stream().filter(one -> one instanceof Outcome.Accepted).count();
        if (!attempts.end(attempt, taken)) {
            return false;
        }
        delivered.add(taken);
        String ip = connection.budget().source().ip();
        for (int i = 0; i < outcomes.size(); i++) {
            report(
                    plan,
                    sending,
                    attempt.parcels().get(i),
                    outcomes.get(i),
                    ip,
                    connection.host(),
                    connection.outlet());
        }
        return true;
    }

    private void report(
            Plan plan,
            Sending sending,
            Parcel parcel,
            Outcome outcome,
            String ip,
            String host,
            Outlet outlet) {
        Instant now = clock.instant();
        Report.Outcome meant = classifier.of(plan, sending.plan(), parcel, outcome, now);
        reporter.report(new Report(parcel.id(), meant, now, ip, host, words(outcome)));
        if (meant instanceof Deferred later && later.lock().isPresent()) {
            outlet.lock(Duration.between(now, later.lock().get().until()));
        }
    }

    private static String words(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Accepted taken -> taken.reply().shown(Report.MAX_ANSWER);
            case Outcome.Deferred later -> later.reply().shown(Report.MAX_ANSWER);
            case Outcome.Refused no -> no.reply().shown(Report.MAX_ANSWER);
            case Outcome.Broken broken -> broken.shown();
            case Outcome.Withheld held -> held.shown();
        };
    }
}
