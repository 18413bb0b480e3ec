package io.mailyard.messages;

import io.mailyard.accounts.Accounts;
import io.mailyard.api.Reference;
import io.mailyard.base.AccountId;
import io.mailyard.base.AccountState;
import io.mailyard.db.Database;
import io.mailyard.db.Tx;
import io.mailyard.events.Event;
import io.mailyard.events.EventKind;
import io.mailyard.events.Events;
import io.mailyard.identity.UnsignedDomainListener;
import io.mailyard.lanes.AcceptedMessage;
import io.mailyard.lanes.AcceptedRecipient;
import io.mailyard.messages.AcceptanceResult.MessageAccepted;
import io.mailyard.messages.AcceptanceResult.MessageRefused;
import io.mailyard.messages.AcceptanceResult.RefusalReason;
import io.mailyard.mime.Address;
import io.mailyard.mime.PreparedMessage;
import io.mailyard.policies.Isps;
import io.mailyard.queue.Queue;
import io.mailyard.routing.AccountRouter;
import io.mailyard.routing.Destination;
import io.mailyard.routing.MessageAttributes;
import io.mailyard.routing.RoutingDecision;
import io.mailyard.routing.RoutingEngine;
import io.mailyard.routing.RoutingEngine.RoutingMode;
import io.mailyard.statistics.StatisticsCounts;
import io.mailyard.statistics.StatisticsFigure;
import io.mailyard.statistics.StatisticsKey;
import io.mailyard.suppressions.Suppressions;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Accepts messages: decides by the account's state and tariff, in the transaction that adds the
 * message to the queue.
 */
public final class Acceptance implements MessageIntake {
    private final Database database;
    private final Accounts accounts;
    private final Queue queue;
    private final Isps isps;
    private final RoutingEngine router;
    private final Suppressions suppressions;
    private final Dsns dsns;
    private final Events events;
    private final SenderNameCheck senderNames;
    private final InstantSource clock;
    private final SqlAccountFacts facts = new SqlAccountFacts();
    private final AccountUsage usage = new AccountUsage();

    public Acceptance(
            Database database,
            Accounts accounts,
            Queue queue,
            Isps isps,
            RoutingEngine router,
            Suppressions suppressions,
            Dsns dsns,
            Events events,
            SenderNameCheck names,
            InstantSource clock) {
        this.database = database;
        this.accounts = accounts;
        this.queue = queue;
        this.isps = isps;
        this.router = router;
        this.suppressions = suppressions;
        this.dsns = dsns;
        this.events = events;
        this.senderNames = names;
        this.clock = clock;
        accounts.dependent(usage);
        accounts.dependent(names.unsigned());
        accounts.details()
                .addOwn(
                        AccountUsage.SCHEMA,
                        (tx, account) -> AccountUsage.shown(tx, account, clock.instant()));
    }

    /** Sets who is notified of limits that are nearly used. */
    public void onLimit(LimitListener listener) {
        usage.onLimit(listener);
    }

    /** Sets who is notified of domains of unsigned mail. */
    public void onUnsigned(UnsignedDomainListener listener) {
        senderNames.onUnsigned(listener);
    }

    @Override
    public Optional<String> refusedSender(AccountId account, String address) {
        return senderNames.policy().envelope(account, address);
    }

    @Override
    public boolean isUnavailable() {
        return database.readOne(queue.platform()::refuses);
    }

    @Override
    public AcceptanceResult accept(Submission submission) {
        SenderNameVerdict checked = check(submission);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        return database.write(tx -> accept(tx, checked, now));
    }

    /**
     * Checks the domains that the message names; may query DNS, so call it outside a transaction.
     */
    SenderNameVerdict check(Submission submission) {
        return senderNames.check(submission);
    }

    /** Accepts a message within a transaction. A refusal changes nothing. */
    AcceptanceResult accept(Tx tx, SenderNameVerdict checked, Instant now) {
        AcceptanceResult result = decide(tx, checked, now);
        if (result instanceof MessageRefused) {
            countRefused(checked.submission(), now);
        }
        return result;
    }

    private void countRefused(Submission submission, Instant now) {
        long account = submission.account().value();
        for (Address address : submission.to()) {
            StatisticsKey key = StatisticsKey.of(now, account, 0, isps.of(address.domain()));
            queue.statistics().addLater(key, StatisticsCounts.of(StatisticsFigure.REFUSED, 1));
        }
    }

