package io.mailyard.alerts;

import io.mailyard.accounts.Account;
import io.mailyard.base.AccountId;
import io.mailyard.db.Tx;
import io.mailyard.messages.TariffUse;
import io.mailyard.statistics.AccountFigures;
import io.mailyard.statistics.AccountFigures.IspFigures;
import io.mailyard.statistics.StatisticsCounts;
import io.mailyard.statistics.StatisticsFigure;
import java.time.Instant;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Figures of a report.
 *
 * @param now counts of its time
 * @param before counts of as many days before
 * @param isps those with the most delivered
 * @param suppressed addresses newly suppressed
 * @param domains its domains as they are now
 * @param usage of the tariff in this month
 */
record ReportFigures(
        DueReport report,
        StatisticsCounts now,
        StatisticsCounts before,
        List<IspFigures> isps,
        NewSuppressions suppressed,
        DomainFigures domains,
        Optional<TariffUse> usage) {
    private static final int MOST_ISPS = 5;
    private static final int MOST_DOMAINS = 10;

    /** Suppressions looked at, the newest first: some ten milliseconds. */
    private static final int NEWEST = 100_000;

    /** Addresses that were suppressed in the time of a report, and in the time before it. */
    record NewSuppressions(long now, long before) {}

    /**
     * Domains of an account.
     *
     * @param failing names of those that are not verified, at most ten
     */
    record DomainFigures(Map<DomainPart, Long> counts, List<String> failing) {}

    /** A state of domains. */
    enum DomainPart {
        VERIFIED,
        WARNING,
        PENDING
    }

    /** Reads the figures of an account. */
    static ReportFigures read(
            Tx tx, AccountFigures figures, Account account, DueReport report, Instant at) {
        Instant until = start(report.date(), account);
        Instant since = start(report.since(), account);
        Instant earlier = start(report.since().minusDays(report.kind().days()), account);
        AccountId id = account.id();
        return new ReportFigures(
                report,
                figures.total(tx, id, since, until),
                figures.total(tx, id, earlier, since),
                figures.isps(tx, id, since, until, MOST_ISPS),
                new NewSuppressions(
                        suppressed(tx, id, since, until), suppressed(tx, id, earlier, since)),
                domains(tx, id),
                TariffUse.of(tx, id, at));
    }

    private static Instant start(LocalDate date, Account account) {
        return date.atStartOfDay(account.timezone()).toInstant();
    }

    private static long suppressed(Tx tx, AccountId account, Instant since, Instant until) {
        return tx.number(
                "SELECT count(*) FROM (SELECT created_at FROM suppressions WHERE account_id = ?"
                        + " ORDER BY id DESC LIMIT ?) AS newest"
                        + " WHERE created_at >= ? AND created_at < ?",
                account.value(),
                NEWEST,
                since,
                until);
    }

    private static DomainFigures domains(Tx tx, AccountId account) {
        Map<DomainPart, Long> counts = new EnumMap<>(DomainPart.class);
        tx.query(
                        "SELECT state, count(*) AS domains FROM domains WHERE account_id = ?"
                                + " GROUP BY state",
                        row ->
                                Map.entry(
                                        DomainPart.valueOf(
                                                row.text("state").toUpperCase(Locale.ROOT)),
                                        row.number("domains")),
                        account.value())
                .forEach(entry -> counts.put(entry.getKey(), entry.getValue()));
        List<String> failing =
                tx.query(
                        "SELECT domain FROM domains WHERE account_id = ? AND state <> 'verified'"
                                + " ORDER BY domain LIMIT ?",
                        row -> row.text("domain"),
                        account.value(),
                        MOST_DOMAINS);
        return new DomainFigures(counts, failing);
    }

    /** Whether there was no mail at all. */
    boolean isNothing() {
        return sent(now) == 0
                && now.count(StatisticsFigure.REFUSED) == 0
                && ended(now) == 0
                && suppressed.now() == 0;
    }

    static long sent(StatisticsCounts counts) {
        return counts.count(StatisticsFigure.ACCEPTED);
    }

    static long soft(StatisticsCounts counts) {
        return counts.count(StatisticsFigure.BOUNCED_SOFT) + counts.count(StatisticsFigure.EXPIRED);
    }

    static long ended(StatisticsCounts counts) {
        return counts.count(StatisticsFigure.DELIVERED)
                + counts.count(StatisticsFigure.BOUNCED_HARD)
                + soft(counts);
    }
}
