package io.mailyard.alerts;

import io.mailyard.testing.TestServer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Rows of statistics, as if mail had been sent. */
final class StatisticsRows {
    private static final List<String> COLUMNS =
            List.of(
                    "accepted",
                    "counted",
                    "delivered",
                    "deferred",
                    "bounced_hard",
                    "bounced_soft",
                    "suppressed",
                    "expired",
                    "purged",
                    "refused",
                    "complaints",
                    "bytes",
                    "took_0",
                    "took_1",
                    "took_2",
                    "took_3",
                    "took_4",
                    "took_5",
                    "took_6",
                    "took_7",
                    "took_8",
                    "took_9",
                    "took_10",
                    "took_11");

    private StatisticsRows() {}

    /** Adds counts of an account to the hour of a time; figures that are absent are 0. */
    static void add(TestServer server, long account, Instant at, Map<String, Integer> figures) {
        List<String> values = new ArrayList<>();
        for (String column : COLUMNS) {
            values.add(Integer.toString(figures.getOrDefault(column, 0)));
        }
        server.tamper(
                "INSERT INTO statistics_hours (hour, account_id, sender_id, isp, "
                        + String.join(", ", COLUMNS)
                        + ") VALUES ("
                        + Math.floorDiv(at.getEpochSecond(), 3600)
                        + ", "
                        + account
                        + ", 0, 'Gmail', "
                        + String.join(", ", values)
                        + ")");
    }
}