    private AcceptanceResult decide(Tx tx, SenderNameVerdict checked, Instant now) {
        Submission submission = checked.submission();
        Set<Address> to = new LinkedHashSet<>(submission.to());
        Optional<AcceptanceResult> refusedAtOnce = refusalOfAll(tx, to);
        if (refusedAtOnce.isPresent()) {
            return refusedAtOnce.get();
        }
        AccountId account = submission.account();
        Optional<AccountFacts> found = facts.find(tx, account);
        Optional<MessageRefused> refused =
                refusal(account, found.map(AccountFacts::state).orElse(AccountState.DELETED));
        if (refused.isPresent() || found.isEmpty()) {
            return refused.orElseThrow();
        }
        if (checked.refusal().isPresent()) {
            return new MessageRefused(RefusalReason.DOMAIN, checked.refusal().get());
        }
        AccountFacts about = found.get();
        RoutingMode mode =
                router.modeOf(
                        tx, account, about.routingVersion(), submission.tags().virtualSender());
        if (mode instanceof RoutingMode.UnknownVirtualSender) {
            return noVirtualSender(submission);
        }
        AccountUsage.PeriodKeys at = AccountUsage.PeriodKeys.of(now, about.zone());
        AccountUsage.UsageCounts counted = about.usage().orElse(AccountUsage.UsageCounts.NOTHING);
        Optional<AcceptanceResult> beyond =
                refuseOverLimit(account, about.limits(), counted, at, to.size());
        if (beyond.isPresent()) {
            usage.signalRefusal(account, about.limits(), counted, at, to.size());
            return beyond.get();
        }
        count(tx, account, about, counted, at, to.size(), now);
        Set<String> addresses = to.stream().map(Address::toString).collect(Collectors.toSet());
        Set<String> suppressed = suppressions.among(tx, account, addresses);
        long id = queue.nextMessageId(tx);
        MessageRouting routing = new MessageRouting(tx, id, submission, about, mode, now);
        List<AcceptedRecipient> recipients =
                to.stream()
                        .map(address ->
                                routing.to(address, suppressed.contains(address.toString())))
                        .toList();
        AcceptedMessage message = accepted(id, checked, routing.virtualSender(), now, recipients);
        queue.accept(tx, message);
        if (!checked.passedOn()) {
            senderNames.unsigned(
                    tx, submission, recipients.stream().map(routing::signing).toList(), now);
        }
        dsns.notifySuppressed(tx, message);
        return new MessageAccepted(
                id,
                to.size(),
                AcceptanceResult.RoutingSummary.of(
                        routing.virtualSender(),
                        recipients.stream().map(AcceptedRecipient::routing).toList()),
                List.copyOf(suppressed),
                remaining(about.limits(), counted, at, to.size()));
    }

    /**
     * Refuses what no account may send: a message to nobody, or any while the platform is stopped.
     */
    private Optional<AcceptanceResult> refusalOfAll(Tx tx, Set<Address> to) {
        if (to.isEmpty()) {
            return Optional.of(
                    new MessageRefused(
                            RefusalReason.NO_RECIPIENTS, "the message has no recipients"));
        }
        if (queue.platform().refuses(tx)) {
            return Optional.of(
                    new MessageRefused(
                            RefusalReason.PLATFORM_STOPPED,
                            "no mail is accepted at the moment: try again later"));
        }
        return Optional.empty();
    }

    private static AcceptanceResult.RemainingLimits remaining(
            TariffLimits limits,
            AccountUsage.UsageCounts counted,
            AccountUsage.PeriodKeys at,
            int recipients) {
        return new AcceptanceResult.RemainingLimits(
                remaining(limits.remaining(Period.MONTH, counted, at), recipients),
                remaining(limits.remaining(Period.DAY, counted, at), recipients),
                remaining(limits.remaining(Period.HOUR, counted, at), recipients));
    }

    private static OptionalLong remaining(OptionalLong before, int recipients) {
        return before.isEmpty()
                ? before
                : OptionalLong.of(Math.max(0, before.getAsLong() - recipients));
    }

    /** The refusal if the tariff does not allow this many recipients. */
    private static Optional<AcceptanceResult> refuseOverLimit(
            AccountId account,
            TariffLimits limits,
            AccountUsage.UsageCounts counted,
            AccountUsage.PeriodKeys at,
            int recipients) {
        RefusalReason reason =
                limits.passed(counted, at, recipients).filter(Period.MONTH::equals).isPresent()
                        ? RefusalReason.LIMIT_REACHED
                        : RefusalReason.TOO_FAST;
        return limits.refusal(counted, at, recipients)
                .map(why ->
                        new MessageRefused(
                                reason, "the tariff of account " + account + " allows " + why));
    }

