package io.mailyard.statistics;

import io.mailyard.base.AccountId;
import io.mailyard.base.NameRules;
import io.mailyard.base.Page;
import io.mailyard.base.Slice;
import io.mailyard.db.GreekSigma;
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
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads what accounts used by month: closed hours from months, and the rest by hour. */
final class UsageReader {
    private static final String ACCOUNT =
            """
            SELECT a.id, a.title, a.timezone, t.id AS tariff_id, t.name AS tariff_name,
              t.messages_per_month
            FROM accounts a JOIN tariffs t ON t.id = a.tariff_id
            """;

    private static final String RANKED =
            """
            SELECT a.id, a.title, a.timezone, t.id AS tariff_id, t.name AS tariff_name,
              t.messages_per_month, %s AS counted
            FROM accounts a JOIN tariffs t ON t.id = a.tariff_id
            """;

    private static final String JOINED =
            " JOIN accounts a ON a.id = m.account_id JOIN tariffs t ON t.id = a.tariff_id";

    /** The least limit of all bounds how many rows of the month are looked at. */
    private static final String EXCEEDED =
            " AND t.messages_per_month > 0 AND m.counted >= t.messages_per_month"
                    + " AND m.counted >= (SELECT coalesce(min(messages_per_month), 1) FROM tariffs"
                    + " WHERE messages_per_month > 0)";

    private static final String FIGURES = StatisticsFigure.columns(ClosedHours.figures(), "{}");
    private static final String SUMS =
            StatisticsFigure.columns(ClosedHours.figures(), "sum({}) AS {}");

    private final Tx tx;
    private final Months months;
    private final Set<AccountId> only;
    private final String search;

    /**
     * @param only only these accounts; empty: all
     */
    UsageReader(Tx tx, Months months, Set<AccountId> only) {
        this(tx, months, only, "");
    }

