package io.mailyard.domains;

import io.mailyard.base.AccountId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * Looks up the domains of one run in DNS, several at once. Accounts take turns. An account or a
 * zone whose name servers take long counts as slow from then on: its domains wait for two places of
 * their own and leave all others to the rest. One thread calls {@link #quick} and then {@link
 * #slow}.
 */
final class CheckQueue {
    private static final Duration TICK = Duration.ofMillis(50);

    /**
     * Limits of concurrent lookups, and of slowness.
     *
     * @param quick concurrent lookups without slow ones
     * @param ofAccount maximum of those of one account; also of one zone
     * @param slow concurrent lookups of slow domains
     * @param all concurrent lookups, including those that turned out slow while running
     * @param allOfAccount maximum of those of one account
     * @param ofZoneTime a zone is slow once it has taken this much time, and {@code each} for each
     *     domain
     * @param ofAccountTime likewise for an account
     * @param each three times what an honest answer takes
     * @param slowTime limit for all slow domains together, after the others
     */
    record CheckQueueLimits(
            int quick,
            int ofAccount,
            int slow,
            int all,
            int allOfAccount,
            Duration ofZoneTime,
            Duration ofAccountTime,
            Duration each,
            Duration slowTime) {
        /**
         * 100,000 domains take an hour at a third of a second each. A zone whose servers do not
         * answer is detected within its first domain, an account within four at once; a tenant with
         * one dead zone among good ones does not count as slow. Slow domains do not delay the next
         * run.
         */
        static final CheckQueueLimits DEFAULT =
                new CheckQueueLimits(
                        8,
                        2,
                        2,
                        32,
                        4,
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(20),
                        Duration.ofSeconds(1),
                        Duration.ofMinutes(5));
    }

    /** A domain and the result of checking its proof. */
    record ProofLookupResult(Domain domain, ProofCheck proof) {}

    /** Time that the domains of an account or a zone took. */
    private static final class CheckUsage {
        long nanos;
        int domains;
        boolean isSlow;
    }

    private static final class Lookup {
        final Domain domain;
        final CheckUsage account;
        final CheckUsage zone;
        final long began = System.nanoTime();
        boolean isSlow;

        Lookup(Domain domain, CheckUsage account, CheckUsage zone) {
            this.domain = domain;
            this.account = account;
            this.zone = zone;
        }
    }

    private final Function<Domain, ProofCheck> look;
    private final CheckQueueLimits limits;
    private final BooleanSupplier closing;
    private final Map<AccountId, CheckUsage> accounts = new HashMap<>();
    private final Map<String, CheckUsage> zones = new HashMap<>();
    private final Deque<Deque<Domain>> waiting = new ArrayDeque<>();
    private final Map<AccountId, Deque<Domain>> slowWaiting = new LinkedHashMap<>();
    private final Map<Lookup, Thread> running = new HashMap<>();
    private List<ProofLookupResult> looked = new ArrayList<>();

    /**
     * Creates a queue.
     *
     * @param domains each account's in the order in which they are looked up
     * @param look asks DNS; ends within half a minute
     * @param closing whether the server is stopping, so that nothing more is looked up
     */
    CheckQueue(
            List<Domain> domains,
            Function<Domain, ProofCheck> look,
            CheckQueueLimits limits,
            BooleanSupplier closing) {
        this.look = look;
        this.limits = limits;
        this.closing = closing;
        Map<AccountId, Deque<Domain>> own = new LinkedHashMap<>();
        domains.forEach(domain ->
                own.computeIfAbsent(domain.account(), _ -> new ArrayDeque<>()).add(domain));
        waiting.addAll(own.values());
    }

    /**
     * Looks up all domains that are not slow; returns as soon as no others are running or waiting.
     */
    synchronized List<ProofLookupResult> quick() throws InterruptedException {
        while (true) {
            noteSlow();
            startQuick();
            startSlow();
            if (closing.getAsBoolean()) {
                running.values().forEach(Thread::interrupt);
                return taken();
            }
            if (waiting.isEmpty() && quickRunning() == 0) {
                return taken();
            }
            wait(TICK.toMillis());
        }
    }

    /**
     * Looks up the remaining domains for a limited time; those that remain then are unknown until
     * the next run.
     */
    synchronized List<ProofLookupResult> slow() throws InterruptedException {
        long end = System.nanoTime() + limits.slowTime().toNanos();
        while (!closing.getAsBoolean()
                && System.nanoTime() - end < 0
                && !(running.isEmpty() && slowWaiting.isEmpty())) {
            startSlow();
            wait(TICK.toMillis());
        }
        running.values().forEach(Thread::interrupt);
        running.keySet().forEach(lookup -> looked.add(late(lookup.domain)));
        running.clear();
        slowWaiting.values().forEach(some -> some.forEach(domain -> looked.add(late(domain))));
        slowWaiting.clear();
        return taken();
    }

    private static ProofLookupResult late(Domain domain) {
        return new ProofLookupResult(
                domain,
                new ProofCheck.ProofUnknown(
                        "its account's or zone's name servers are slow: not asked"));
    }

    private List<ProofLookupResult> taken() {
        List<ProofLookupResult> all = looked;
        looked = new ArrayList<>();
        return all;
    }

    private long quickRunning() {
        return running.keySet().stream().filter(lookup -> !lookup.isSlow).count();
    }

    /**
     * Marks zones and accounts that have become slow; their running lookups release their places.
     */
    private void noteSlow() {
        long now = System.nanoTime();
        for (Lookup lookup : running.keySet()) {
            lookup.zone.isSlow |= isOver(lookup.zone, limits.ofZoneTime(), now);
            lookup.account.isSlow |= isOver(lookup.account, limits.ofAccountTime(), now);
        }
        for (Lookup lookup : running.keySet()) {
            if (!lookup.isSlow && (lookup.zone.isSlow || lookup.account.isSlow)) {
                lookup.isSlow = true;
                charge(lookup, now);
            }
        }
        for (Lookup lookup : running.keySet()) {
            // an account whose places are all taken by slow zones
            lookup.account.isSlow |= slowOf(lookup.account) >= limits.allOfAccount();
        }
    }

    private long slowOf(CheckUsage account) {
        return running.keySet().stream()
                .filter(lookup -> lookup.isSlow && lookup.account == account)
                .count();
    }

    private boolean isOver(CheckUsage usage, Duration time, long now) {
        long nanos = usage.nanos;
        for (Lookup lookup : running.keySet()) {
            if (!lookup.isSlow && (lookup.zone == usage || lookup.account == usage)) {
                nanos += now - lookup.began;
            }
        }
        return nanos > time.toNanos() + usage.domains * limits.each().toNanos();
    }

    private static void charge(Lookup lookup, long now) {
        for (CheckUsage usage : List.of(lookup.zone, lookup.account)) {
            usage.nanos += now - lookup.began;
            usage.domains++;
        }
    }

    /** Starts lookups; each account gets one place before any gets another. */
    private void startQuick() {
        boolean isStarted = true;
        while (isStarted) {
            isStarted = false;
            for (int left = waiting.size(); left > 0 && hasRoom(); left--) {
                Deque<Domain> own = waiting.removeFirst();
                isStarted |= startNext(own);
                if (!own.isEmpty()) {
                    waiting.addLast(own);
                }
            }
        }
    }

    private boolean startNext(Deque<Domain> own) {
        putSlowAside(own);
        if (own.isEmpty()) {
            return false;
        }
        boolean mayStart = mayStart(own.getFirst());
        if (mayStart) {
            start(own.removeFirst(), false);
        } else {
            // another zone of the account may have a free place
            own.addLast(own.removeFirst());
        }
        return mayStart;
    }

    private boolean hasRoom() {
        return running.size() < limits.all() && quickRunning() < limits.quick();
    }

    private void putSlowAside(Deque<Domain> own) {
        while (!own.isEmpty() && (account(own.getFirst()).isSlow || zone(own.getFirst()).isSlow)) {
            Domain domain = own.removeFirst();
            slowWaiting.computeIfAbsent(domain.account(), _ -> new ArrayDeque<>()).add(domain);
        }
    }

    private boolean mayStart(Domain domain) {
        CheckUsage account = account(domain);
        CheckUsage zone = zone(domain);
        long ofAccount =
                running.keySet().stream().filter(lookup -> lookup.account == account).count();
        return quickOf(account) < limits.ofAccount()
                && quickOf(zone) < limits.ofAccount()
                && ofAccount < limits.allOfAccount();
    }

    private long quickOf(CheckUsage usage) {
        return running.keySet().stream()
                .filter(lookup -> !lookup.isSlow)
                .filter(lookup -> lookup.account == usage || lookup.zone == usage)
                .count();
    }

    private void startSlow() {
        while (!slowWaiting.isEmpty()
                && running.size() < limits.all()
                && running.size() - quickRunning() < limits.slow()) {
            Iterator<Map.Entry<AccountId, Deque<Domain>>> first = slowWaiting.entrySet().iterator();
            Map.Entry<AccountId, Deque<Domain>> next = first.next();
            Deque<Domain> own = next.getValue();
            AccountId account = next.getKey();
            first.remove();
            start(own.removeFirst(), true);
            if (!own.isEmpty()) {
                slowWaiting.put(account, own);
            }
        }
    }

    private void start(Domain domain, boolean isSlow) {
        Lookup lookup = new Lookup(domain, account(domain), zone(domain));
        lookup.isSlow = isSlow;
        running.put(lookup, Thread.ofVirtual().name("domain-check").unstarted(() -> run(lookup)));
        running.get(lookup).start();
    }

    private void run(Lookup lookup) {
        ProofCheck proof;
        try {
            proof = look.apply(lookup.domain);
        } catch (RuntimeException failed) {
            proof = new ProofCheck.ProofUnknown(String.valueOf(failed.getMessage()));
        }
        synchronized (this) {
            // nobody waits for a lookup that was given up
            if (running.remove(lookup) != null) {
                looked.add(new ProofLookupResult(lookup.domain, proof));
                if (!lookup.isSlow) {
                    charge(lookup, System.nanoTime());
                }
                notifyAll();
            }
        }
    }

    private CheckUsage account(Domain domain) {
        return accounts.computeIfAbsent(domain.account(), _ -> new CheckUsage());
    }

    private CheckUsage zone(Domain domain) {
        return zones.computeIfAbsent(
                PublicSuffixes.organisational(domain.domain()), _ -> new CheckUsage());
    }
}
