package io.mailyard.statistics;

import io.mailyard.base.AccountId;
import io.mailyard.db.InClause;
import io.mailyard.db.Row;
import io.mailyard.db.SortedList;
import io.mailyard.db.Tx;
import io.mailyard.statistics.StatisticsRequest.Dimension;
import io.mailyard.statistics.StatisticsRequest.GroupKey;
import io.mailyard.statistics.StatisticsRequest.RowMark;
import io.mailyard.statistics.StatisticsRequest.TimeSlice;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads statistics. Hours that are kept are read by hour, earlier time by day. Where rows are by
 * account of all accounts, one slice of time after another is read until a page is full; otherwise
 * the rows of the whole time are few, and are summed up in memory.
 */
final class StatisticsReader {
    private static final int HOURS_OF_DAY = 24;

    private static final String SUMS =
            StatisticsFigure.columns(StatisticsFigure.columns(), "sum({}) AS {}");
    private static final String COLUMNS =
            StatisticsFigure.columns(StatisticsFigure.columns(), "{}");

    private final Tx tx;
    private final StatisticsRequest request;

    /** Hours before it are read by day. */
    private final long firstHour;

    private final Optional<RowMark> after;
    private final List<@Nullable Object> filterArgs = new ArrayList<>();
    private final String filter;

    StatisticsReader(Tx tx, StatisticsRequest request, long firstHour) {
        this.tx = tx;
        this.request = request;
        this.firstHour = firstHour;
        this.after = request.after().map(mark -> here(request, mark));
        this.filter = filter();
    }

    /** Sums of a whole time that begins later meanwhile go on where the page before ended. */
    private static RowMark here(StatisticsRequest request, RowMark mark) {
        GroupKey key = mark.key();
        return request.step() == StatisticsRequest.StatisticsStep.TOTAL
                ? new RowMark(
                        mark.count(),
                        new GroupKey(
                                request.slices().getFirst().from(),
                                key.account(),
                                key.sender(),
                                key.isp()))
                : mark;
    }

    /** A row of the answer. */
    record StatisticsRow(GroupKey key, StatisticsCounts counts) {}

    /** Rows in order, one more than the limit if more follow. */
    List<StatisticsRow> read() {
        return request.isWide() ? wide() : narrow();
    }

    private String filter() {
        StringBuilder sql = new StringBuilder();
        if (!request.accounts().isEmpty()) {
            sql.append(" AND account_id IN ").append(InClause.list(request.accounts().size()));
            for (Object id :
                    InClause.args(
                            request.accounts().stream().map(AccountId::value).sorted().toList())) {
                filterArgs.add(id);
            }
        }
        request.sender()
                .ifPresent(sender -> {
                    sql.append(" AND sender_id = ?");
                    filterArgs.add(sender);
                });
        request.isp()
                .ifPresent(
                        isp -> sql.append(" AND ").append(SortedList.is(isp, filterArgs, "isp")));
        return sql.toString();
    }

    /** Sums of all accounts have rows of their own. */
    private String accounts(boolean hours) {
        if (!request.accounts().isEmpty()) {
            return "";
        }
        if (request.isWide()) {
            return " AND account_id > 0";
        }
        return hours
                ? " AND account_id IN ("
                        + LongStream.rangeClosed(-StatisticsWriter.SHARDS, -1)
                                .mapToObj(Long::toString)
                                .collect(Collectors.joining(", "))
                        + ")"
                : " AND account_id = 0";
    }

    private String dimensions() {
        return request.by().stream()
                .sorted()
                .map(Dimension::column)
                .collect(Collectors.joining(", "));
    }

    private List<StatisticsRow> narrow() {
        Map<Long, Long> startOf = new HashMap<>();
        List<Long> hours = new ArrayList<>();
        List<Long> days = new ArrayList<>();
        for (TimeSlice slice : request.slices()) {
            for (long hour = slice.from(); hour < slice.to(); hour++) {
                startOf.put(hour, slice.from());
                if (hour >= firstHour) {
                    hours.add(hour);
                } else if (Math.floorMod(hour, HOURS_OF_DAY) == HOURS_OF_DAY / 2) {
                    days.add(Math.floorDiv(hour, HOURS_OF_DAY));
                }
            }
        }
        Map<StatisticsKey, StatisticsRow> sums = new TreeMap<>();
        collect(sums, "statistics_hours", "hour", accounts(true), hours, time -> startOf.get(time));
        collect(
                sums,
                "statistics_days",
                "day",
                accounts(false),
                days,
                day -> startOf.get(day * HOURS_OF_DAY + HOURS_OF_DAY / 2));
        List<StatisticsRow> rows = new ArrayList<>(sums.values());
        request.sort()
                .ifPresent(figure ->
                        rows.sort(
                                Comparator.<StatisticsRow>comparingLong(
                                                row -> row.counts().count(figure))
                                        .reversed()));
        return rows.stream().filter(this::isBeyond).limit(request.limit() + 1L).toList();
    }

