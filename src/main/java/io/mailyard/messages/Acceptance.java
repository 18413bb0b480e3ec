package io.mailyard.messages;

import io.mailyard.accounts.Accounts;
import io.mailyard.base.AccountId;
import io.mailyard.base.Standing;
import io.mailyard.db.Database;
import io.mailyard.db.Tx;
import io.mailyard.events.Event;
import io.mailyard.events.EventKind;
import io.mailyard.events.Events;
import io.mailyard.messages.Verdict.Reason;
import io.mailyard.mime.Address;
import io.mailyard.mime.Finished;
import io.mailyard.policies.Isps;
import io.mailyard.queue.Accepted;
import io.mailyard.queue.Queue;
import io.mailyard.queue.To;
import io.mailyard.routing.Facts;
import io.mailyard.routing.Routed;
import io.mailyard.routing.Router;
import io.mailyard.routing.Router.Way;
import io.mailyard.routing.Routes;
import io.mailyard.routing.Target;
import io.mailyard.suppressions.Suppressions;
import io.mailyard.web.Reference;
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
public final class Acceptance implements Intake {
    private final Database database;
    private final Accounts accounts;
    private final Queue queue;
    private final Isps isps;
    private final Router router;
    private final Suppressions suppressions;
    private final Dsns dsns;
    private final Events events;
    private final Names names;
    private final InstantSource clock;
    private final SqlAccountFacts facts = new SqlAccountFacts();
    private final Usage usage = new Usage();

    public Acceptance(
            Database database,
            Accounts accounts,
            Queue queue,
            Isps isps,
            Router router,
            Suppressions suppressions,
            Dsns dsns,
            Events events,
            Names names,
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
                Usage.SCHEMA, (tx, account) -> Usage.shown(tx, account, clock.instant()));
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
    public Verdict accept(Submission submission) {
        Checked checked = check(submission);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        return database.write(tx -> accept(tx, checked, now));
    }

    /** Looks at the names that it carries; may ask DNS, so outside a transaction. */
    Checked check(Submission submission) {
        return names.check(submission);
    }

    /** Accepts it within a transaction. What is refused has changed nothing. */
    Verdict accept(Tx tx, Checked checked, Instant now) {
        Submission submission = checked.submission();
        Set<Address> to = new LinkedHashSet<>(submission.to());
        if (to.isEmpty()) {
            return new Verdict.Refused(Reason.NO_RECIPIENTS, "the message has no recipients");
        }
        if (queue.platform().refuses(tx)) {
            return new Verdict.Refused(
                    Reason.PLATFORM_STOPPED, "no mail is accepted at the moment: try again later");
        }
        AccountId account = submission.account();
        Optional<AccountFacts> found = facts.find(tx, account);
        Optional<Verdict.Refused> refused =
                refusal(account, found.map(AccountFacts::standing).orElse(Standing.DELETED));
        if (refused.isPresent() || found.isEmpty()) {
            return refused.orElseThrow();
        }
        if (checked.refusal().isPresent()) {
            return new Verdict.Refused(Reason.DOMAIN, checked.refusal().get());
        }
        AccountFacts about = found.get();
        Way way = router.way(tx, account, about.stamps(), submission.marks().virtualSender());
        if (way instanceof Way.Unknown) {
            return noVirtualSender(submission);
        }
        Usage.At at = Usage.At.of(now, about.zone());
        Usage.Counted counted = about.usage().orElse(Usage.Counted.NOTHING);
        Optional<Verdict> beyond = beyond(account, about.limits(), counted, at, to.size());
        if (beyond.isPresent()) {
            return beyond.get();
        }
        count(tx, account, about, counted, at, to.size(), now);
        Set<String> addresses = to.stream().map(Address::toString).collect(Collectors.toSet());
        Set<String> suppressed = suppressions.among(tx, account, addresses);
        long id = queue.nextMessageId(tx);
        Routing routing = new Routing(tx, id, submission, about, way, now);
        List<To> recipients =
                to.stream()
                        .map(one -> routing.to(one, suppressed.contains(one.toString())))
                        .toList();
        Accepted message = accepted(id, checked, routing.virtualSender(), now, recipients);
        queue.accept(tx, message);
        if (!checked.passedOn()) {
            names.unsigned(tx, submission, recipients.stream().map(routing::signing).toList(), now);
        }
        dsns.suppressed(tx, message);
        return new Verdict.Accepted(
                id,
                to.size(),
                Verdict.Routing.of(
                        routing.virtualSender(), recipients.stream().map(To::routed).toList()),
                List.copyOf(suppressed),
                left(about.limits(), counted, at, to.size()));
    }

