package io.mailyard.db;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.access.Owner;
import io.mailyard.access.Token;
import io.mailyard.access.TokenId;
import io.mailyard.access.TokenStore;
import io.mailyard.api.Audience;
import io.mailyard.base.AccountId;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.StoresOfRun;
import io.mailyard.testing.TestStores;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;

/** Tokens that were made when administrators' and accounts' stood in two tables. */
class TokenUpgradeTest {
    private static final AccountId ACCOUNT = new AccountId(7);

    /** An account without anything in particular. */
    private static final String ACCOUNT_7 =
            """
            INSERT INTO accounts (id, name, name_key, title, title_key, timezone, tariff_id,
              reports_day, reports_hour, force_2fa_auth, pushes_enabled, custom_push_domain,
              is_smart, pixels_enabled, track_email_replies, external_data_connectors, is_active,
              is_frozen, is_subscribers_suspend_all, is_tariff_exceed, created_at, updated_at)
            VALUES (7, 'seven', 'seven', 'Seven', 'seven', 'UTC', 1, 1, 9, 0, 0, '', 0, 0, 0, '', 1,
              0, 0, 0, 1, 1)
            """;

    @ParameterizedTest
    @StoresOfRun
    void tokens_keepTheirIdsOwnersHashesAndUses(StoreKind kind) throws IOException {
        TestStores.StoreLocation place = TestStores.place(kind);
        try (Database old = OlderStore.before(place, "one-table-of-tokens")) {
            old.write(tx -> {
                tx.update(
                        "INSERT INTO tariffs (id, name, messages_per_month, api_calls_per_minute,"
                                + " overrun, created_at, updated_at)"
                                + " VALUES (1, 'default', 0, 0, 'refuse', 1, 1)");
                tx.update(ACCOUNT_7);
                tx.update(
                        "INSERT INTO tokens VALUES (1, 'admin', 1, NULL, 'write', '', '', 'hash1',"
                                + " NULL, NULL, 100, 200, 300, '192.0.2.1')");
                tx.update(
                        "INSERT INTO tokens VALUES (3, 'shop', 0, 900, 'read users:write', '7 8',"
                                + " '10.0.0.0/8', 'hash3', 'old3', 500, 100, 200, NULL, NULL)");
                tx.update(
                        "INSERT INTO account_tokens VALUES (7, 2, 'shop', 1, NULL,"
                                + " 'messages:write', '192.0.2.0/24', 'hash2', 'old2', 600, 101,"
                                + " 201, 301, '192.0.2.2')");
                return true;
            });
        }
        TokenStore store = new TokenStore();
        try (Database database = place.open()) {
            Token admin = find(database, AccountId.PLATFORM, 1).orElseThrow();
            Token bound = find(database, AccountId.PLATFORM, 3).orElseThrow();
            Token own = find(database, ACCOUNT, 2).orElseThrow();

            assertThat(admin.unlimited()).isTrue();
            assertThat(bound.owner())
                    .isEqualTo(new Owner.PlatformOwner(Set.of(ACCOUNT, new AccountId(8))));
            assertThat(bound.active()).isFalse();
            assertThat(bound.expiresAt()).contains(Instant.ofEpochMilli(900));
            assertThat(bound.scopes().sorted()).containsExactly("read", "users:write");
            assertThat(bound.addresses()).hasToString("[10.0.0.0/8]");
            assertThat(bound.previousUntil()).contains(Instant.ofEpochMilli(500));
            assertThat(own.owner()).isEqualTo(new Owner.AccountOwner(ACCOUNT));
            assertThat(own.name()).isEqualTo("shop");
            assertThat(uses(database)).isEqualTo("1@300 192.0.2.1, 2@301 192.0.2.2");
            assertThat(find(database, ACCOUNT, 1)).isEmpty();
            assertThat(find(database, AccountId.PLATFORM, 2)).isEmpty();
            assertThat(secret(database, store, Audience.ACCOUNT, "old2")).contains("2 true");
            assertThat(secret(database, store, Audience.ACCOUNT, "hash1")).isEmpty();
            assertThat(secret(database, store, Audience.ADMINISTRATOR, "hash3"))
                    .contains("3 false");
            assertThat(database.<Long>read(tx -> store.count(tx, AccountId.PLATFORM))).isEqualTo(2);
        }
    }

    private static Optional<Token> find(Database database, AccountId owner, long id) {
        return database.read(tx -> new TokenStore().find(tx, owner, new TokenId(id)));
    }

    private static String uses(Database database) {
        return database.read(tx ->
                String.join(
                        ", ",
                        tx.query(
                                "SELECT id, last_used_at, last_used_from FROM tokens"
                                        + " WHERE last_used_at IS NOT NULL ORDER BY id",
                                row ->
                                        row.number("id")
                                                + "@"
                                                + row.number("last_used_at")
                                                + " "
                                                + row.text("last_used_from"))));
    }

    private static Optional<String> secret(
            Database database, TokenStore store, Audience kind, String hash) {
        return database.read(tx -> store.bySecret(tx, kind, hash))
                .map(found -> found.token().id() + " " + found.previous());
    }
}
