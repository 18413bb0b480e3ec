package io.mailyard.delivery;

import io.mailyard.delivery.DeliveryReport.Outcome.Expired;
import io.mailyard.delivery.DeliveryReport.Outcome.GivenBack;
import io.mailyard.delivery.HostConnector.Dialled;
import io.mailyard.delivery.LeaseClient.DeskAway;
import io.mailyard.delivery.OutcomeReporter.Left;
import io.mailyard.delivery.OutcomeReporter.Sent;
import io.mailyard.delivery.OutcomeReporter.Tried;
import io.mailyard.delivery.OutgoingMessageCache.Bits;
import io.mailyard.policies.Strategy;
import io.mailyard.smtp.Content;
import io.mailyard.smtp.RecipientOutcome;
import io.mailyard.smtp.SmtpEnvelope;
import io.mailyard.smtp.SmtpReply;
import io.mailyard.smtp.SmtpSession;
import io.mailyard.smtp.SmtpStage;
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

    /** Others end within seconds. */
    private static final Duration NO_MEMORY = Duration.ofSeconds(1);

    /** Of mail whose connection made room for another account's. */
    private static final Duration YIELDED = Duration.ofSeconds(5);

    private final Supplier<ActiveConfig> plans;
    private final Attempts attempts;
    private final HostConnector dialler;
    private final HeloAndReturnPath names;
    private final OutgoingMessageCache contents;
    private final ReportBatcher reporter;
    private final Clock clock;
    private final OutcomeReporter results;
    private final UnbatchedRecipients alone;
    private final MessagesInUse messages;
    private final LongAdder delivered = new LongAdder();

    Courier(
            Supplier<ActiveConfig> plans,
            Attempts attempts,
            HostConnector dialler,
            HeloAndReturnPath names,
            OutgoingMessageCache contents,
            ReportBatcher reporter,
            UnbatchedRecipients alone,
            MessagesInUse messages,
            Clock clock) {
        this.plans = plans;
        this.attempts = attempts;
        this.dialler = dialler;
        this.names = names;
        this.contents = contents;
        this.reporter = reporter;
        this.alone = alone;
        this.messages = messages;
        this.clock = clock;
        this.results = new OutcomeReporter(reporter, clock);
    }

    /** Recipients whose host took the message. */
    long delivered() {
        return delivered.sum();
    }

    /** Attempts parcels of one message; false where the connection is to end. */
    boolean carry(List<DeliveryTask> batch, DeliveryConnection connection) {
        List<DeliveryTask> fresh = unexpired(batch);
        if (fresh.isEmpty()) {
            return true;
        }
        ActiveConfig plan = plans.get();
        Optional<ActiveSender> sending = plan.sender(fresh.getFirst().senderId());
        if (sending.isEmpty()) {
            giveBack(fresh, Duration.ZERO);
            return true;
        }
        Sent sent = new Sent(plan, sending.get(), connection);
        connection.begins(fresh);
        Step step = step(sent, fresh, List.of());
        while (!step.left().isEmpty()) {
            // The next host, or another address of ours, in the same round: it is one attempt.
            connection.left(step.left().size());
            List<DeliveryTask> left = step.left().stream().map(Tried::parcel).toList();
            step = step(sent, left, step.left());
        }
        return step.goesOn();
    }

    /**
     * What one host came to.
     *
     * @param left who is to be tried at the next one
     * @param goesOn whether the connection can carry more
     */
    private record Step(List<Tried> left, boolean goesOn) {
        static final Step GOES_ON = new Step(List.of(), true);
        static final Step ENDS = new Step(List.of(), false);
    }

    private Step step(Sent sent, List<DeliveryTask> parcels, List<Tried> before) {
        Optional<Attempt> begun = attempts.begin(parcels, sent.connection().hangup());
        if (begun.isEmpty()) {
            return before.isEmpty() ? Step.GOES_ON : Step.ENDS;
        }
        Attempt attempt = begun.get();
        if (!messages.take(attempt.first())) {
            giveBack(ended(attempt, 0), NO_MEMORY);
            return before.isEmpty() ? Step.GOES_ON : Step.ENDS;
        }
        boolean ended = false;
        try {
            Step step = attempted(sent, attempt, before);
            ended = true;
            return before.isEmpty() ? step : new Step(step.left(), false);
        } finally {
            messages.giveBack(attempt.first());
            if (!ended && attempts.end(attempt, 0)) {
                giveBack(parcels, NO_CONTENT);
            }
        }
    }

    private List<DeliveryTask> unexpired(List<DeliveryTask> batch) {
        Instant now = clock.instant();
        List<DeliveryTask> fresh = new ArrayList<>(batch.size());
        for (DeliveryTask parcel : batch) {
            if (now.isBefore(parcel.expiresAt())) {
                fresh.add(parcel);
            } else {
                reporter.report(
                        DeliveryReport.ours(
                                parcel.id(), new Expired(), now, DeliveryReport.TIME_USED_UP));
            }
        }
        return fresh;
    }

    private Step attempted(Sent sent, Attempt attempt, List<Tried> before) {
        ActiveConfig plan = sent.plan();
        DeliveryConnection connection = sent.connection();
        Optional<Content> content = content(plan, attempt, Bits.AS_IT_IS);
        if (content.isEmpty()) {
            return Step.GOES_ON;
        }
        if (connection.session() == null && !reach(sent, attempt, before)) {
            return Step.ENDS;
        }
        SmtpSession session = connection.session();
        if (session == null) {
            return Step.ENDS;
        }
        Bits bits = Bits.of(content.get(), session);
        Optional<Content> fit = bits == Bits.AS_IT_IS ? content : content(plan, attempt, bits);
        return fit.isEmpty()
                ? Step.GOES_ON
                : send(sent, attempt, session, fit.get(), before.isEmpty());
    }

    /** Empty where it cannot be had now: the parcels are given back then. */
    private Optional<Content> content(ActiveConfig plan, Attempt attempt, Bits bits) {
        DeliveryTask first = attempt.first();
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

    private void giveBack(List<DeliveryTask> parcels, Duration delay) {
        Instant now = clock.instant();
        for (DeliveryTask parcel : parcels) {
            reporter.report(
                    DeliveryReport.ours(parcel.id(), new GivenBack(delay), now, "not attempted"));
        }
    }

    /** Finds a host; false where there is none, which is reported. */
    private boolean reach(Sent sent, Attempt attempt, List<Tried> before) {
        DeliveryConnection connection = sent.connection();
        connection.dials();
        Strategy strategy =
                sent.sending().plan().strategyFor(connection.outlet().destination().isp());
        switch (dialler.dial(sent.plan(), strategy, connection)) {
            case Dialled.Reached(SmtpSession session, String host) -> {
                connection.reached(session, host);
                return true;
            }
            case Dialled.Nowhere(SmtpReply ours) -> {
                if (before.isEmpty()) {
                    ended(attempt, 0).forEach(parcel -> results.refused(parcel, ours));
                } else {
                    lastWords(sent, attempt, before);
                }
                return false;
            }
            case Dialled.Unreached(RecipientOutcome outcome, String host) -> {
                if (before.isEmpty() || connection.hangup().isDone()) {
                    unreached(sent, attempt, outcome, host);
                } else {
                    lastWords(sent, attempt, before);
                }
                return false;
            }
        }
    }

    /** No further host was reached: what the last one said stands. */
    private void lastWords(Sent sent, Attempt attempt, List<Tried> before) {
        if (attempts.end(attempt, 0)) {
            before.forEach(tried -> results.report(sent, tried));
        }
    }

    private void unreached(Sent sent, Attempt attempt, RecipientOutcome outcome, String host) {
        DeliveryConnection connection = sent.connection();
        DestinationQueue outlet = connection.outlet();
        HostQueue line = connection.line();
        List<DeliveryTask> parcels = ended(attempt, 0);
        if (connection.hangup().isDone()) {
            giveBack(parcels, connection.yielded() ? YIELDED : Duration.ZERO);
        } else if (outlet.calm(line)) {
            // Other connections to the host go on: it only wants no further one.
            outlet.putBack(line, connection.budget(), parcels, parcels.size());
        } else {
            outlet.unreached(line);
            parcels.forEach(parcel -> results.unreached(sent, parcel, outcome, host));
        }
    }

    /** Its parcels, where its outcomes count. */
    private List<DeliveryTask> ended(Attempt attempt, int taken) {
        return attempts.end(attempt, taken) ? attempt.parcels() : List.of();
    }

    private Step send(
            Sent sent, Attempt attempt, SmtpSession session, Content content, boolean first) {
        DeliveryConnection connection = sent.connection();
        List<DeliveryTask> parcels = attempt.parcels();
        String from =
                names.reversePath(sent.sending().plan(), connection.budget(), attempt.first());
        // Whom this host cannot be told of ends alone: nobody's address touches another's mail.
        List<Optional<SmtpReply>> unfit = unfit(session, from, parcels);
        List<String> to = new ArrayList<>(parcels.size());
        for (int i = 0; i < parcels.size(); i++) {
            if (unfit.get(i).isEmpty()) {
                to.add(parcels.get(i).recipient());
            }
        }
        List<RecipientOutcome> told =
                to.isEmpty()
                        ? List.of()
                        : session.send(new SmtpEnvelope(from, to), content, attempt);
        if (first && wasStale(told, connection)) {
            List<DeliveryTask> back = ended(attempt, 0);
            connection.outlet().putBack(connection.line(), connection.budget(), back, back.size());
            return Step.ENDS;
        }
        connection.line().offered(told);
        connection.sent(parcels.size());
        Iterator<RecipientOutcome> next = told.iterator();
        List<RecipientOutcome> outcomes = new ArrayList<>(parcels.size());
        for (Optional<SmtpReply> ours : unfit) {
            outcomes.add(ours.isPresent() ? new RecipientOutcome.Unfit(ours.get()) : next.next());
        }
        return finished(sent, attempt, outcomes);
    }

    private static List<Optional<SmtpReply>> unfit(
            SmtpSession session, String from, List<DeliveryTask> parcels) {
        Optional<SmtpReply> sender = session.unfit(from);
        return parcels.stream()
                .map(parcel -> sender.isPresent() ? sender : session.unfit(parcel.recipient()))
                .toList();
    }

    /**
     * A host may close a connection that was idle, having heard nothing of the message; or want no
     * more recipients by this connection.
     */
    private static boolean wasStale(
            List<RecipientOutcome> outcomes, DeliveryConnection connection) {
        boolean before = connection.sent() > 0 && !outcomes.isEmpty();
        return before
                && ((!connection.isOpen() && outcomes.stream().allMatch(Courier::beforeTheMessage))
                        || outcomes.stream().allMatch(RecipientsPerTransaction::says));
    }

    private static boolean beforeTheMessage(RecipientOutcome outcome) {
        return switch (outcome) {
            case RecipientOutcome.Broken broken -> broken.stage() == SmtpStage.MAIL;
            case RecipientOutcome.Deferred later ->
                    later.reply().code() == 421 && later.stage() == SmtpStage.MAIL;
            case RecipientOutcome.Accepted taken -> false;
            case RecipientOutcome.Refused no -> false;
            case RecipientOutcome.Unfit unfit -> false;
            case RecipientOutcome.Interrupted lost -> false;
            case RecipientOutcome.Withheld held -> false;
        };
    }

    /** Where it was taken back, the connection is said good-bye to, since a stop cuts it. */
    private Step finished(Sent sent, Attempt attempt, List<RecipientOutcome> outcomes) {
        int taken =
                (int)
                        outcomes.stream()
                                .filter(one -> one instanceof RecipientOutcome.Accepted)
                                .count();
        if (!attempts.end(attempt, taken)) {
            return Step.ENDS;
        }
        delivered.add(taken);
        DeliveryConnection connection = sent.connection();
        Left left = results.finished(sent, attempt.parcels(), outcomes);
        nextTimeAlone(attempt.parcels(), outcomes);
        // The transaction that was refused counts as one message.
        left.alone().forEach(alone::add);
        putBack(connection, left.alone(), left.alone().size() - 1);
        putBack(connection, left.more(), left.more().size());
        if (!left.more().isEmpty()) {
            connection.outlet().limit(connection.line(), left.taken());
        }
        if (!left.fromElsewhere().isEmpty()) {
            return fromElsewhere(sent, left.fromElsewhere());
        }
        if (!left.elsewhere().isEmpty() && connection.hasNextHost()) {
            connection.leavesHost();
            return new Step(left.elsewhere(), false);
        }
        left.elsewhere().forEach(tried -> results.report(sent, tried));
        return new Step(List.of(), connection.isOpen());
    }

    /**
     * A host that is lost in the midst of a transaction of several may be so because of one of
     * them: the next attempt of each is its own.
     */
    private void nextTimeAlone(List<DeliveryTask> parcels, List<RecipientOutcome> outcomes) {
        for (int i = 0; i < outcomes.size() && outcomes.size() > 1; i++) {
            if (brokeOff(outcomes.get(i))) {
                alone.add(parcels.get(i));
            }
        }
    }

    /** After MAIL: without a word, or with 421 (RFC 5321 section 3.8). */
    private static boolean brokeOff(RecipientOutcome outcome) {
        return switch (outcome) {
            case RecipientOutcome.Broken broken -> broken.stage().compareTo(SmtpStage.MAIL) > 0;
            case RecipientOutcome.Deferred later ->
                    later.reply().code() == 421 && later.stage().compareTo(SmtpStage.MAIL) > 0;
            case RecipientOutcome.Interrupted lost -> true;
            case RecipientOutcome.Accepted taken -> false;
            case RecipientOutcome.Refused no -> false;
            case RecipientOutcome.Unfit unfit -> false;
            case RecipientOutcome.Withheld held -> false;
        };
    }

    private static void putBack(
            DeliveryConnection connection, List<DeliveryTask> parcels, int unsent) {
        if (!parcels.isEmpty()) {
            connection.outlet().putBack(connection.line(), connection.budget(), parcels, unsent);
        }
    }

    /** From another address of the sender at once, or another time. */
    private Step fromElsewhere(Sent sent, List<Tried> refused) {
        DeliveryConnection connection = sent.connection();
        connection.left(refused.size());
        if (connection.changesSource()) {
            connection.leavesHost();
            return new Step(refused, false);
        }
        refused.forEach(tried -> results.reportLater(sent, tried));
        return new Step(List.of(), connection.isOpen());
    }
}