    private static Verdict.Left left(
            Limits limits, Usage.Counted counted, Usage.At at, int recipients) {
        return new Verdict.Left(
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
    private static Optional<Verdict> beyond(
            AccountId account, Limits limits, Usage.Counted counted, Usage.At at, int recipients) {
        Reason reason =
                limits.passed(counted, at, recipients).filter(Period.MONTH::equals).isPresent()
                        ? Reason.LIMIT_REACHED
                        : Reason.TOO_FAST;
        return limits.refusal(counted, at, recipients)
                .map(why ->
                        new Verdict.Refused(
                                reason, "the tariff of account " + account + " allows " + why));
    }

    /**
     * Counts so many recipients, flags an account that is beyond a limit, and tells what is due.
     */
    private void count(
            Tx tx,
            AccountId account,
            AccountFacts about,
            Usage.Counted counted,
            Usage.At at,
            int recipients,
            Instant now) {
        Limits limits = about.limits();
        boolean exceeded = limits.passed(counted, at, recipients).isPresent();
        if (exceeded != about.exceeded()) {
            accounts.tariffExceeded(tx, account, exceeded);
        }
        usage.add(tx, account, at, recipients, limits.any());
        List<Limits.Reached> reached = limits.reached(counted, at, recipients);
        long burstUntil = limits.burstUntil(counted, at, recipients);
        if (!reached.isEmpty() || burstUntil != counted.burstUntil()) {
            usage.keep(tx, account, burstUntil, counted, reached, at);
        }
        reached.forEach(one ->
                events.happened(
                        tx, Event.of(account, EventKind.ACCOUNT_USAGE, now, one.words(at))));
    }

    private static Optional<Verdict.Refused> refusal(AccountId account, Standing standing) {
        return switch (standing) {
            case ACTIVE -> Optional.empty();
            case FROZEN -> refused(Reason.FROZEN, account, "is frozen");
            case INACTIVE -> refused(Reason.INACTIVE, account, "is switched off");
            case DELETED -> refused(Reason.DELETED, account, "is deleted");
        };
    }

    private static Optional<Verdict.Refused> refused(Reason reason, AccountId account, String how) {
        return Optional.of(new Verdict.Refused(reason, "account " + account + " " + how));
    }

    private static Verdict noVirtualSender(Submission submission) {
        Reference named = submission.marks().virtualSender().orElseThrow();
        return new Verdict.Refused(
                Reason.NO_VIRTUAL_SENDER, Way.Unknown.says(submission.account(), named));
    }

    /** How the recipients of one message go. */
    private final class Routing {
        private final Tx tx;
        private final long message;
        private final Submission submission;
        private final Way way;
        private final Instant now;
        private final Routed plainly;

        Routing(
                Tx tx,
                long message,
                Submission submission,
                AccountFacts about,
                Way way,
                Instant now) {
            this.tx = tx;
            this.message = message;
            this.submission = submission;
            this.way = way;
            this.now = now;
            this.plainly = Routed.plainly(about.sender());
        }

        /** By which they go; 0: none. */
        long virtualSender() {
            return way instanceof Way.By(Routes routes) ? routes.virtualSender().value() : 0;
        }

        /** By what sender a recipient's mail goes, and from which address. */
        Names.Signing signing(To to) {
            Routed routed = to.routed();
            Optional<String> override =
                    way instanceof Way.By(Routes routes)
                            ? routes.overrides(routed).fromEmail()
                            : Optional.empty();
            return new Names.Signing(routed.sender(), override.orElse(submission.message().from()));
        }

        To to(Address address, boolean suppressed) {
            String isp = isps.of(address.domain());
            long number = way instanceof Way.By ? queue.nextRecipientId(tx) : 0;
            Routed routed = plainly;
            if (way instanceof Way.By(Routes routes)) {
                Routes.Asked asked = asked(address, isp, number);
                if (suppressed) {
                    routed = routes.pinnedUnsent(tx, asked, now);
                } else {
                    routed = routes.pinned(tx, asked, now);
                    routes.count(tx, routed, now);
                }
            }
            return new To(address.toString(), address.domain(), isp, number, routed, suppressed);
        }

        private Routes.Asked asked(Address address, String isp, long number) {
            Submission.Marks marks = submission.marks();
            return new Routes.Asked(
                    message,
                    number,
                    Facts.of(marks.group(), submission.message().from(), address.domain()),
                    new Target(marks.campaign(), isp, To.laneDomain(isp, address.domain())));
        }
    }

    private static Accepted accepted(
            long id, Checked checked, long virtualSender, Instant now, List<To> to) {
        Submission submission = checked.submission();
        Finished message = submission.message();
        Submission.Marks marks = submission.marks();
        return new Accepted(
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
