package io.mailyard.routing;

import io.mailyard.accounts.Accounts;
import io.mailyard.base.AccountId;
import io.mailyard.base.ApiException;
import io.mailyard.db.Database;
import io.mailyard.db.Tx;
import io.mailyard.routing.ShareCounts.Counted;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds what senders got against what rules promise them: when asked, and by itself every few
 * minutes, for the UTC day so far.
 */
public final class ShareMonitor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ShareMonitor.class);

    /** Chance alone brings it once in a million rules and looks: less is no chance. */
    static final double ALARMING = 1e-6;

    /** Fewer recipients say little. */
    static final long ENOUGH = 1000;

    private static final Duration EVERY = Duration.ofMinutes(5);

    private final Database database;
    private final Accounts accounts;
    private final InstantSource clock;
    private final Alarm alarm;
    private final Thread thread;
    private volatile double leastChance = 1;

    /** Told of a rule whose senders got what they cannot have got by chance. */
    @FunctionalInterface
    public interface Alarm {
        /** Inside the transaction that keeps it from being told again in the same day. */
        void raised(Tx tx, AccountId account, Instant at, String words);
    }

    public ShareMonitor(Database database, Accounts accounts, InstantSource clock, Alarm alarm) {
        this.database = database;
        this.accounts = accounts;
        this.clock = clock;
        this.alarm = alarm;
        this.thread = Thread.ofVirtual().name("shares").unstarted(this::run);
    }

    /** Looks by itself from now on. */
    public ShareMonitor start() {
        thread.start();
        return this;
    }

    /** The least chance of any rule with enough recipients, at the last look; 1: none. */
    public double leastChance() {
        return leastChance;
    }

    /** A window, to the hour: from one on, until before another. */
    record Window(long from, long until) {}

    /**
     * The hours that some times are in.
     *
     * @param since 24 hours before {@code until} unless given
     * @param until now unless given
     */
    Window window(Optional<Instant> since, Optional<Instant> until) {
        Instant end = until.orElse(clock.instant());
        long from = ShareCounts.hour(since.orElse(end.minus(Duration.ofDays(1))));
        long last = ShareCounts.hour(end.minusMillis(1));
        if (last < from) {
            throw ApiException.badRequest("until", "must be after since");
        }
        return new Window(from, last + 1);
    }

    /** What the rules of a virtual sender gave to their senders, those that it had before too. */
    List<ShareReport> of(AccountId account, VirtualSenderId id, Window window) {
        return database.read(tx -> {
            accounts.existing(tx, account);
            List<Counted> counted = ShareCounts.of(tx, account, id, window.from(), window.until());
            if (counted.isEmpty() && new SqlVirtualSenderStore().find(tx, account, id).isEmpty()) {
                throw ApiException.notFound(
                        "no virtual sender with id " + id + " in account " + account);
            }
            return ShareReport.of(counted, rules(tx, counted));
        });
    }

    private static Map<Long, List<Rule>> rules(Tx tx, List<Counted> counted) {
        Map<Long, List<Rule>> rules = new HashMap<>();
        for (Counted one : counted) {
            rules.computeIfAbsent(
                    one.rules(),
                    id ->
                            tx.one(
                                            "SELECT rules FROM routed_rules WHERE id = ?",
                                            row -> RuleText.read(row.text(1)),
                                            id)
                                    .orElse(List.of()));
        }
        return rules;
    }

    private void run() {
        try {
            while (true) {
                Thread.sleep(EVERY);
                look();
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        try {
            check();
        } catch (RuntimeException failed) {
            LOG.warn("shares could not be looked at; they are again: {}", failed.toString());
        }
    }

    /** Looks at the day so far; raises each alarm once in it. */
    void check() {
        Instant now = clock.instant();
        Instant day = now.truncatedTo(ChronoUnit.DAYS);
        record Found(AccountId account, long virtualSender, ShareReport observed) {}
        List<Found> found =
                database.read(tx -> {
                    List<Counted> counted =
                            ShareCounts.all(tx, ShareCounts.hour(day), ShareCounts.hour(now) + 1);
                    Map<Long, Counted> whose = new HashMap<>();
                    counted.forEach(one -> whose.putIfAbsent(one.rules(), one));
                    List<Found> all = new ArrayList<>();
                    for (ShareReport one : ShareReport.of(counted, rules(tx, counted))) {
                        Counted of = whose.get(one.rules());
                        if (of != null && one.recipients() >= ENOUGH) {
                            all.add(new Found(of.account(), of.virtualSender(), one));
                        }
                    }
                    return all;
                });
        leastChance = found.stream().mapToDouble(one -> one.observed().chance()).min().orElse(1);
        found.stream()
                .filter(one -> one.observed().chance() < ALARMING)
                .forEach(
                        one -> raise(one.account(), one.virtualSender(), one.observed(), day, now));
    }

    private void raise(
            AccountId account, long virtualSender, ShareReport one, Instant day, Instant now) {
        String words = words(virtualSender, one);
        boolean first =
                database.write(tx -> {
                    boolean fresh =
                            tx.update(
                                            "INSERT INTO share_alarms (rules_id, rule, day, account_id) VALUES (?, ?, ?, ?)"
                                                    + " ON CONFLICT (rules_id, rule, day) DO NOTHING",
                                            one.rules(),
                                            (long) one.place(),
                                            day,
                                            account.value())
                                    > 0;
                    if (fresh) {
                        alarm.raised(tx, account, now, words);
                    }
                    return fresh;
                });
        if (first) {
            LOG.warn("account {}: {}", account, words);
        }
    }

    private static String words(long virtualSender, ShareReport one) {
        StringBuilder words = new StringBuilder();
        words.append("rule ")
                .append(one.place())
                .append(" of virtual sender ")
                .append(virtualSender)
                .append(" gave of ")
                .append(one.recipients())
                .append(" recipients");
        for (ShareReport.OfSender share : one.shares()) {
            words.append(", ")
                    .append(share.got())
                    .append(" to sender ")
                    .append(share.sender())
                    .append(" (")
                    .append(Math.round(share.expected()))
                    .append(" expected)");
        }
        return words.toString();
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
