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
import io.mailyard.messages.AcceptanceResult.Reason;
import io.mailyard.mime.Address;
import io.mailyard.mime.PreparedMessage;
import io.mailyard.policies.Isps;
import io.mailyard.queue.AcceptedMessage;
import io.mailyard.queue.AcceptedRecipient;
import io.mailyard.queue.Queue;
import io.mailyard.routing.AccountRouter;
import io.mailyard.routing.Destination;
import io.mailyard.routing.MessageAttributes;
import io.mailyard.routing.RoutingDecision;
import io.mailyard.routing.RoutingEngine;
import io.mailyard.routing.RoutingEngine.RoutingMode;
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
 * Takes messages in: decides by the account's state and tariff, in the transaction that puts the
 * message into the queue.
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
    private final SenderNameCheck names;
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
        this.names = names;
        this.clock = clock;
        accounts.dependent(usage);
        accounts.dependent(names.unsigned());
        accounts.ownDetail(
                AccountUsage.SCHEMA,
                (tx, account) -> AccountUsage.shown(tx, account, clock.instant()));
    }

    @Override
    public Optional<String> refusedSender(AccountId account, String address) {
        return names.policy().envelope(account, address);
    }

    @Override
    public boolean isClosed() {
        return database.glance(queue.platform()::refuses);
    }

    @Override
    public AcceptanceResult accept(Submission submission) {
        SenderNameVerdict checked = check(submission);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        return database.write(tx -> accept(tx, checked, now));
    }

    /** Looks at the names that it carries; may ask DNS, so outside a transaction. */
    SenderNameVerdict check(Submission submission) {
        return names.check(submission);
    }

    /** Accepts it within a transaction. What is refused has changed nothing. */
    AcceptanceResult accept(Tx tx, SenderNameVerdict checked, Instant now) {
        Submission submission = checked.submission();
        Set<Address> to = new LinkedHashSet<>(submission.to());
        if (to.isEmpty()) {
            return new AcceptanceResult.Refused(
                    Reason.NO_RECIPIENTS, "the message has no recipients");
        }
        if (queue.platform().refuses(tx)) {
            return new AcceptanceResult.Refused(
                    Reason.PLATFORM_STOPPED, "no mail is accepted at the moment: try again later");
        }
        AccountId account = submission.account();
        Optional<AccountFacts> found = facts.find(tx, account);
        Optional<AcceptanceResult.Refused> refused =
                refusal(account, found.map(AccountFacts::standing).orElse(AccountState.DELETED));
        if (refused.isPresent() || found.isEmpty()) {
            return refused.orElseThrow();
        }
        if (checked.refusal().isPresent()) {
            return new AcceptanceResult.Refused(Reason.DOMAIN, checked.refusal().get());
        }
        AccountFacts about = found.get();
        RoutingMode way =
                router.way(tx, account, about.stamps(), submission.marks().virtualSender());
        if (way instanceof RoutingMode.Unknown) {
            return noVirtualSender(submission);
        }
        AccountUsage.At at = AccountUsage.At.of(now, about.zone());
        AccountUsage.Counted counted = about.usage().orElse(AccountUsage.Counted.NOTHING);
        Optional<AcceptanceResult> beyond = beyond(account, about.limits(), counted, at, to.size());
        if (beyond.isPresent()) {
            return beyond.get();
        }
        count(tx, account, about, counted, at, to.size(), now);
        Set<String> addresses = to.stream().map(Address::toString).collect(Collectors.toSet());
        Set<String> suppressed = suppressions.among(tx, account, addresses);
        long id = queue.nextMessageId(tx);
        Routing routing = new Routing(tx, id, submission, about, way, now);
        List<AcceptedRecipient> recipients =
                to.stream()
                        .map(one -> routing.to(one, suppressed.contains(one.toString())))
                        .toList();
        AcceptedMessage message = accepted(id, checked, routing.virtualSender(), now, recipients);
        queue.accept(tx, message);
        if (!checked.passedOn()) {
            names.unsigned(tx, submission, recipients.stream().map(routing::signing).toList(), now);
        }
        dsns.suppressed(tx, message);
        return new AcceptanceResult.Accepted(
                id,
                to.size(),
                AcceptanceResult.Routing.of(
                        routing.virtualSender(),
                        recipients.stream().map(AcceptedRecipient::routed).toList()),
                List.copyOf(suppressed),
                left(about.limits(), counted, at, to.size()));
    }

    private static AcceptanceResult.Left left(
            TariffLimits limits, AccountUsage.Counted counted, AccountUsage.At at, int recipients) {
        return new AcceptanceResult.Left(
                left(limits.left(Period.MONTH, counted, at), recipients),
                left(limits.left(Period.DAY, counted, at), recipients),
                left(limits.left(Period.HOUR, counted, at), recipients));
    }

    private static OptionalLong left(OptionalLong before, int recipients) {
        return before.isEmpty()
                ? before
                : OptionalLong.of(Math.max(0, before.getAsLong() - recipients));
    }

    /** The refusal where the tariff does not allow so many. */
    private static Optional<AcceptanceResult> beyond(
            AccountId account,
            TariffLimits limits,
            AccountUsage.Counted counted,
            AccountUsage.At at,
            int recipients) {
        Reason reason =
                limits.passed(counted, at, recipients).filter(Period.MONTH::equals).isPresent()
                        ? Reason.LIMIT_REACHED
                        : Reason.TOO_FAST;
        return limits.refusal(counted, at, recipients)
                .map(why ->
                        new AcceptanceResult.Refused(
                                reason, "the tariff of account " + account + " allows " + why));
    }

    /**
     * Counts so many recipients, flags an account that is beyond a limit, and tells what is due.
     */
    private void count(
            Tx tx,
            AccountId account,
            AccountFacts about,
            AccountUsage.Counted counted,
            AccountUsage.At at,
            int recipients,
            Instant now) {
        TariffLimits limits = about.limits();
        boolean exceeded = limits.passed(counted, at, recipients).isPresent();
        if (exceeded != about.exceeded()) {
            accounts.tariffExceeded(tx, account, exceeded);
        }
        usage.add(tx, account, at, recipients, limits.any());
        List<TariffLimits.Reached> reached = limits.reached(counted, at, recipients);
        long burstUntil = limits.burstUntil(counted, at, recipients);
        if (!reached.isEmpty() || burstUntil != counted.burstUntil()) {
            usage.keep(tx, account, burstUntil, counted, reached, at);
        }
        reached.forEach(one ->
                events.happened(
                        tx, Event.of(account, EventKind.ACCOUNT_USAGE, now, one.words(at))));
    }

    private static Optional<AcceptanceResult.Refused> refusal(
            AccountId account, AccountState standing) {
        return switch (standing) {
            case ACTIVE -> Optional.empty();
            case FROZEN -> refused(Reason.FROZEN, account, "is frozen");
            case INACTIVE -> refused(Reason.INACTIVE, account, "is switched off");
            case DELETED -> refused(Reason.DELETED, account, "is deleted");
        };
    }

    private static Optional<AcceptanceResult.Refused> refused(
            Reason reason, AccountId account, String how) {
        return Optional.of(new AcceptanceResult.Refused(reason, "account " + account + " " + how));
    }

    private static AcceptanceResult noVirtualSender(Submission submission) {
        Reference named = submission.marks().virtualSender().orElseThrow();
        return new AcceptanceResult.Refused(
                Reason.NO_VIRTUAL_SENDER, RoutingMode.Unknown.says(submission.account(), named));
    }

    /** How the recipients of one message go. */
    private final class Routing {
        private final Tx tx;
        private final long message;
        private final Submission submission;
        private final RoutingMode way;
        private final Instant now;
        private final RoutingDecision plainly;

        Routing(
                Tx tx,
                long message,
                Submission submission,
                AccountFacts about,
                RoutingMode way,
                Instant now) {
            this.tx = tx;
            this.message = message;
            this.submission = submission;
            this.way = way;
            this.now = now;
            this.plainly = RoutingDecision.plainly(about.sender());
        }

        /** By which they go; 0: none. */
        long virtualSender() {
            return way instanceof RoutingMode.By(AccountRouter routes)
                    ? routes.virtualSender().value()
                    : 0;
        }

        /** By what sender a recipient's mail goes, and from which address. */
        SenderNameCheck.Signing signing(AcceptedRecipient to) {
            RoutingDecision routed = to.routed();
            Optional<String> override =
                    way instanceof RoutingMode.By(AccountRouter routes)
                            ? routes.overrides(routed).fromEmail()
                            : Optional.empty();
            return new SenderNameCheck.Signing(
                    routed.sender(), override.orElse(submission.message().from()));
        }

        AcceptedRecipient to(Address address, boolean suppressed) {
            String isp = isps.of(address.domain());
            long number = way instanceof RoutingMode.By ? queue.nextRecipientId(tx) : 0;
            RoutingDecision routed = plainly;
            if (way instanceof RoutingMode.By(AccountRouter routes)) {
                AccountRouter.Asked asked = asked(address, isp, number);
                if (suppressed) {
                    routed = routes.pinnedUnsent(tx, asked, now);
                } else {
                    routed = routes.pinned(tx, asked, now);
                    routes.count(tx, routed, now);
                }
            }
            return new AcceptedRecipient(
                    address.toString(), address.domain(), isp, number, routed, suppressed);
        }

        private AccountRouter.Asked asked(Address address, String isp, long number) {
            Submission.Marks marks = submission.marks();
            return new AccountRouter.Asked(
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
        Submission.Marks marks = submission.marks();
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
