package io.mailyard.delivery;

import io.mailyard.base.CallTrace;
import io.mailyard.delivery.DeliveryReport.DeliveryOutcome.DeliveryExpired;
import io.mailyard.delivery.DeliveryReport.DeliveryOutcome.Requeued;
import io.mailyard.delivery.HostConnector.ConnectResult;
import io.mailyard.delivery.LeaseClient.ServerUnavailable;
import io.mailyard.delivery.OutcomeReporter.Remaining;
import io.mailyard.delivery.OutcomeReporter.SendContext;
import io.mailyard.delivery.OutcomeReporter.Unreported;
import io.mailyard.delivery.OutgoingMessageCache.Width;
import io.mailyard.policies.Strategy;
import io.mailyard.smtp.Content;
import io.mailyard.smtp.RecipientOutcome;
import io.mailyard.smtp.SmtpReply;
import io.mailyard.smtp.SmtpSession;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Delivers one message to one host for one or more recipients, and reports the outcomes. */
final class Courier {
    private static final Logger LOG = LoggerFactory.getLogger(Courier.class);

    /** Delay after which the server, or the message, may be available again. */
    private static final Duration NO_CONTENT_DELAY = Duration.ofSeconds(10);

    /** Delay for lack of memory: other attempts end within seconds. */
    private static final Duration NO_MEMORY_DELAY = Duration.ofSeconds(1);

    /** Delay for mail that another account's came before, or that no source address is free for. */
    private static final Duration YIELDED_DELAY = Duration.ofSeconds(5);

    private final Supplier<ActiveConfig> config;
    private final Attempts attempts;
    private final HostConnector connector;
    private final HeloAndReturnPath names;
    private final OutgoingMessageCache contents;
    private final ReportBatcher reporter;
    private final InstantSource clock;
    private final OutcomeReporter results;
    private final UnbatchedRecipients unbatched;
    private final MessagesInUse messages;
    private final ConversationRecorder recorder;
    private final LongAdder delivered = new LongAdder();

    Courier(
            Supplier<ActiveConfig> config,
            Attempts attempts,
            HostConnector dialler,
            HeloAndReturnPath names,
            OutgoingMessageCache contents,
            ReportBatcher reporter,
            UnbatchedRecipients alone,
            MessagesInUse messages,
            ConversationRecorder recorder,
            InstantSource clock) {
        this.config = config;
        this.attempts = attempts;
        this.connector = dialler;
        this.names = names;
        this.contents = contents;
        this.reporter = reporter;
        this.unbatched = alone;
        this.messages = messages;
        this.clock = clock;
        this.recorder = recorder;
        this.results = new OutcomeReporter(reporter, recorder, clock);
    }

    /** Number of recipients whose host accepted the message. */
    long delivered() {
        return delivered.sum();
    }

    /** Attempts tasks of one message; false if the connection must end. */
    boolean deliver(List<DeliveryTask> batch, DeliveryConnection connection) {
        return CallTrace.of(batch.getFirst().trace()).call(() -> deliverTraced(batch, connection));
    }

    private boolean deliverTraced(List<DeliveryTask> batch, DeliveryConnection connection) {
        List<DeliveryTask> fresh = unexpired(batch);
        if (fresh.isEmpty()) {
            return true;
        }
        ActiveConfig plan = config.get();
        Optional<SenderConfig> sender = plan.sender(fresh.getFirst().senderId());
        if (sender.isEmpty()) {
            giveBack(fresh, Duration.ZERO);
            return true;
        }
        SendContext context = new SendContext(plan, sender.get(), connection);
        connection.beginRound(fresh);
        StepResult step = attemptOnce(context, fresh, List.of());
        while (!step.nextHost().isEmpty()) {
            // The next host or another source address in the same round counts as the same
            // attempt.
            connection.setRemaining(step.nextHost().size());
            List<DeliveryTask> left = step.nextHost().stream().map(Unreported::task).toList();
            step = attemptOnce(context, left, step.nextHost());
        }
        return step.connectionUsable();
    }

    /**
     * Result of one host.
     *
     * @param nextHost recipients to try at the next host
     * @param connectionUsable whether the connection can deliver more messages
     */
    private record StepResult(List<Unreported> nextHost, boolean connectionUsable) {
        static final StepResult CONTINUE = new StepResult(List.of(), true);
        static final StepResult END = new StepResult(List.of(), false);
    }

    private StepResult attemptOnce(
            SendContext context, List<DeliveryTask> tasks, List<Unreported> before) {
        Optional<Attempt> begun = attempts.begin(tasks, context.connection().abort());
        if (begun.isEmpty()) {
            return before.isEmpty() ? StepResult.CONTINUE : StepResult.END;
        }
        Attempt attempt = begun.get();
        if (!messages.take(attempt.first())) {
            giveBack(end(attempt, 0), NO_MEMORY_DELAY);
            return before.isEmpty() ? StepResult.CONTINUE : StepResult.END;
        }
        boolean ended = false;
        try {
            StepResult step = attempt(context, attempt, before);
            ended = true;
            return before.isEmpty() ? step : new StepResult(step.nextHost(), false);
        } finally {
            messages.giveBack(attempt.first());
            if (!ended && attempts.end(attempt, 0)) {
                giveBack(tasks, NO_CONTENT_DELAY);
            }
        }
    }

