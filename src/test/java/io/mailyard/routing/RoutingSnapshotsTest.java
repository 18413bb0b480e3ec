package io.mailyard.routing;

import static io.mailyard.routing.SomeRules.otherwise;
import static io.mailyard.routing.SomeRules.share;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.db.Database;
import io.mailyard.testing.Api;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What mail was routed by is kept once, as long as any of that mail, and no longer. */
class RoutingSnapshotsTest {
    private static final List<String> TABLES =
            List.of("routed_rules", "routed_overrides", "routings", "routed_counts");

    @ParameterizedTest
    @EnumSource
    void snapshot_isStoredOnceAndAsLongAsItsMail(StoreKind kind) {
        try (TestServer server = TestServer.start(kind);
                Database database = server.database()) {
            Api api = server.api();
            SomeRules rules = new SomeRules(api);
            long account = api.newAccount();
            long sender = rules.newSender(account);
            rules.newVirtualSender(account, otherwise(share(sender, 100, "from_name", "The Shop")));
            Api own = api.newTokenOf(account).api();
            // none of the sender's nodes runs at first, perhaps: then its routing is another
            for (int i = 0; i < 5; i++) {
                own.call(
                                "/api/v1.1/messages/send",
                                "from",
                                "a@b.example",
                                "to",
                                "c@d.example",
                                "text",
                                "x")
                        .ok();
            }
            Instant now = Instant.now();

            assertThat(rows(database, "routed_rules")).isEqualTo(1);
            assertThat(rows(database, "routed_overrides")).isEqualTo(1);
            assertThat(rows(database, "routings")).isBetween(1L, 2L);
            forget(database, now.plus(Duration.ofMinutes(90)));
            assertThat(rows(database, "routed_rules")).isEqualTo(1);
            forget(database, now.plus(Duration.ofHours(4)));
            assertThat(TABLES).allMatch(table -> rows(database, table) == 0);
        }
    }

    private static void forget(Database database, Instant oldest) {
        database.write(tx -> RoutingSnapshots.forget(tx, oldest, 100));
    }

    private static long rows(Database database, String table) {
        return database.read(tx -> tx.number("SELECT count(*) FROM " + table));
    }
}
