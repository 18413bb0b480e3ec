package io.mailyard.suppressions;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.accounts.Accounts;
import io.mailyard.base.AccountId;
import io.mailyard.base.Page;
import io.mailyard.db.Database;
import io.mailyard.house.StoreKind;
import io.mailyard.house.Tenancy;
import io.mailyard.house.TestServer;
import io.mailyard.house.TestStores;
import io.mailyard.tariffs.Tariffs;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What other rooms ask of suppressions. */
@ParameterizedClass
@EnumSource
class AmongTest {
    private static final Instant NOW = Instant.ofEpochMilli(1_700_000_000_000L);
    private static final AccountId ONE = new AccountId(1);
    private static final AccountId OTHER = new AccountId(2);

    private final StoreKind kind;
    private final Database database;
    private final Suppressions suppressions;

    AmongTest(StoreKind kind) {
        this.kind = kind;
        this.database = TestStores.open(kind);
        this.suppressions =
                new Suppressions(database, new Accounts(database, new Tariffs(database)));
    }

    @AfterEach
    void close() {
        database.close();
    }

    private void bounced(Optional<AccountId> account, String address, String answer) {
        database.write(tx -> {
            suppressions.add(tx, account, address, answer, NOW);
            return true;
        });
    }

    private Set<String> among(AccountId account, Collection<String> addresses) {
        return database.read(tx -> suppressions.among(tx, account, addresses));
    }

    private long count(AccountId owner) {
        return database.read(tx -> suppressions.count(tx, owner));
    }

    @Test
    void among_answersTheAddressesAsTheyWereGiven() {
        bounced(Optional.empty(), "gone@Example.com", "550 5.1.1 no such user");
        bounced(Optional.of(ONE), "own@example.com", "");

        assertThat(among(ONE, List.of("GONE@example.COM", "Own@Example.com", "x@example.com")))
                .containsExactlyInAnyOrder("GONE@example.COM", "Own@Example.com");
        assertThat(among(OTHER, List.of("gone@example.com", "own@example.com")))
                .containsExactly("gone@example.com");
        assertThat(among(ONE, List.of())).isEmpty();
        assertThat(among(ONE, List.of("no address", ""))).isEmpty();
    }

    @Test
    void among_takesThousands() {
        List<String> all = new ArrayList<>();
        database.write(tx -> {
            for (int i = 0; i < 1203; i++) {
                all.add("user" + i + "@example.com");
                if (i % 3 == 0) {
                    suppressions.add(tx, Optional.empty(), all.getLast(), "550", NOW);
                }
            }
            return true;
        });

        assertThat(among(ONE, all)).hasSize(401);
        assertThat(count(AccountId.PLATFORM)).isEqualTo(401);
    }

    @Test
    void bouncedTwice_isThereOnceWithTheFirstAnswer() {
        database.write(tx -> {
            suppressions.add(tx, Optional.empty(), "a@example.com", "first\r\nanswer", NOW);
            suppressions.add(tx, Optional.empty(), "A@EXAMPLE.com", "second", NOW);
            return true;
        });
        bounced(Optional.empty(), "a@example.com", "x".repeat(5000));
        bounced(Optional.empty(), "b@example.com", "x".repeat(5000));

        List<Suppression> rows =
                suppressions
                        .list(
                                AccountId.PLATFORM,
                                Optional.empty(),
                                Optional.empty(),
                                new Page(1, 10))
                        .rows();
        assertThat(rows)
                .extracting(Suppression::address)
                .containsExactly("a@example.com", "b@example.com");
        assertThat(rows.getFirst().reason()).isEqualTo("first answer");
        assertThat(rows.getFirst().source()).isEqualTo(Suppression.Source.BOUNCE);
        assertThat(rows.getLast().reason()).hasSize(SuppressionBody.MAX_REASON);
        long audited = database.read(tx -> tx.number("SELECT count(*) FROM audit"));
        assertThat(audited).isZero();
    }

    @Test
    void purge_removesTheAccountsOwn() {
        bounced(Optional.of(ONE), "a@example.com", "");
        bounced(Optional.of(OTHER), "a@example.com", "");
        bounced(Optional.empty(), "b@example.com", "");

        database.write(tx -> {
            suppressions.purge(tx, ONE);
            return true;
        });

        assertThat(among(ONE, List.of("a@example.com", "b@example.com")))
                .containsExactly("b@example.com");
        assertThat(among(OTHER, List.of("a@example.com"))).hasSize(1);
        assertThat(count(ONE)).isZero();
    }

    @Test
    void foreignAccount_findsAndChangesNothing() {
        try (TestServer server = TestServer.start(kind)) {
            long own = server.api().newAccount();
            long foreign = server.api().newAccount();
            server.api().call("suppressions/add", "account_id", own, "email", "a@example.com").ok();

            int called =
                    Tenancy.assertKept(
                            server,
                            new SqlSuppressionStore(),
                            new AccountId(foreign),
                            Map.of(
                                    long.class,
                                    1L,
                                    String.class,
                                    "a@example.com",
                                    Collection.class,
                                    List.of("a@example.com")),
                            Set.of("list"));

            assertThat(called).isGreaterThanOrEqualTo(6);
        }
    }
}