    private List<DeliveryTask> unexpired(List<DeliveryTask> batch) {
        Instant now = clock.instant();
        List<DeliveryTask> fresh = new ArrayList<>(batch.size());
        for (DeliveryTask task : batch) {
            if (now.isBefore(task.expiresAt())) {
                fresh.add(task);
            } else {
                reporter.report(
                        DeliveryReport.unattempted(
                                task, new DeliveryExpired(), now, DeliveryReport.TIME_USED_UP));
            }
        }
        return fresh;
    }

    private StepResult attempt(SendContext context, Attempt attempt, List<Unreported> before) {
        ActiveConfig config = context.config();
        DeliveryConnection connection = context.connection();
        Optional<Content> content = content(config, attempt, Width.UNCHANGED);
        if (content.isEmpty()) {
            return StepResult.CONTINUE;
        }
        if (connection.session() == null && !connect(context, attempt, before)) {
            return StepResult.END;
        }
        SmtpSession session = connection.session();
        if (session == null) {
            return StepResult.END;
        }
        Width width = Width.of(content.get(), session);
        Optional<Content> fit =
                width == Width.UNCHANGED ? content : content(config, attempt, width);
        return fit.isEmpty()
                ? StepResult.CONTINUE
                : send(context, attempt, session, fit.get(), before.isEmpty());
    }

    /**
     * The message to send; empty if it is not available now, in which case the tasks are given
     * back, or if it must not be sent, which is reported.
     */
    private Optional<Content> content(ActiveConfig config, Attempt attempt, Width width) {
        DeliveryTask first = attempt.first();
        try {
            return Optional.of(contents.contentOf(config, first, width));
        } catch (ChangedOriginators changed) {
            LOG.warn("message {} is not sent: {}", first.messageId(), changed.getMessage());
            if (attempts.end(attempt, 0)) {
                attempt.tasks().forEach(task -> results.reportRefused(task, changed.reply()));
            }
        } catch (ServerUnavailable unavailable) {
            giveBackUnready(attempt, unavailable);
        } catch (RuntimeException unreadable) {
            LOG.warn("message {} is not available", first.messageId(), unreadable);
            giveBackUnready(attempt, unreadable);
        }
        return Optional.empty();
    }

    private void giveBackUnready(Attempt attempt, RuntimeException why) {
        if (attempts.end(attempt, 0)) {
            giveBack(attempt.tasks(), NO_CONTENT_DELAY);
            LOG.debug("given back: {}", why.toString());
        }
    }

    private void giveBack(List<DeliveryTask> tasks, Duration delay) {
        Instant now = clock.instant();
        for (DeliveryTask task : tasks) {
            reporter.report(
                    DeliveryReport.unattempted(task, new Requeued(delay), now, "not attempted"));
        }
    }

    /** Connects to a host; false if there is none, which is reported. */
    private boolean connect(SendContext context, Attempt attempt, List<Unreported> before) {
        DeliveryConnection connection = context.connection();
        connection.markDialled();
        connection.setConversation(recorder.begin());
        Strategy strategy = context.sender().strategyFor(connection.queue().destination().isp());
        switch (connector.connect(context.config(), strategy, connection)) {
            case ConnectResult.Connected(SmtpSession session, String host) -> {
                connection.setSession(session, host);
                return true;
            }
            case ConnectResult.NoMailHost(SmtpReply ours) -> {
                if (before.isEmpty()) {
                    end(attempt, 0).forEach(task -> results.reportRefused(task, ours));
                } else {
                    reportEarlier(context, attempt, before);
                }
                return false;
            }
            case ConnectResult.NoSource() -> {
                if (before.isEmpty()) {
                    giveBack(end(attempt, 0), YIELDED_DELAY);
                } else {
                    reportEarlier(context, attempt, before);
                }
                return false;
            }
            case ConnectResult.Unreachable(RecipientOutcome outcome, String host) -> {
                if (before.isEmpty() || connection.abort().isAborted()) {
                    reportUnreached(context, attempt, outcome, host);
                } else {
                    reportEarlier(context, attempt, before);
                }
                return false;
            }
        }
    }

    /** Reports the last host's replies, since no further host was reached. */
    private void reportEarlier(SendContext context, Attempt attempt, List<Unreported> before) {
        if (attempts.end(attempt, 0)) {
            before.forEach(unreported -> results.report(context, unreported));
        }
    }

