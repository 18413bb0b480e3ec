package io.mailyard.domains;

import io.mailyard.base.AccountId;
import io.mailyard.db.Database;
import io.mailyard.domains.CheckQueue.ProofLookupResult;
import io.mailyard.writes.Change;
import io.mailyard.writes.Writes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks in DNS whether owned domains are still proved, and stores the consequences. */
final class DailyCheck {
    private static final Logger LOG = LoggerFactory.getLogger(DailyCheck.class);

    /** Domains changed in one transaction, which keeps the wait of other writers short. */
    private static final int STEP = 100;

    /** Domains read at once. */
    private static final int PAGE = 500;

    /** Pause before DNS is asked again about an expired warning for which it had no answer. */
    private static final Duration AGAIN = Duration.ofHours(1);

    private final DomainLookups looks;
    private final Database database;
    private final Writes writes;
    private final DomainEventListener listener;
    private final Duration interval;
    private final InstantSource clock;
    private volatile boolean isAlarmed;

    /**
     * Creates a check.
     *
     * @param listener is notified of the platform's alarm
     * @param interval time from one run to the next
     */
    DailyCheck(
            Database database,
            DomainLookups looks,
            Writes writes,
            DomainEventListener listener,
            Duration interval,
            InstantSource clock) {
        this.looks = looks;
        this.database = database;
        this.writes = writes;
        this.listener = listener;
        this.interval = interval;
        this.clock = clock;
    }

    /** Whether the last run changed nothing, because too many domains failed in it. */
    boolean isAlarmed() {
        return isAlarmed;
    }

    /**
     * Checks every owned domain. Stores the quick results before waiting for slow domains.
     *
     * @param closing whether the server is stopping
     */
    void run(BooleanSupplier closing) throws InterruptedException {
        CheckQueue queue = queue(inOrder(owned()), closing);
        List<ProofLookupResult> all = new ArrayList<>(queue.quick());
        CheckVerdict quick = CheckVerdict.of(all);
        if (closing.getAsBoolean()) {
            return;
        }
        if (!quick.isAlarm()) {
            apply(all);
        }
        List<ProofLookupResult> slow = queue.slow();
        all.addAll(slow);
        CheckVerdict verdict = CheckVerdict.of(all);
        if (closing.getAsBoolean()) {
            return;
        }
        isAlarmed = quick.isAlarm() || verdict.isAlarm();
        if (isAlarmed) {
            alarm(quick.isAlarm() ? quick : verdict);
        } else {
            apply(slow);
        }
    }

    private CheckQueue queue(List<Domain> domains, BooleanSupplier closing) {
        return new CheckQueue(domains, looks::proven, CheckQueue.CheckQueueLimits.DEFAULT, closing);
    }

    private List<Domain> owned() {
        List<Domain> owned = new ArrayList<>();
        long from = 1;
        while (true) {
            long first = from;
            List<Domain> page = database.read(tx -> DomainTable.ownedFrom(tx, first, PAGE));
            page.stream().filter(one -> !one.isPlatform()).forEach(owned::add);
            if (page.size() < PAGE) {
                return owned;
            }
            from = page.getLast().id() + 1;
        }
    }

    /**
     * Domains for which DNS answered recently first, so that nobody keeps a lost domain by having
     * many that never answer; otherwise in random order.
     */
    private List<Domain> inOrder(List<Domain> owned) {
        Collections.shuffle(owned);
        Instant late = clock.instant().minus(interval.multipliedBy(2));
        owned.sort(
                Comparator.comparing(
                        domain -> domain.get(Domain.CHECKED_AT).filter(late::isBefore).isEmpty()));
        return owned;
    }

    private void alarm(CheckVerdict verdict) {
        String words =
                verdict.failing()
                        + " of "
                        + verdict.all()
                        + " domains of "
                        + verdict.accounts()
                        + (verdict.accounts() == 1 ? " account" : " accounts")
                        + " are no longer proved, more than "
                        + CheckVerdict.MOST_FAILING
                        + " %: the check changes nothing; look whether DNS is broken here, and check"
                        + " a domain by hand with domains/check";
        LOG.error("{}", words);
        alarm(words);
    }

    /** Notifies the platform's webhooks. */
    void alarm(String words) {
        writes.system(
                "domains",
                change -> {
                    listener.happened(
                            change.tx(),
                            AccountId.PLATFORM,
                            DomainEvent.ALARM,
                            "",
                            change.now(),
                            words);
                    return true;
                });
    }

    private void apply(List<ProofLookupResult> looked) {
        for (int from = 0; from < looked.size(); from += STEP) {
            List<ProofLookupResult> some =
                    looked.subList(from, Math.min(looked.size(), from + STEP));
            writes.system(
                    "domains",
                    change -> {
                        for (ProofLookupResult one : some) {
                            DomainTable.find(change.tx(), one.domain().id())
                                    .filter(now ->
                                            now.isOwned()
                                                    && now.challenge()
                                                            .equals(one.domain().challenge()))
                                    .ifPresent(now -> looks.conclude(change, now, one.proof()));
                        }
                        return true;
                    });
        }
    }

    /** Handles expired warnings: DNS is asked once more, and decides. */
    void endWarnings(BooleanSupplier closing) throws InterruptedException {
        Instant now = clock.instant();
        Instant before = now.minus(Domain.WARNING_FOR);
        List<Domain> due = database.read(tx -> DomainTable.warnedSince(tx, before, now, STEP));
        if (due.isEmpty()) {
            return;
        }
        CheckQueue queue = queue(due, closing);
        conclude(queue.quick());
        conclude(closing.getAsBoolean() ? List.of() : queue.slow());
    }

    private void conclude(List<ProofLookupResult> some) {
        for (ProofLookupResult looked : some) {
            writes.system(
                    "domains",
                    change -> {
                        DomainTable.find(change.tx(), looked.domain().id())
                                .filter(one -> one.state() == DomainState.WARNING)
                                .ifPresent(one -> conclude(change, one, looked.proof()));
                        return true;
                    });
        }
    }

    private void conclude(Change change, Domain domain, ProofCheck proof) {
        if (proof instanceof ProofCheck.ProofUnknown) {
            DomainTable.update(
                    change.tx(),
                    domain.with(Domain.NEXT_CHECK_AT, Optional.of(change.now().plus(AGAIN))));
        } else {
            looks.conclude(change, domain, proof);
        }
    }
}