    /** Counts recipients, flags an account beyond a limit, and publishes due notices. */
    private void count(
            Tx tx,
            AccountId account,
            AccountFacts about,
            AccountUsage.UsageCounts counted,
            AccountUsage.PeriodKeys at,
            int recipients,
            Instant now) {
        TariffLimits limits = about.limits();
        boolean exceeded = limits.passed(counted, at, recipients).isPresent();
        if (exceeded != about.exceeded()) {
            accounts.tariffExceeded(tx, account, exceeded);
        }
        usage.add(tx, account, at, recipients, limits.hasAny());
        List<TariffLimits.ReachedThreshold> reached = limits.newlyReached(counted, at, recipients);
        long burstUntil = limits.burstUntil(counted, at, recipients);
        if (!reached.isEmpty() || burstUntil != counted.burstUntil()) {
            usage.storeReached(tx, account, burstUntil, counted, reached, at);
        }
        for (TariffLimits.ReachedThreshold threshold : reached) {
            Event event = Event.of(account, EventKind.ACCOUNT_USAGE, now, threshold.text(at));
            events.happened(tx, event);
        }
        usage.signal(tx, account, limits, counted, at, recipients);
    }

    private static Optional<MessageRefused> refusal(AccountId account, AccountState state) {
        return switch (state) {
            case ACTIVE -> Optional.empty();
            case FROZEN -> refused(RefusalReason.FROZEN, account, "is frozen");
            case INACTIVE -> refused(RefusalReason.INACTIVE, account, "is inactive");
            case DELETED -> refused(RefusalReason.DELETED, account, "is deleted");
        };
    }

    private static Optional<MessageRefused> refused(
            RefusalReason reason, AccountId account, String how) {
        return Optional.of(new MessageRefused(reason, "account " + account + " " + how));
    }

    private static AcceptanceResult noVirtualSender(Submission submission) {
        Reference named = submission.tags().virtualSender().orElseThrow();
        return new MessageRefused(
                RefusalReason.NO_VIRTUAL_SENDER,
                RoutingMode.UnknownVirtualSender.message(submission.account(), named));
    }

    /** Routing of the recipients of one message. */
    private final class MessageRouting {
        private final Tx tx;
        private final long message;
        private final Submission submission;
        private final RoutingMode mode;
        private final Instant now;
        private final RoutingDecision direct;

        MessageRouting(
                Tx tx,
                long message,
                Submission submission,
                AccountFacts about,
                RoutingMode mode,
                Instant now) {
            this.tx = tx;
            this.message = message;
            this.submission = submission;
            this.mode = mode;
            this.now = now;
            this.direct = RoutingDecision.direct(about.sender());
        }

        /** The virtual sender that routes them; 0 if none. */
        long virtualSender() {
            return mode instanceof RoutingMode.ByVirtualSender(AccountRouter router)
                    ? router.virtualSender().value()
                    : 0;
        }

        /** The sender of a recipient's mail and its From address. */
        SenderNameCheck.SigningSender signing(AcceptedRecipient recipient) {
            RoutingDecision decision = recipient.routing();
            Optional<String> override =
                    mode instanceof RoutingMode.ByVirtualSender(AccountRouter router)
                            ? router.overrides(decision).fromEmail()
                            : Optional.empty();
            return new SenderNameCheck.SigningSender(
                    decision.sender(), override.orElse(submission.message().from()));
        }

        AcceptedRecipient to(Address address, boolean suppressed) {
            String isp = isps.of(address.domain());
            long number =
                    mode instanceof RoutingMode.ByVirtualSender ? queue.nextRecipientId(tx) : 0;
            RoutingDecision decision = direct;
            if (mode instanceof RoutingMode.ByVirtualSender(AccountRouter router)) {
                AccountRouter.RoutingRequest request = toRequest(address, isp, number);
                if (suppressed) {
                    decision = router.decideUnsent(tx, request, now);
                } else {
                    decision = router.decide(tx, request, now);
                    router.count(tx, decision, now);
                }
            }
            return new AcceptedRecipient(
                    address.toString(), address.domain(), isp, number, decision, suppressed);
        }

        private AccountRouter.RoutingRequest toRequest(Address address, String isp, long number) {
            Submission.MessageTags marks = submission.tags();
            return new AccountRouter.RoutingRequest(
                    message,
                    number,
                    MessageAttributes.of(
                            marks.group(), submission.message().from(), address.domain()),
                    new Destination(
                            marks.campaign(),
                            isp,
                            AcceptedRecipient.laneDomain(isp, address.domain())));
        }
    }

    private static AcceptedMessage accepted(
            long id,
            SenderNameVerdict checked,
            long virtualSender,
            Instant now,
            List<AcceptedRecipient> to) {
        Submission submission = checked.submission();
        PreparedMessage message = submission.message();
        Submission.MessageTags marks = submission.tags();
        return new AcceptedMessage(
                id,
                submission.account(),
                submission.source().name().toLowerCase(Locale.ROOT),
                submission.submitter(),
                submission.envelopeFrom(),
                message.from(),
                message.subject(),
                message.messageId(),
                marks.campaign(),
                marks.group(),
                virtualSender == 0 ? Optional.empty() : Optional.of(virtualSender),
                message.content(),
                checked.passedOn(),
                now,
                to);
    }
}
