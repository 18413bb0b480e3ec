package io.mailyard.domains;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Api;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import org.junit.jupiter.api.Test;

/** An account's keys, made by its claims, take nobody else's room. */
class KeyShareTest {
    @Test
    void keysOfAnAccount_leaveRoomForOthers() {
        try (TestServer server = TestServer.start(StoreKind.SQLITE)) {
            Api api = server.api();
            long full = api.newAccount();
            fill(server, full, 2_000);
            for (int i = 0; i < 5; i++) {
                fill(server, api.newAccount(), 1_700);
            }
            long another = api.newAccount();

            assertThat(
                            api.call("domains/add", "account_id", full, "domain", "full.example")
                                    .errorText())
                    .contains("2000 keys");
            api.call("domains/add", "account_id", another, "domain", "another.example").ok();
            api.call("domains/add", "domain", "platform.example").ok();
            api.call("keys/save", "name", "k", "domain", "k.example", "selector", "s").ok();
        }
    }

    private static void fill(TestServer server, long account, int keys) {
        server.tamper(
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < "
                        + keys
                        + ") INSERT INTO keys (id, name, kind, algorithm, domain, selector, state,"
                        + " public_key, account_id, shipped, created_at, updated_at)"
                        + " SELECT "
                        + account * 100_000
                        + " + i, 'f' || "
                        + account
                        + " || '-' || i, 'dkim', 'rsa', 'f' || i || '.example', 's"
                        + account
                        + "', 'retiring', '', "
                        + account
                        + ", 0, 0, 0 FROM n");
    }
}