    private boolean isBeyond(StatisticsRow row) {
        if (after.isEmpty()) {
            return true;
        }
        int byKey = row.key().order().compareTo(after.get().key().order());
        if (request.sort().isEmpty()) {
            return byKey > 0;
        }
        long count = row.counts().count(request.sort().get());
        long last = after.get().count().orElse(Long.MAX_VALUE);
        return count < last || (count == last && byKey > 0);
    }

    private interface StartOf {
        @Nullable Long of(long time);
    }

    private void collect(
            Map<StatisticsKey, StatisticsRow> sums,
            String table,
            String column,
            String accounts,
            List<Long> times,
            StartOf start) {
        String by = dimensions();
        String group = column + (by.isEmpty() ? "" : ", " + by);
        String sql =
                "SELECT "
                        + group
                        + ", "
                        + SUMS
                        + " FROM "
                        + table
                        + " WHERE TRUE"
                        + accounts
                        + filter
                        + " AND "
                        + column
                        + " IN {list} GROUP BY "
                        + group;
        for (StatisticsRow row :
                InClause.query(
                        tx, sql, times, found -> row(found, column, start), filterArgs.toArray())) {
            StatisticsRow sum = sums.get(row.key().order());
            if (sum == null) {
                sums.put(row.key().order(), row);
            } else {
                sum.counts().add(row.counts());
            }
        }
    }

    private StatisticsRow row(Row row, String timeColumn, StartOf start) {
        long time = row.number(timeColumn);
        Long from = start.of(time);
        return row(row, from == null ? time : from);
    }

    private StatisticsRow row(Row row, long from) {
        long account = request.isBy(Dimension.ACCOUNT) ? row.number(Dimension.ACCOUNT.column()) : 0;
        long sender = request.isBy(Dimension.SENDER) ? row.number(Dimension.SENDER.column()) : 0;
        String isp = request.isBy(Dimension.ISP) ? row.text(Dimension.ISP.column()) : "";
        return new StatisticsRow(
                new GroupKey(from, account, sender, isp), StatisticsCounts.read(row));
    }

    private List<StatisticsRow> wide() {
        List<StatisticsRow> rows = new ArrayList<>();
        for (TimeSlice slice : request.slices()) {
            int left = request.limit() + 1 - rows.size();
            boolean before = after.filter(mark -> slice.from() < mark.key().hour()).isPresent();
            if (left > 0 && !before) {
                rows.addAll(wide(slice, left));
            }
        }
        return rows;
    }

    private List<StatisticsRow> wide(TimeSlice slice, int limit) {
        long from = Math.max(slice.from(), firstHour);
        long to = Math.max(slice.to(), from);
        long lastBefore = Math.min(slice.to(), firstHour);
        List<@Nullable Object> args = new ArrayList<>(List.of(from, to));
        args.addAll(filterArgs);
        args.add(days(slice.from()));
        args.add(Math.max(days(slice.from()), days(lastBefore)));
        args.addAll(filterArgs);
        String beyond = beyond(slice, args);
        String by = dimensions();
        String order =
                request.sort().map(figure -> "sum(" + figure.wire() + ") DESC, ").orElse("") + by;
        args.add(limit);
        return tx.query(
                "SELECT "
                        + by
                        + ", "
                        + SUMS
                        + " FROM (SELECT account_id, sender_id, isp, "
                        + COLUMNS
                        + " FROM statistics_hours WHERE hour >= ? AND hour < ? AND account_id > 0"
                        + filter
                        + " UNION ALL SELECT account_id, sender_id, isp, "
                        + COLUMNS
                        + " FROM statistics_days WHERE day >= ? AND day < ? AND account_id > 0"
                        + filter
                        + ") AS parts WHERE TRUE"
                        + (request.sort().isEmpty() ? beyond : "")
                        + " GROUP BY "
                        + by
                        + (request.sort().isEmpty() ? "" : beyond)
                        + " ORDER BY "
                        + order
                        + " LIMIT ?",
                row -> row(row, slice.from()),
                args.toArray());
    }

    /** Days of UTC whose noon is before an hour. */
    private static long days(long hour) {
        return Math.floorDiv(hour + HOURS_OF_DAY / 2 - 1, HOURS_OF_DAY);
    }

    private String beyond(TimeSlice slice, List<@Nullable Object> args) {
        if (after.filter(mark -> mark.key().hour() == slice.from()).isEmpty()) {
            return "";
        }
        GroupKey row = after.get().key();
        String sum = request.sort().map(figure -> "sum(" + figure.wire() + ")").orElse("");
        if (!sum.isEmpty()) {
            long last = after.get().count().orElse(Long.MAX_VALUE);
            args.addAll(List.of(last, last));
        }
        List<String> columns = new ArrayList<>();
        for (Dimension dimension : request.by().stream().sorted().toList()) {
            columns.add(dimension.column());
            args.add(
                    switch (dimension) {
                        case ACCOUNT -> (Object) row.account();
                        case SENDER -> (Object) row.sender();
                        case ISP -> row.isp();
                    });
        }
        String beyond =
                "("
                        + String.join(", ", columns)
                        + ") > (?"
                        + ", ?".repeat(columns.size() - 1)
                        + ")";
        return sum.isEmpty()
                ? " AND " + beyond
                : " HAVING (" + sum + " < ? OR " + sum + " = ? AND " + beyond + ")";
    }
}
