package io.mailyard.routing;

import io.mailyard.accounts.Accounts;
import io.mailyard.base.AccountId;
import io.mailyard.base.ApiException;
import io.mailyard.db.BackgroundLoop;
import io.mailyard.db.Database;
import io.mailyard.db.InClause;
import io.mailyard.db.Row;
import io.mailyard.db.Tx;
import io.mailyard.routing.ShareCounts.ShareCount;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares senders' actual shares with their rules, on request and every few minutes for the
 * current UTC day.
 */
public final class ShareMonitor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ShareMonitor.class);

    /**
     * Probability below which an alarm is raised: chance alone reaches it once in a million rules
     * and checks.
     */
    static final double ALARMING = 1e-6;

    /** Minimum recipients for a check. */
    static final long ENOUGH = 1000;

    private static final Duration EVERY = Duration.ofMinutes(5);

    private final Database database;
    private final Accounts accounts;
    private final InstantSource clock;
    private final AlarmSink alarm;
    private final BackgroundLoop loop;
    private volatile double leastChance = 1;

    /** Receives rules whose shares cannot be due to chance. */
    @FunctionalInterface
    public interface AlarmSink {
        /** Called in the transaction that prevents a second alarm on the same day. */
        void raised(Tx tx, AccountId account, Instant at, String words);
    }

    public ShareMonitor(
            Database database, Accounts accounts, InstantSource clock, AlarmSink alarm) {
        this.database = database;
        this.accounts = accounts;
        this.clock = clock;
        this.alarm = alarm;
        this.loop =
                new BackgroundLoop(
                        "shares",
                        EVERY,
                        () -> {
                            check();
                            return false;
                        });
    }

    /** Starts periodic checks. */
    public ShareMonitor start() {
        loop.startLater();
        return this;
    }

    /** The lowest probability of any rule with enough recipients at the last check; 1 if none. */
    public double leastChance() {
        return leastChance;
    }

    /** A window of whole hours: from one on, until before another. */
    record TimeWindow(long from, long until) {}

    /**
     * The hours of given times.
     *
     * @param since by default 24 hours before {@code until}
     * @param until by default now
     */
    TimeWindow window(Optional<Instant> since, Optional<Instant> until) {
        Instant end = until.orElse(clock.instant());
        long from = ShareCounts.hour(since.orElse(end.minus(Duration.ofDays(1))));
        long last = ShareCounts.hour(end.minusMillis(1));
        if (last < from) {
            throw ApiException.badRequest("until", "must be after since");
        }
        return new TimeWindow(from, last + 1);
    }

    /** Shares of a virtual sender's current and earlier rules. */
    List<ShareReport> of(AccountId account, VirtualSenderId id, TimeWindow window) {
        return database.read(tx -> {
            accounts.existing(tx, account);
            List<ShareCount> counted =
                    ShareCounts.of(tx, account, id, window.from(), window.until());
            if (counted.isEmpty() && new SqlVirtualSenderStore().find(tx, account, id).isEmpty()) {
                throw ApiException.notFound(
                        "no virtual sender with id " + id + " in account " + account);
            }
            return ShareReport.of(counted, rules(tx, counted));
        });
    }

    private static Map<Long, List<Rule>> rules(Tx tx, List<ShareCount> counted) {
        Map<Long, List<Rule>> rules = new HashMap<>();
        for (ShareCount shareCount : counted) {
            rules.computeIfAbsent(
                    shareCount.rules(),
                    id ->
                            tx.one(
                                            "SELECT rules FROM routed_rules WHERE id = ?",
                                            row -> RuleText.read(row.text("rules")),
                                            id)
                                    .orElse(List.of()));
        }
        return rules;
    }

    /** A rule whose shares cannot be due to chance. */
    record ShareAlarm(
            AccountId account, String accountTitle, VirtualSenderId id, String name, int rule) {
        private static ShareAlarm read(Row row) {
            return new ShareAlarm(
                    new AccountId(row.number("account_id")),
                    row.text("title"),
                    new VirtualSenderId(row.number("vsender_id")),
                    row.text("name"),
                    (int) row.number("rule"));
        }
    }

    /**
     * Alarms of the current UTC day, of virtual senders that are still there.
     *
     * @param only only of these accounts; empty: of all
     */
    List<ShareAlarm> alarms(Set<AccountId> only, int limit) {
        Instant day = clock.instant().truncatedTo(ChronoUnit.DAYS);
        List<@Nullable Object> args = new ArrayList<>(List.of(day));
        String reached = "";
        if (!only.isEmpty()) {
            reached = " AND s.account_id IN " + InClause.list(only.size());
            for (Object id : InClause.args(only.stream().map(AccountId::value).toList())) {
                args.add(id);
            }
        }
        args.add((long) limit);
        String sql =
                """
                SELECT DISTINCT s.account_id, a.title, v.id AS vsender_id, v.name, s.rule
                FROM share_alarms s JOIN routed_rules r ON r.id = s.rules_id
                  JOIN vsenders v ON v.id = r.vsender_id AND v.account_id = s.account_id
                  JOIN accounts a ON a.id = s.account_id
                WHERE s.day = ?\
                """
                        + reached
                        + " ORDER BY s.account_id, v.id, s.rule LIMIT ?";
        return database.read(tx -> tx.query(sql, ShareAlarm::read, args.toArray()));
    }

    /** Checks the current day; raises each alarm once per day. */
    void check() {
        Instant now = clock.instant();
        Instant day = now.truncatedTo(ChronoUnit.DAYS);
        record ObservedShares(AccountId account, long virtualSender, ShareReport observed) {}
        List<ObservedShares> found =
                database.read(tx -> {
                    List<ShareCount> counted =
                            ShareCounts.all(tx, ShareCounts.hour(day), ShareCounts.hour(now) + 1);
                    Map<Long, ShareCount> whose = new HashMap<>();
                    counted.forEach(
                            shareCount -> whose.putIfAbsent(shareCount.rules(), shareCount));
                    List<ObservedShares> all = new ArrayList<>();
                    for (ShareReport shareReport : ShareReport.of(counted, rules(tx, counted))) {
                        ShareCount of = whose.get(shareReport.rules());
                        if (of != null && shareReport.recipients() >= ENOUGH) {
                            all.add(
                                    new ObservedShares(
                                            of.account(), of.virtualSender(), shareReport));
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
            AccountId account,
            long virtualSender,
            ShareReport shareReport,
            Instant day,
            Instant now) {
        String words = describe(virtualSender, shareReport);
        boolean first =
                database.write(tx -> {
                    boolean fresh =
                            tx.update(
                                            "INSERT INTO share_alarms (rules_id, rule, day, account_id) VALUES (?, ?, ?, ?)"
                                                    + " ON CONFLICT (rules_id, rule, day) DO NOTHING",
                                            shareReport.rules(),
                                            (long) shareReport.rule(),
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

    private static String describe(long virtualSender, ShareReport shareReport) {
        StringBuilder words = new StringBuilder();
        words.append("rule ")
                .append(shareReport.rule())
                .append(" of virtual sender ")
                .append(virtualSender)
                .append(" gave of ")
                .append(shareReport.recipients())
                .append(" recipients");
        for (ShareReport.SenderShare share : shareReport.shares()) {
            words.append(", ")
                    .append(share.actual())
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
        loop.close();
    }
}
