package io.mailyard.statistics;

import io.mailyard.db.Database;
import io.mailyard.db.InClause;
import io.mailyard.db.Row;
import io.mailyard.db.Tx;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Sums closed hours up to days and to months of accounts. Each step moves {@code statistics_closed}
 * in the same transaction, so that an hour of an account is summed up exactly once, whatever
 * happens between the steps and however many processes do it.
 */
final class ClosedHours {
    /** Time after its end until an hour is summed up: clocks of processes differ by less. */
    private static final Duration GRACE = Duration.ofMinutes(10);

    /** Rows summed up in one transaction, in whole accounts: some ten milliseconds. */
    private static final int STEP = 1000;

    /** Hours without any row that a step passes. */
    private static final String NEXT =
            "SELECT min(hour) FROM statistics_hours WHERE hour > ? AND hour <= ?";

    private static final String DAYS = days();
    private static final String MONTH =
            "SELECT account_id, "
                    + StatisticsFigure.columns(figures(), "sum({}) AS {}")
                    + " FROM statistics_hours WHERE hour = ? AND account_id > ? AND account_id <= ?"
                    + " AND account_id > 0 GROUP BY account_id ORDER BY account_id";
    private static final String ADD_MONTH =
            "INSERT INTO usage_months (month, account_id, "
                    + StatisticsFigure.columns(figures(), "{}")
                    + ") VALUES (?, ?"
                    + ", ?".repeat(figures().size())
                    + ") ON CONFLICT (month, account_id) DO UPDATE SET "
                    + StatisticsFigure.columns(figures(), "{} = usage_months.{} + excluded.{}");

    private final Database database;
    private final StatisticsWriter writer;
    private final InstantSource clock;

    ClosedHours(Database database, StatisticsWriter writer, InstantSource clock) {
        this.database = database;
        this.writer = writer;
        this.clock = clock;
    }

    /**
     * Position up to which the rows by hour are summed up.
     *
     * @param hour all hours before it are
     * @param account and of this hour the accounts up to this one
     */
    record Position(long hour, long account) {
        static final String BEYOND = "(hour > ? OR hour = ? AND account_id > ?)";

        static Position read(Tx tx) {
            return tx.one(
                            "SELECT hour, account_id FROM statistics_closed WHERE one = 1",
                            row -> new Position(row.number("hour"), row.number("account_id")))
                    .orElseThrow();
        }
    }

    static List<String> figures() {
        return StatisticsFigure.all().stream().map(StatisticsFigure::wire).toList();
    }

    private static String days() {
        List<String> columns = StatisticsFigure.columns();
        String account = "CASE WHEN account_id < 0 THEN 0 ELSE account_id END";
        return "INSERT INTO statistics_days (day, account_id, sender_id, isp, "
                + StatisticsFigure.columns(columns, "{}")
                + ") SELECT hour / 24, "
                + account
                + ", sender_id, isp, "
                + StatisticsFigure.columns(columns, "sum({})")
                + " FROM statistics_hours WHERE hour = ? AND account_id > ? AND account_id <= ?"
                + " GROUP BY hour / 24, "
                + account
                + ", sender_id, isp ON CONFLICT (day, account_id, sender_id, isp) DO UPDATE SET "
                + StatisticsFigure.columns(columns, "{} = statistics_days.{} + excluded.{}");
    }

    /** The last hour that has ended long enough ago. */
    private long lastEnded() {
        return StatisticsKey.hourOf(clock.instant().minus(GRACE)) - 1;
    }

    /** Sums up one part of an hour; returns whether more may remain. */
    boolean step() {
        long until = lastEnded();
        // From here on nothing is added to these hours by this process.
        writer.close(Math.max(until, database.readOne(Position::read).hour() - 1));
        return database.write(tx -> step(tx, until));
    }

    private static boolean step(Tx tx, long until) {
        // Another process waits here and then sees how far this one came.
        tx.update("UPDATE statistics_closed SET hour = hour WHERE one = 1");
        Position position = Position.read(tx);
        if (position.hour() > until) {
            return false;
        }
        long last = lastOfPart(tx, position);
        if (last == position.account()) {
            long next =
                    tx.one(
                                    NEXT,
                                    row -> Optional.ofNullable(row.numberOrNull()),
                                    position.hour(),
                                    until)
                            .flatMap(found -> found)
                            .orElse(until + 1);
            move(tx, new Position(next, Long.MIN_VALUE));
            return next <= until;
        }
        tx.update(DAYS, position.hour(), position.account(), last);
        months(tx, position, last);
        move(tx, new Position(position.hour(), last));
        return true;
    }

    /** The last account of the part, or the position's if none is left. */
    private static long lastOfPart(Tx tx, Position position) {
        return tx.one(
                        "SELECT max(account_id) FROM (SELECT account_id FROM statistics_hours"
                                + " WHERE hour = ? AND account_id > ? ORDER BY account_id LIMIT ?) AS part",
                        row -> Optional.ofNullable(row.numberOrNull()),
                        position.hour(),
                        position.account(),
                        STEP)
                .flatMap(found -> found)
                .orElse(position.account());
    }

    private static void move(Tx tx, Position to) {
        tx.update(
                "UPDATE statistics_closed SET hour = ?, account_id = ? WHERE one = 1",
                to.hour(),
                to.account());
    }

    private static Map<Long, ZoneId> zones(Tx tx, List<Long> accounts) {
        Map<Long, ZoneId> zones = new HashMap<>();
        InClause.query(
                        tx,
                        "SELECT id, timezone FROM accounts WHERE id IN {list}",
                        accounts,
                        row -> Map.entry(row.number("id"), ZoneId.of(row.text("timezone"))))
                .forEach(entry -> zones.put(entry.getKey(), entry.getValue()));
        return zones;
    }

    private static void months(Tx tx, Position position, long last) {
        List<@Nullable Object[]> rows =
                tx.query(MONTH, ClosedHours::row, position.hour(), position.account(), last);
        Map<Long, ZoneId> zones = zones(tx, rows.stream().map(row -> (Long) row[1]).toList());
        List<@Nullable Object[]> months = new ArrayList<>(rows.size());
        for (@Nullable Object[] row : rows) {
            row[0] =
                    UsageMonth.of(position.hour(), zones.getOrDefault(row[1], ZoneOffset.UTC))
                            .number();
            months.add(row);
        }
        tx.updateAll(ADD_MONTH, months);
    }

    private static @Nullable Object[] row(Row row) {
        List<@Nullable Object> values = new ArrayList<>();
        values.add(null);
        values.add(row.number("account_id"));
        figures().forEach(figure -> values.add(row.number(figure)));
        return values.toArray();
    }
}
