package io.mailyard.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.db.Tx;
import java.util.ArrayList;
import java.util.List;

/** Compares statistics with the ledger. */
public final class StatisticsSums {
    private static final String BY_HOUR =
            """
            SELECT account_id, sum(accepted), sum(delivered),
              sum(bounced_hard) + sum(bounced_soft) + sum(suppressed), sum(expired), sum(purged)
            FROM statistics_hours WHERE account_id > 0 GROUP BY account_id ORDER BY account_id
            """;
    private static final String LEDGER =
            """
            SELECT account_id, accepted, delivered, bounced, expired, purged
            FROM ledger WHERE account_id > 0 ORDER BY account_id
            """;
    private static final String OF_ALL =
            """
            SELECT sum(accepted), sum(delivered), sum(deferred), sum(bytes),
              sum(took_0 + took_1 + took_2 + took_3 + took_4 + took_5 + took_6 + took_7 + took_8
                + took_9 + took_10 + took_11)
            FROM statistics_hours WHERE account_id
            """;

    private StatisticsSums() {}

    /** Every account's sums are those of the ledger, and the sums of all are those of accounts. */
    public static void mustBeTheLedgers(Tx tx) {
        assertThat(rows(tx, BY_HOUR, 6)).as("statistics by account").isEqualTo(rows(tx, LEDGER, 6));
        List<List<Long>> accounts = rows(tx, OF_ALL + " > 0", 5);
        assertThat(rows(tx, OF_ALL + " < 0", 5)).as("sums of all").isEqualTo(accounts);
        assertThat(accounts.getFirst().get(4))
                .as("delivery times")
                .isEqualTo(accounts.getFirst().get(1));
    }

    private static List<List<Long>> rows(Tx tx, String sql, int columns) {
        return tx.query(
                sql,
                row -> {
                    List<Long> values = new ArrayList<>();
                    for (int column = 1; column <= columns; column++) {
                        Long value = row.numberOrNull(column);
                        values.add(value == null ? 0 : value);
                    }
                    return values;
                });
    }
}
