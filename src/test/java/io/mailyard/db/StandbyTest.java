package io.mailyard.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailyard.base.StartException;
import io.mailyard.testing.Await;
import io.mailyard.testing.MovingAddress;
import io.mailyard.testing.TestStores;
import org.junit.jupiter.api.Test;

/** An address that leads to a primary, then to a standby, then to the primary again. */
class StandbyTest {
    @Test
    void addressThatMovesToAStandby_countsAsUnreachable() throws Exception {
        try (PrimaryAndStandby servers = PrimaryAndStandby.start();
                MovingAddress address = MovingAddress.to(servers.primary.getPort())) {
            StoreConfig config =
                    StoreConfig.at(
                            "postgresql://postgres@127.0.0.1:" + address.port() + "/postgres");
            TestStores.StoreLocation location =
                    new TestStores.StoreLocation(config, TestStores.newFolder());
            try (Database db = location.open()) {
                db.write(tx -> Things.add(tx, 1, "first"));
                assertThat(db.healthy()).isTrue();

                address.move(servers.standby.getPort());
                assertThatThrownBy(() -> db.write(tx -> Things.add(tx, 2, "second")))
                        .isInstanceOf(StoreAwayException.class)
                        .hasMessageContaining("standby");
                assertThatThrownBy(() -> Things.names(db)).isInstanceOf(StoreAwayException.class);
                assertThat(db.healthy()).isFalse();

                address.move(servers.primary.getPort());
                Await.until(db::healthy);
                db.write(tx -> Things.add(tx, 3, "third"));
                assertThat(Things.names(db)).containsExactly("first", "third");
            }
            address.move(servers.standby.getPort());
            assertThatThrownBy(location::open)
                    .isInstanceOf(StartException.class)
                    .hasMessageContaining("standby");
        }
    }

    @Test
    void connectionThatBecameReadOnly_isReplaced() throws Exception {
        TestStores.StoreLocation location = TestStores.placeInOwnDatabase();
        try (Database db = location.open()) {
            Things.create(db);
            db.write(tx -> {
                tx.update("SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY");
                return 1;
            });
            db.write(tx -> Things.add(tx, 1, "kept"));
            assertThat(Things.names(db)).containsExactly("kept");
        }
    }
}
