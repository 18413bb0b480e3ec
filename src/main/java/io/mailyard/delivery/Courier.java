package io.mailyard.delivery;

import io.mailyard.delivery.Contents.Bits;
import io.mailyard.delivery.Desk.DeskAway;
import io.mailyard.delivery.Dialler.Dialled;
import io.mailyard.delivery.OutcomeReporter.Sent;
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
import java.util.Iterator;
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
    private final OutcomeReporter results;
    private final Alone alone;
    private final LongAdder delivered = new LongAdder();

    Courier(
            Supplier<Plan> plans,
            Attempts attempts,
            Dialler dialler,
            Names names,
            Contents contents,
            Reporter reporter,
            Alone alone,
            Clock clock) {
        this.plans = plans;
        this.attempts = attempts;
        this.dialler = dialler;
        this.names = names;
        this.contents = contents;
        this.reporter = reporter;
        this.alone = alone;
        this.clock = clock;
        this.results = new OutcomeReporter(reporter, clock);
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
                reporter.report(Report.ours(parcel.id(), new Expired(), now, answer));
            }
        }
        return fresh;
    }

    private boolean attempted(Plan plan, Sending sending, Attempt attempt, Connection connection) {
        Optional<Content> content = content(plan, attempt, Bits.AS_IT_IS);
        if (content.isEmpty()) {
            return true;
        }
        if (connection.session() == null && !reach(plan, sending, attempt, connection)) {
            return false;
        }
        SmtpSession session = connection.session();
        if (session == null) {
            return false;
        }
        Bits bits = Bits.of(content.get(), session);
        Optional<Content> fit = bits == Bits.AS_IT_IS ? content : content(plan, attempt, bits);
        return fit.isEmpty() || sent(plan, sending, attempt, connection, session, fit.get());
    }

    /** Empty where it cannot be had now: the parcels are given back then. */
    private Optional<Content> content(Plan plan, Attempt attempt, Bits bits) {
        Parcel first = attempt.first();
        try {
            return Optional.of(contents.of(plan, first, bits));
        } catch (DeskAway away) {
            unready(attempt, away);
        } catch (RuntimeException unreadable) {
            LOG.log(Level.WARNING, "message " + first.messageId() + " cannot be had", unreadable);
            unready(attempt, unreadable);
        }
        return Optional.empty();
    }

    private void unready(Attempt attempt, RuntimeException why) {
        if (attempts.end(attempt, 0)) {
            giveBack(attempt.parcels(), NO_CONTENT);
            LOG.log(Level.FINE, "given back: {0}", why.toString());
        }
    }

    private void giveBack(List<Parcel> parcels, Duration delay) {
        Instant now = clock.instant();
        for (Parcel parcel : parcels) {
            reporter.report(Report.ours(parcel.id(), new GivenBack(delay), now, "not attempted"));
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
                    attempt.parcels().forEach(parcel -> results.refused(parcel, ours));
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
                outlet.putBack(
                        line, connection.budget(), attempt.parcels(), attempt.parcels().size());
            }
        } else {
            outlet.unreached(line);
            Sent sent = new Sent(plan, sending, connection);
            for (Parcel parcel : ended(attempt, 0)) {
                results.unreached(sent, parcel, outcome, host);
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
        String from = names.reversePath(sending.plan(), connection.budget(), attempt.first());
        // Whom this host cannot be told of ends alone: nobody's address touches another's mail.
        List<Optional<SmtpReply>> unfit = unfit(session, from, parcels);
        List<String> to = new ArrayList<>(parcels.size());
        for (int i = 0; i < parcels.size(); i++) {
            if (unfit.get(i).isEmpty()) {
                to.add(parcels.get(i).recipient());
            }
        }
        List<Outcome> told =
                to.isEmpty() ? List.of() : session.send(new Envelope(from, to), content, attempt);
        if (wasStale(told, connection)) {
            if (attempts.end(attempt, 0)) {
                connection
                        .outlet()
                        .putBack(connection.line(), connection.budget(), parcels, parcels.size());
            }
            return false;
        }
        connection.sent(parcels.size());
        Iterator<Outcome> next = told.iterator();
        List<Outcome> outcomes = new ArrayList<>(parcels.size());
        for (Optional<SmtpReply> ours : unfit) {
            outcomes.add(ours.isPresent() ? new Outcome.Unfit(ours.get()) : next.next());
        }
        return finished(new Sent(plan, sending, connection), attempt, outcomes)
                && connection.isOpen();
    }

    private static List<Optional<SmtpReply>> unfit(
            SmtpSession session, String from, List<Parcel> parcels) {
        Optional<SmtpReply> sender = session.unfit(from);
        return parcels.stream()
                .map(parcel -> sender.isPresent() ? sender : session.unfit(parcel.recipient()))
                .toList();
    }

    /** A host may close a connection that was idle; it heard nothing of the message. */
    private static boolean wasStale(List<Outcome> outcomes, Connection connection) {
        return connection.sent() > 0
                && !outcomes.isEmpty()
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
            case Outcome.Unfit unfit -> false;
            case Outcome.Withheld held -> false;
        };
    }

    /** False where it was taken back: the connection is said good-bye to, since a stop cuts it. */
    private boolean finished(Sent sent, Attempt attempt, List<Outcome> outcomes) {
        int taken = (int) outcomes.stream().filter(one -> one instanceof Outcome.Accepted).count();
        if (!attempts.end(attempt, taken)) {
            return false;
        }
        delivered.add(taken);
        List<Parcel> again = results.finished(sent, attempt.parcels(), outcomes);
        if (!again.isEmpty()) {
            again.forEach(alone::add);
            Connection connection = sent.connection();
            // The transaction that was refused counts as one message.
            connection
                    .outlet()
                    .putBack(connection.line(), connection.budget(), again, again.size() - 1);
        }
        return true;
    }
}
