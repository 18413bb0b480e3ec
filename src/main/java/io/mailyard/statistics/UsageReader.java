package io.mailyard.statistics;

import io.mailyard.base.AccountId;
import io.mailyard.base.Page;
import io.mailyard.base.Slice;
import io.mailyard.db.InClause;
import io.mailyard.db.Row;
import io.mailyard.db.Tx;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads what accounts used by month: closed hours from months, and the rest by hour. */
final class UsageReader {
    private static final String ACCOUNT =
            """
            SELECT a.id, a.title, a.timezone, t.id AS tariff_id, t.name AS tariff_name,
              t.messages_per_month
            FROM accounts a JOIN tariffs t ON t.id = a.tariff_id
            """;

    private static final String FIGURES = StatisticsFigure.columns(ClosedHours.figures(), "{}");
    private static final String SUMS =
            StatisticsFigure.columns(ClosedHours.figures(), "sum({}) AS {}");

    private final Tx tx;
    private final Months months;
    private final Set<AccountId> only;

    /**
     * @param only only these accounts; empty: all
     */
    UsageReader(Tx tx, Months months, Set<AccountId> only) {
        this.tx = tx;
        this.months = months;
        this.only = only;
    }

    /** Both ends are included. */
    record Months(UsageMonth since, UsageMonth until) {
        boolean contain(UsageMonth month) {
            return month.number() >= since.number() && month.number() <= until.number();
        }
    }

    record MonthUse(UsageMonth month, StatisticsCounts counts) {}

    /**
     * @param limit recipients that the tariff allows in a month; 0: no limit
     */
    record AccountUse(
            long account,
            String title,
            ZoneId zone,
            long tariff,
            String tariffName,
            long limit,
            List<MonthUse> months) {
        static AccountUse read(Row row) {
            return new AccountUse(
                    row.number("id"),
                    row.text("title"),
                    ZoneId.of(row.text("timezone")),
                    row.number("tariff_id"),
                    row.text("tariff_name"),
                    row.number("messages_per_month"),
                    List.of());
        }

        AccountUse with(Map<Long, StatisticsCounts> counts) {
            List<MonthUse> used = new ArrayList<>();
            counts.forEach((month, sum) -> used.add(new MonthUse(new UsageMonth(month), sum)));
            return new AccountUse(account, title, zone, tariff, tariffName, limit, used);
        }
    }

    /** Accounts ascending by id, with or without use. */
    Slice<AccountUse> page(Page page) {
        List<@Nullable Object> args = new ArrayList<>(List.of(page.fromId()));
        String where = " WHERE a.id >= ?" + restriction("a.id", args);
        args.add(page.limit() + 1L);
        List<AccountUse> accounts =
                tx.query(
                        ACCOUNT + where + " ORDER BY a.id LIMIT ?",
                        AccountUse::read,
                        args.toArray());
        List<@Nullable Object> countArgs = new ArrayList<>();
        long all =
                tx.number(
                        "SELECT count(*) FROM accounts WHERE TRUE" + restriction("id", countArgs),
                        countArgs.toArray());
        Slice<AccountUse> slice = Slice.of(accounts, page, all, AccountUse::account);
        return new Slice<>(used(slice.rows()), all, slice.nextFromId());
    }

    /** Those that used most in the last month. */
    Slice<AccountUse> most(int limit) {
        List<@Nullable Object> args = new ArrayList<>(List.of(months.until().number()));
        String where =
                " JOIN usage_months m ON m.account_id = a.id WHERE m.month = ?"
                        + restriction("a.id", args);
        args.add((long) limit);
        List<AccountUse> accounts =
                tx.query(
                        ACCOUNT + where + " ORDER BY m.counted DESC, a.id LIMIT ?",
                        AccountUse::read,
                        args.toArray());
        List<AccountUse> all = new ArrayList<>(accounts);
        if (accounts.size() < limit) {
            all.addAll(begun(accounts, limit));
        }
        List<AccountUse> sorted = new ArrayList<>(used(all));
        sorted.removeIf(use -> lastMonth(use) == 0);
        sorted.sort(Comparator.comparingLong(this::lastMonth).reversed());
        List<@Nullable Object> countArgs = new ArrayList<>(List.of(months.until().number()));
        long counted =
                tx.number(
                        "SELECT count(*) FROM usage_months WHERE month = ?"
                                + restriction("account_id", countArgs),
                        countArgs.toArray());
        return new Slice<>(sorted, Math.max(counted, sorted.size()), OptionalLong.empty());
    }