    private void reportUnreached(
            SendContext context, Attempt attempt, RecipientOutcome outcome, String host) {
        DeliveryConnection connection = context.connection();
        DestinationQueue queue = connection.queue();
        HostQueue hostQueue = connection.hostQueue();
        List<DeliveryTask> tasks = end(attempt, 0);
        if (connection.abort().isAborted()) {
            giveBack(tasks, connection.yielded() ? YIELDED_DELAY : Duration.ZERO);
        } else if (queue.pauseNewConnections(hostQueue)) {
            // Other connections to the host continue: it only accepts no further one.
            queue.putBack(hostQueue, connection.rateLimit(), tasks, tasks.size());
        } else {
            queue.backOff(hostQueue);
            results.reportUnreached(context, tasks, outcome, host);
        }
    }

    /** Ends the attempt; its tasks, or none if it was cancelled. */
    private List<DeliveryTask> end(Attempt attempt, int taken) {
        return attempts.end(attempt, taken) ? attempt.tasks() : List.of();
    }

    private StepResult send(
            SendContext context,
            Attempt attempt,
            SmtpSession session,
            Content content,
            boolean first) {
        DeliveryConnection connection = context.connection();
        List<DeliveryTask> tasks = attempt.tasks();
        String from = names.reversePath(context.sender(), connection.rateLimit(), attempt.first());
        SendableRecipients recipients = SendableRecipients.of(session, from, tasks);
        List<RecipientOutcome> replies =
                recipients.isEmpty()
                        ? List.of()
                        : session.send(recipients.envelope(from), content, attempt);
        if (first && wasStale(replies, connection)) {
            List<DeliveryTask> back = end(attempt, 0);
            connection
                    .queue()
                    .putBack(connection.hostQueue(), connection.rateLimit(), back, back.size());
            return StepResult.END;
        }
        connection.hostQueue().recordOutcomes(replies);
        connection.sent(tasks.size());
        return finish(context, attempt, recipients.outcomes(replies));
    }

    /**
     * Whether the host closed an idle connection without seeing the message, or accepts no more
     * recipients on this connection.
     */
    private static boolean wasStale(
            List<RecipientOutcome> outcomes, DeliveryConnection connection) {
        boolean before = connection.sent() > 0 && !outcomes.isEmpty();
        return before
                && ((!connection.isOpen()
                                && outcomes.stream()
                                        .allMatch(RecipientOutcome::isLostBeforeMessage))
                        || outcomes.stream().allMatch(RecipientsPerTransaction::isLimit));
    }

    /**
     * Reports the outcomes. If the attempt was cancelled, the connection ends, since a stop aborts
     * it.
     */
    private StepResult finish(
            SendContext context, Attempt attempt, List<RecipientOutcome> outcomes) {
        int taken =
                (int)
                        outcomes.stream()
                                .filter(recipientOutcome ->
                                        recipientOutcome
                                                instanceof RecipientOutcome.RecipientAccepted)
                                .count();
        if (!attempts.end(attempt, taken)) {
            return StepResult.END;
        }
        delivered.add(taken);
        DeliveryConnection connection = context.connection();
        Remaining remaining = results.finish(context, attempt.tasks(), outcomes);
        unbatchLost(attempt.tasks(), outcomes);
        // The refused transaction counts as one message.
        remaining.unbatched().forEach(unbatched::add);
        putBack(connection, remaining.unbatched(), remaining.unbatched().size() - 1);
        putBack(connection, remaining.nextTransaction(), remaining.nextTransaction().size());
        if (!remaining.nextTransaction().isEmpty()) {
            connection
                    .queue()
                    .limitRecipients(connection.hostQueue(), remaining.acceptedRecipients());
        }
        if (!remaining.otherSource().isEmpty()) {
            return retryFromOtherSource(context, remaining.otherSource());
        }
        if (!remaining.nextHost().isEmpty() && connection.hasNextHost()) {
            connection.leaveHost();
            return new StepResult(remaining.nextHost(), false);
        }
        remaining.nextHost().forEach(unreported -> results.report(context, unreported));
        return new StepResult(List.of(), connection.isOpen());
    }

    /**
     * A connection lost within a transaction of several recipients may be due to one of them, so
     * each is attempted alone next time.
     */
    private void unbatchLost(List<DeliveryTask> tasks, List<RecipientOutcome> outcomes) {
        for (int i = 0; i < outcomes.size() && outcomes.size() > 1; i++) {
            if (outcomes.get(i).isLostInTransaction()) {
                unbatched.add(tasks.get(i));
            }
        }
    }

    private static void putBack(
            DeliveryConnection connection, List<DeliveryTask> tasks, int unsent) {
        if (!tasks.isEmpty()) {
            connection
                    .queue()
                    .putBack(connection.hostQueue(), connection.rateLimit(), tasks, unsent);
        }
    }

    /** Retries from another address of the sender now, or later if none is free. */
    private StepResult retryFromOtherSource(SendContext context, List<Unreported> refused) {
        DeliveryConnection connection = context.connection();
        connection.setRemaining(refused.size());
        if (connection.useOtherSource()) {
            connection.leaveHost();
            return new StepResult(refused, false);
        }
        refused.forEach(unreported -> results.reportDeferred(context, unreported));
        return new StepResult(List.of(), connection.isOpen());
    }
}
