package io.mailyard.statistics;

import io.mailyard.base.AccountId;
import io.mailyard.db.InClause;
import io.mailyard.db.Tx;
import io.mailyard.statistics.StatisticsRequest.Dimension;
import io.mailyard.statistics.StatisticsRequest.StatisticsStep;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** Figures of what accounts sent in some time, for reports and alerts. */
public final class AccountFigures {
    private final StatisticsConfig config;
    private final InstantSource clock;

    public AccountFigures(StatisticsConfig config, InstantSource clock) {
        this.config = config;
        this.clock = clock;
    }

    /** Counts of what went to an ISP. */
    public record IspFigures(String isp, StatisticsCounts counts) {}

    /** Counts of an account in whole hours from one time until another. */
    public StatisticsCounts total(Tx tx, AccountId account, Instant since, Instant until) {
        StatisticsCounts sum = new StatisticsCounts();
        read(tx, account, since, until, Set.of(), 1).forEach(row -> sum.add(row.counts()));
        return sum;
    }

    /** Counts by ISP, those with the most delivered first, at most {@code most}. */
    public List<IspFigures> isps(Tx tx, AccountId account, Instant since, Instant until, int most) {
        return read(tx, account, since, until, Set.of(Dimension.ISP), most).stream()
                .limit(most)
                .map(row -> new IspFigures(row.key().isp(), row.counts()))
                .toList();
    }

    private List<StatisticsReader.StatisticsRow> read(
            Tx tx, AccountId account, Instant since, Instant until, Set<Dimension> by, int limit) {
        StatisticsRequest request =
                new StatisticsRequest(
                        Set.of(account),
                        Optional.empty(),
                        Optional.empty(),
                        since,
                        until,
                        StatisticsStep.TOTAL,
                        by,
                        ZoneOffset.UTC,
                        Optional.of(StatisticsFigure.DELIVERED),
                        limit,
                        Optional.empty());
        return new StatisticsReader(
                        tx, request, StatisticsRetention.firstHour(config, clock.instant()))
                .read();
    }

    /** Counts of several accounts in the last hours, this one included. */
    public Map<AccountId, StatisticsCounts> last(Tx tx, Collection<AccountId> accounts, int hours) {
        long now = StatisticsKey.hourOf(clock.instant());
        String each =
                LongStream.rangeClosed(now - hours + 1, now)
                        .mapToObj(Long::toString)
                        .collect(Collectors.joining(", "));
        return InClause.query(
                        tx,
                        "SELECT account_id, "
                                + StatisticsFigure.columns(
                                        StatisticsFigure.columns(), "sum({}) AS {}")
                                + " FROM statistics_hours WHERE hour IN ("
                                + each
                                + ") AND account_id IN {list} GROUP BY account_id",
                        accounts.stream().map(AccountId::value).toList(),
                        row ->
                                Map.entry(
                                        new AccountId(row.number("account_id")),
                                        StatisticsCounts.read(row)))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