    /** Some accounts of hours that are not summed up yet, besides those that are known. */
    private List<AccountUse> begun(List<AccountUse> known, int limit) {
        Set<Long> ids = known.stream().map(AccountUse::account).collect(Collectors.toSet());
        List<@Nullable Object> args =
                new ArrayList<>(List.of(ClosedHours.Position.read(tx).hour()));
        String where =
                " WHERE a.id IN (SELECT account_id FROM statistics_hours WHERE hour >= ?"
                        + " AND account_id > 0)"
                        + restriction("a.id", args);
        args.add((long) limit);
        return tx
                .query(ACCOUNT + where + " ORDER BY a.id LIMIT ?", AccountUse::read, args.toArray())
                .stream()
                .filter(account -> !ids.contains(account.account()))
                .toList();
    }

    private long lastMonth(AccountUse use) {
        return use.months().stream()
                .filter(month -> month.month().equals(months.until()))
                .mapToLong(month -> month.counts().count(StatisticsFigure.COUNTED))
                .sum();
    }

    private String restriction(String column, List<@Nullable Object> args) {
        if (only.isEmpty()) {
            return "";
        }
        for (Object id : InClause.args(only.stream().map(AccountId::value).sorted().toList())) {
            args.add(id);
        }
        return " AND " + column + " IN " + InClause.list(only.size());
    }

    private List<AccountUse> used(List<AccountUse> accounts) {
        if (accounts.isEmpty()) {
            return accounts;
        }
        Map<Long, AccountUse> byId = new LinkedHashMap<>();
        accounts.forEach(account -> byId.put(account.account(), account));
        Map<Long, Map<Long, StatisticsCounts>> sums = new HashMap<>();
        InClause.query(
                        tx,
                        "SELECT account_id, month, "
                                + FIGURES
                                + " FROM usage_months WHERE month >= ? AND month <= ? AND account_id IN {list}",
                        byId.keySet(),
                        row ->
                                new MonthRow(
                                        row.number("account_id"), row.number("month"), counts(row)),
                        months.since().number(),
                        months.until().number())
                .forEach(row -> add(sums, row));
        open(byId, sums);
        return byId.values().stream()
                .map(account -> account.with(sums.getOrDefault(account.account(), Map.of())))
                .toList();
    }

    private record MonthRow(long account, long time, StatisticsCounts counts) {}

    private static StatisticsCounts counts(Row row) {
        StatisticsCounts counts = new StatisticsCounts();
        for (StatisticsFigure figure : StatisticsFigure.all()) {
            counts.add(figure, row.number(figure.wire()));
        }
        return counts;
    }

    private static void add(Map<Long, Map<Long, StatisticsCounts>> sums, MonthRow row) {
        sums.computeIfAbsent(row.account(), _ -> new TreeMap<>())
                .computeIfAbsent(row.time(), _ -> new StatisticsCounts())
                .add(row.counts());
    }

    /** Adds the hours that are not summed up yet, a few at most. */
    private void open(Map<Long, AccountUse> accounts, Map<Long, Map<Long, StatisticsCounts>> sums) {
        ClosedHours.Position closed = ClosedHours.Position.read(tx);
        long first =
                tx.number(
                        "SELECT coalesce(min(hour), 0) FROM statistics_hours WHERE hour >= ?",
                        closed.hour());
        long last = tx.number("SELECT coalesce(max(hour), -1) FROM statistics_hours");
        for (long at = first; at <= last; at++) {
            long hour = at;
            List<Long> ids =
                    accounts.keySet().stream()
                            .filter(id -> hour > closed.hour() || id > closed.account())
                            .toList();
            InClause.query(
                            tx,
                            "SELECT account_id, hour, "
                                    + SUMS
                                    + " FROM statistics_hours WHERE hour = ? AND account_id IN {list}"
                                    + " GROUP BY account_id, hour",
                            ids,
                            row ->
                                    new MonthRow(
                                            row.number("account_id"),
                                            row.number("hour"),
                                            counts(row)),
                            hour)
                    .forEach(row -> {
                        AccountUse account = accounts.get(row.account());
                        UsageMonth month =
                                UsageMonth.of(
                                        hour, account == null ? ZoneId.of("UTC") : account.zone());
                        if (months.contain(month)) {
                            add(sums, new MonthRow(row.account(), month.number(), row.counts()));
                        }
                    });
        }
    }
}
