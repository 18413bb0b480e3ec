package io.mailyard.db;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.accounts.Accounts;
import io.mailyard.suppressions.SuppressionConfig;
import io.mailyard.suppressions.SuppressionTasks;
import io.mailyard.suppressions.Suppressions;
import io.mailyard.tariffs.Tariffs;
import io.mailyard.testing.Await;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.StoresOfRun;
import io.mailyard.testing.TestStores;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;

/** Suppressions that were made before there were classes. */
class SuppressionUpgradeTest {
    @ParameterizedTest
    @StoresOfRun
    void rows_getTheClassOfTheirSource(StoreKind kind) throws IOException {
        TestStores.StoreLocation location = TestStores.place(kind);
        try (Database old = OlderStore.before(location, "suppression-classes")) {
            old.write(tx -> {
                String row =
                        "INSERT INTO suppressions (id, account_id, address, address_key, source, reason, created_at)"
                                + " VALUES (?, ?, ?, ?, ?, ?, 1000)";
                tx.update(row, 1, 0, "a@x.example", "a@x.example", "bounce", "550 5.1.1 gone");
                tx.update(row, 2, 7, "b@x.example", "b@x.example", "account", "asked");
                return tx.update(row, 3, 0, "c@x.example", "c@x.example", "administrator", "");
            });
        }
        Instant upgrade = Instant.now();
        try (Database database = location.open();
                SuppressionTasks tasks =
                        SuppressionTasks.start(
                                new Suppressions(
                                        database,
                                        new Accounts(database, new Tariffs(database)),
                                        new SuppressionConfig(2, Duration.ofDays(180), 1 << 20),
                                        Clock.systemUTC()))) {
            assertThat(tasks).isNotNull();
            Await.until(() ->
                    database.<Long>read(tx ->
                            tx.number(
                                    "SELECT coalesce(max(expires_at), 0) FROM suppressions WHERE id = 1"))
                            > 0);
            List<String> rows =
                    database.read(tx ->
                            tx.query(
                                    "SELECT id, account_id, class, source, reason, answer, expires_at FROM suppressions ORDER BY id",
                                    row ->
                                            row.number(1)
                                                    + " "
                                                    + row.number(2)
                                                    + " "
                                                    + row.text(3)
                                                    + " "
                                                    + row.text(4)
                                                    + " '"
                                                    + row.text(5)
                                                    + "' '"
                                                    + row.text(6)
                                                    + "' "
                                                    + (row.numberOrNull(7) != null)));
            assertThat(rows)
                    .containsExactly(
                            "1 0 hard bounce '' '550 5.1.1 gone' true",
                            "2 7 manual account 'asked' '' false",
                            "3 0 manual administrator '' '' false");
            long end =
                    database.read(
                            tx -> tx.number("SELECT expires_at FROM suppressions WHERE id = 1"));
            assertThat(Instant.ofEpochMilli(end))
                    .isBetween(
                            upgrade.plus(Duration.ofDays(180)).minusSeconds(1),
                            upgrade.plus(Duration.ofDays(180)).plusSeconds(60));
        }
    }
}
