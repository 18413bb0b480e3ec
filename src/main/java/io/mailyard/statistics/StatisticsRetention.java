package io.mailyard.statistics;

import io.mailyard.db.Database;
import io.mailyard.db.Removal;
import io.mailyard.db.Tx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Optional;

/** Removes statistics past their time; hours only in whole days of UTC that are summed up. */
final class StatisticsRetention {
    private static final long DAY_HOURS = 24;

    private final Database database;
    private final StatisticsConfig config;
    private final InstantSource clock;

    StatisticsRetention(Database database, StatisticsConfig config, InstantSource clock) {
        this.database = database;
        this.config = config;
        this.clock = clock;
    }

    /** The first hour that is kept, the first of a day. */
    static long firstHour(StatisticsConfig config, Instant now) {
        return Math.floorDiv(StatisticsKey.hourOf(now.minus(config.hours())), DAY_HOURS)
                * DAY_HOURS;
    }

    Removal.RemovalTask hours() {
        return new OldStatistics("statistics_hours", "hour") {
            @Override
            long first(Tx tx) {
                return Math.min(
                        firstHour(config, clock.instant()), ClosedHours.Position.read(tx).hour());
            }

            @Override
            Duration overdue(long oldest, long first) {
                return Duration.ofHours(first - oldest);
            }
        };
    }

    Removal.RemovalTask days() {
        return new OldStatistics("statistics_days", "day") {
            @Override
            long first(Tx tx) {
                return StatisticsKey.hourOf(clock.instant().minus(config.days())) / DAY_HOURS;
            }

            @Override
            Duration overdue(long oldest, long first) {
                return Duration.ofDays(first - oldest);
            }
        };
    }

    Removal.RemovalTask months() {
        return new OldStatistics("usage_months", "month") {
            @Override
            long first(Tx tx) {
                return UsageMonth.of(clock.instant().minus(config.days()), ZoneOffset.UTC).number();
            }

            @Override
            Duration overdue(long oldest, long first) {
                return Duration.ofDays(30 * (first - oldest));
            }
        };
    }

    /** Rows of a table whose first key column is a time. */
    private abstract class OldStatistics implements Removal.RemovalTask {
        private final String table;
        private final String column;

        OldStatistics(String table, String column) {
            this.table = table;
            this.column = column;
        }

        /** The first time that is kept. */
        abstract long first(Tx tx);

        abstract Duration overdue(long oldest, long first);

        private Optional<Long> oldest(Tx tx) {
            return tx.one(
                            "SELECT min(" + column + ") FROM " + table,
                            row -> Optional.ofNullable(row.numberOrNull()))
                    .flatMap(found -> found);
        }

        @Override
        public Removal.RemovalStep remove(int most) {
            long first = database.readOne(this::first);
            Optional<Long> oldest = database.readOne(this::oldest);
            if (oldest.isEmpty() || oldest.get() >= first) {
                return Removal.RemovalStep.NOTHING;
            }
            return Removal.timed(
                    database, true, tx -> tx.update(delete(), oldest.get(), oldest.get(), most));
        }

        /** Some rows of the oldest time, in the order of the key. */
        private String delete() {
            String rest = table.equals("usage_months") ? "" : ", sender_id, isp";
            return "DELETE FROM "
                    + table
                    + " WHERE "
                    + column
                    + " = ? AND (account_id"
                    + rest
                    + ") IN (SELECT account_id"
                    + rest
                    + " FROM "
                    + table
                    + " WHERE "
                    + column
                    + " = ? ORDER BY account_id"
                    + rest
                    + " LIMIT ?)";
        }

        @Override
        public Duration behind() {
            return database.read(tx -> {
                long first = first(tx);
                return oldest(tx)
                        .filter(oldest -> oldest < first)
                        .map(oldest -> overdue(oldest, first))
                        .orElse(Duration.ZERO);
            });
        }
    }
}