    /**
     * @param search only accounts with this text in their name or title, in any case; empty: all
     */
    UsageReader(Tx tx, Months months, Set<AccountId> only, String search) {
        this.tx = tx;
        this.months = months;
        this.only = only;
        this.search = search;
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
                        "SELECT count(*) FROM accounts a WHERE TRUE"
                                + restriction("a.id", countArgs),
                        countArgs.toArray());
        Slice<AccountUse> slice = Slice.of(accounts, page, all, AccountUse::account);
        return new Slice<>(used(slice.rows()), all, slice.nextFromId());
    }

    /**
     * Where a page of those that used most begins: beyond this account.
     *
     * @param counted what it used by the hours that are summed up; -1: it is not among them
     */
    record UsageMark(long counted, long account) {
        /** Before the accounts that have used something since the last hour that is summed up. */
        static final UsageMark BEGUN = new UsageMark(-1, 0);

        static UsageMark parse(String text) {
            String[] parts = text.split(",", 2);
            try {
                return new UsageMark(Long.parseLong(parts[0]), Long.parseLong(parts[1]));
            } catch (NumberFormatException | ArrayIndexOutOfBoundsException unreadable) {
                throw new IllegalArgumentException(
                        "'" + text + "' is not a next_from of this call", unreadable);
            }
        }

        String text() {
            return counted + "," + account;
        }
    }

    /**
     * A page of those that used most in the last month.
     *
     * @param next where the next one begins; empty: it is the last
     */
    record MostUse(Slice<AccountUse> slice, Optional<UsageMark> next) {}

    private record Ranked(AccountUse use, UsageMark mark) {
        static Ranked read(Row row) {
            return new Ranked(
                    AccountUse.read(row), new UsageMark(row.number("counted"), row.number("id")));
        }
    }

    /**
     * Returns the accounts that used most in the last month: first by the hours that are summed up,
     * then those that have used something since.
     *
     * @param exceeded only those that have used what their tariff allows
     */
    MostUse most(Optional<UsageMark> after, int limit, boolean exceeded) {
        List<Ranked> ranked = new ArrayList<>();
        if (after.filter(mark -> mark.counted() < 0).isEmpty()) {
            ranked.addAll(ranked(after, limit + 1, exceeded));
        }
        Optional<UsageMark> next = Optional.empty();
        if (ranked.size() > limit) {
            ranked = ranked.subList(0, limit);
            next = Optional.of(ranked.getLast().mark());
        } else {
            long beyond =
                    after.filter(mark -> mark.counted() < 0).map(UsageMark::account).orElse(0L);
            int room = limit - ranked.size();
            List<Ranked> begun = begun(beyond, room + 1, exceeded);
            if (begun.size() > room) {
                begun = begun.subList(0, room);
                next = Optional.of(begun.isEmpty() ? UsageMark.BEGUN : begun.getLast().mark());
            }
            ranked.addAll(begun);
        }
        List<AccountUse> sorted = new ArrayList<>(used(ranked.stream().map(Ranked::use).toList()));
        sorted.removeIf(use -> lastMonth(use) == 0);
        if (exceeded) {
            sorted.removeIf(use -> use.limit() == 0 || lastMonth(use) < use.limit());
        }
        sorted.sort(Comparator.comparingLong(this::lastMonth).reversed());
        long all = Math.max(count(exceeded), sorted.size());
        return new MostUse(new Slice<>(sorted, all, OptionalLong.empty()), next);
    }

    private List<Ranked> ranked(Optional<UsageMark> after, int limit, boolean exceeded) {
        List<@Nullable Object> args = new ArrayList<>(List.of(months.until().number()));
        StringBuilder where =
                new StringBuilder(" JOIN usage_months m ON m.account_id = a.id WHERE m.month = ?");
        where.append(exceeded ? EXCEEDED : "").append(restriction("a.id", args));
        after.ifPresent(mark -> {
            where.append(" AND m.counted <= ? AND (m.counted < ? OR m.account_id > ?)");
            args.addAll(List.of(mark.counted(), mark.counted(), mark.account()));
        });
        args.add((long) limit);
        return tx.query(
                RANKED.formatted("m.counted")
                        + where
                        + " ORDER BY m.counted DESC, m.account_id LIMIT ?",
                Ranked::read,
                args.toArray());
    }

    /** Some accounts of hours that are not summed up yet, besides those that are ranked. */
    private List<Ranked> begun(long beyond, int limit, boolean exceeded) {
        List<@Nullable Object> args = new ArrayList<>();
        String where = begun(exceeded, args);
        args.addAll(List.of(beyond, (long) limit));
        return tx.query(
                RANKED.formatted("-1") + where + " AND a.id > ? ORDER BY a.id LIMIT ?",
                Ranked::read,
                args.toArray());
    }

    private String begun(boolean exceeded, List<@Nullable Object> args) {
        args.addAll(List.of(ClosedHours.Position.read(tx).hour(), months.until().number()));
        return " WHERE a.id IN (SELECT account_id FROM statistics_hours WHERE hour >= ?"
                + " AND account_id > 0) AND NOT EXISTS (SELECT 1 FROM usage_months m"
                + " WHERE m.account_id = a.id AND m.month = ?"
                + (exceeded
                        ? " AND m.counted >= t.messages_per_month) AND t.messages_per_month > 0"
                        : ")")
                + restriction("a.id", args);
    }

    private long count(boolean exceeded) {
        List<@Nullable Object> args = new ArrayList<>(List.of(months.until().number()));
        String joined = exceeded || !search.isEmpty() ? JOINED : "";
        String reached = restriction(joined.isEmpty() ? "m.account_id" : "a.id", args);
        long ranked =
                tx.number(
                        "SELECT count(*) FROM usage_months m"
                                + joined
                                + " WHERE m.month = ?"
                                + (exceeded ? EXCEEDED : "")
                                + reached,
                        args.toArray());
        if (exceeded) {
            return ranked;
        }
        List<@Nullable Object> begunArgs = new ArrayList<>();
        String begun = begun(false, begunArgs);
        return ranked + tx.number("SELECT count(*) FROM accounts a" + begun, begunArgs.toArray());
    }

    private long lastMonth(AccountUse use) {
        return use.months().stream()
                .filter(month -> month.month().equals(months.until()))
                .mapToLong(month -> month.counts().count(StatisticsFigure.COUNTED))
                .sum();
    }

    private String restriction(String column, List<@Nullable Object> args) {
        StringBuilder sql = new StringBuilder();
        if (!only.isEmpty()) {
            for (Object id : InClause.args(only.stream().map(AccountId::value).sorted().toList())) {
                args.add(id);
            }
            sql.append(" AND ").append(column).append(" IN ").append(InClause.list(only.size()));
        }
        if (!search.isEmpty()) {
            String key = NameRules.key(search);
            String folded = NameRules.folded(search);
            sql.append(" AND (")
                    .append(GreekSigma.column("a.name_key", key))
                    .append(" LIKE ? ESCAPE '\\' OR ")
                    .append(GreekSigma.column("a.title_key", folded))
                    .append(" LIKE ? ESCAPE '\\')");
            args.addAll(List.of(pattern(key), pattern(folded)));
        }
        return sql.toString();
    }

    private static String pattern(String key) {
        return "%" + GreekSigma.folded(key).replaceAll("([\\\\%_])", "\\\\$1") + "%";
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
        long last =
                tx.number(
                        "SELECT coalesce(max(hour), -1) FROM statistics_hours WHERE hour >= ?",
                        closed.hour());
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
