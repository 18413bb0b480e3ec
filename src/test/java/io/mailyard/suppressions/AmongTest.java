package io.mailyard.suppressions;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.accounts.Accounts;
import io.mailyard.base.AccountId;
import io.mailyard.base.Page;
import io.mailyard.db.Database;
import io.mailyard.tariffs.Tariffs;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.Tenancy;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.TestStores;
import java.time.Duration;
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

/** What other packages ask of suppressions. */
@ParameterizedClass
@EnumSource
class AmongTest {
    private static final Instant NOW = Instant.ofEpochMilli(1_700_000_000_000L);
    private static final AccountId ONE = new AccountId(1);
    private static final AccountId OTHER = new AccountId(2);

    private final StoreKind kind;
    private final Database database;
    private final Suppressions suppressions;
    private Instant now = NOW;

    AmongTest(StoreKind kind) {
        this.kind = kind;
        this.database = TestStores.open(kind);
        this.suppressions =
                new Suppressions(
                        database,
                        new Accounts(database, new Tariffs(database)),
                        new SuppressionConfig(2, Duration.ofDays(180), 1 << 20),
                        () -> now);
    }

    @AfterEach
    void close() {
        database.close();
    }

    private void bounced(AccountId account, String address, String answer) {
        database.write(tx -> {
            suppressions.suppressBounced(tx, account, address, 7, answer, now);
            return true;
        });
    }

    /** Of two accounts that are no other test's: then it is platform-wide. */
    private void bouncedForAll(String address, String answer) {
        bounced(new AccountId(3), address, answer);
        bounced(new AccountId(4), address, answer);
    }

    private Set<String> among(AccountId account, Collection<String> addresses) {
        return database.read(tx -> suppressions.among(tx, account, addresses));
    }

    private long count(AccountId owner) {
        return database.read(tx -> suppressions.count(tx, owner));
    }

    private void withOldKey(String address, String key) {
        database.write(tx ->
                tx.update(
                        "UPDATE suppressions SET address_key = ? WHERE address = ?", key, address));
    }

    /** Earlier versions took ß for ss, and so one registrant's domain for another's. */
    @Test
    void keysOfAnEarlierVersion_areComputedAgain() {
        bounced(ONE, "anna@straße.example", "");
        bounced(OTHER, "carl@straße.example", "");
        withOldKey("anna@straße.example", "anna@strasse.example");
        withOldKey("carl@straße.example", "carl@strasse.example");
        bounced(OTHER, "carl@straße.example", "");
        bounced(OTHER, "jürgen@bücher.example", "");
        assertThat(count(OTHER)).isEqualTo(3);
        assertThat(among(ONE, List.of("anna@straße.example"))).isEmpty();

        assertThat(suppressions.computeKeysAgain(1)).isEqualTo(2);

        assertThat(
                        among(
                                ONE,
                                List.of(
                                        "anna@straße.example",
                                        "anna@xn--strae-oqa.example",
                                        "anna@strasse.example")))
                .containsExactlyInAnyOrder("anna@straße.example", "anna@xn--strae-oqa.example");
        assertThat(among(OTHER, List.of("carl@straße.example", "jürgen@bücher.example")))
                .hasSize(2);
        assertThat(count(OTHER)).isEqualTo(2);
        assertThat(suppressions.computeKeysAgain(500)).isZero();
    }

    /** Of an erased address nothing is left to compute the key again from. */
    @Test
    void erasedKeyOfAnEarlierVersion_isStillRecognised() {
        bounced(ONE, "dora@strasse.example", "");
        database.write(tx -> ErasedKeys.erase(tx, "dora@strasse.example"));

        assertThat(among(ONE, List.of("dora@straße.example"))).hasSize(1);
    }

    @Test
    void among_answersTheAddressesAsTheyWereGiven() {
        bouncedForAll("gone@Example.com", "550 5.1.1 no such user");
        bounced(ONE, "own@example.com", "");

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
                    suppressions.suppressBounced(tx, ONE, all.getLast(), 7, "550", NOW);
                }
            }
            return true;
        });

        assertThat(among(ONE, all)).hasSize(401);
        assertThat(count(ONE)).isEqualTo(401);
        assertThat(count(AccountId.PLATFORM)).isZero();
    }

    @Test
    void bouncedTwice_isThereOnceWithTheFirstAnswer() {
        database.write(tx -> {
            suppressions.suppressBounced(tx, ONE, "a@example.com", 7, "first\r\nanswer", NOW);
            suppressions.suppressBounced(tx, ONE, "A@EXAMPLE.com", 8, "second", NOW);
            return true;
        });
        bounced(ONE, "a@example.com", "x".repeat(5000));
        bounced(ONE, "b@example.com", "x".repeat(5000));

        List<Suppression> rows =
                database.read(tx ->
                                new SuppressionStore()
                                        .list(
                                                tx,
                                                ONE,
                                                SuppressionStore.SuppressionFilter.ALL,
                                                new Page(1, 10),
                                                NOW))
                        .rows();
        assertThat(rows)
                .extracting(Suppression::address)
                .containsExactly("a@example.com", "b@example.com");
        assertThat(rows.getFirst().answer()).isEqualTo("first answer");
        assertThat(rows.getFirst().source()).isEqualTo(Suppression.SuppressionSource.BOUNCE);
        assertThat(rows.getLast().answer()).hasSize(Suppression.MAX_REASON);
        long audited = database.read(tx -> tx.number("SELECT count(*) FROM audit"));
        assertThat(audited).isZero();
    }

    @Test
    void platform_isSuppressedOnlyByAgreement() {
        for (int i = 0; i < 3; i++) {
            bounced(ONE, "gone@example.com", "550 5.1.1 no such user");
        }
        assertThat(among(ONE, List.of("gone@example.com"))).hasSize(1);
        assertThat(among(OTHER, List.of("gone@example.com"))).isEmpty();
        assertThat(count(AccountId.PLATFORM)).isZero();

        bounced(OTHER, "GONE@example.com", "550 5.1.1 no such user");

        assertThat(among(new AccountId(9), List.of("gone@example.com"))).hasSize(1);
        assertThat(count(AccountId.PLATFORM)).isEqualTo(1);
    }

    @Test
    void agreement_countsWhatLastsAlone() {
        bounced(ONE, "gone@example.com", "550");
        now = NOW.plus(Duration.ofDays(181));
        bounced(OTHER, "gone@example.com", "550");

        assertThat(count(AccountId.PLATFORM)).isZero();
        assertThat(among(ONE, List.of("gone@example.com"))).isEmpty();
        assertThat(among(OTHER, List.of("gone@example.com"))).hasSize(1);
    }

    @Test
    void hardOnes_endAndAreRemovedInSteps() {
        database.write(tx -> {
            for (int i = 0; i < 25; i++) {
                suppressions.suppressBounced(tx, ONE, "user" + i + "@example.com", 7, "550", NOW);
            }
            return true;
        });
        now = NOW.plus(Duration.ofDays(180)).minusMillis(1);
        assertThat(among(ONE, List.of("user1@example.com"))).hasSize(1);
        now = now.plusMillis(1);
        assertThat(among(ONE, List.of("user1@example.com"))).isEmpty();
        assertThat(count(ONE)).isEqualTo(25);

        assertThat(suppressions.sweep(10)).isEqualTo(10);
        assertThat(count(ONE)).isEqualTo(15);
        bounced(ONE, "user24@example.com", "550 again");
        while (suppressions.sweep(10) == 10) {
            assertThat(count(ONE)).isPositive();
        }
        assertThat(count(ONE)).isEqualTo(1);
        assertThat(among(ONE, List.of("user24@example.com"))).hasSize(1);
    }

    @Test
    void purge_removesTheAccountsOwn() {
        bounced(ONE, "a@example.com", "");
        bounced(OTHER, "c@example.com", "");
        bouncedForAll("b@example.com", "");

        database.write(tx -> {
            suppressions.purge(tx, ONE);
            return true;
        });

        assertThat(among(ONE, List.of("a@example.com", "b@example.com")))
                .containsExactly("b@example.com");
        assertThat(among(OTHER, List.of("c@example.com"))).hasSize(1);
        assertThat(count(ONE)).isZero();
    }

    @Test
    void foreignAccount_findsAndChangesNothing() {
        try (TestServer server = TestServer.start(kind)) {
            long own = server.api().newAccount();
            long foreign = server.api().newAccount();
            server.api().call("suppressions/add", "account_id", own, "email", "a@example.com").ok();

            Suppression row =
                    Suppression.fresh(
                                    new AccountId(own),
                                    "a@example.com",
                                    Suppression.SuppressionSource.ACCOUNT,
                                    NOW)
                            .with(Suppression.ID, 1L)
                            .with(SuppressionClass.HARD, Optional.empty(), "stolen");
            int called =
                    Tenancy.assertKept(
                            server,
                            new SuppressionStore(),
                            new AccountId(foreign),
                            Map.<Class<?>, Object>of(
                                    long.class,
                                    1L,
                                    String.class,
                                    "a@example.com",
                                    Collection.class,
                                    List.of("a@example.com"),
                                    Set.class,
                                    Set.of(1L),
                                    List.class,
                                    List.of(row),
                                    Instant.class,
                                    Instant.now(),
                                    int.class,
                                    10,
                                    Page.class,
                                    new Page(Long.MAX_VALUE, 10),
                                    SuppressionStore.SuppressionFilter.class,
                                    SuppressionStore.SuppressionFilter.ALL),
                            // among takes ids where others take rows: below; a slice is of rows
                            // given
                            Set.of("list", "among", "slice"));
            try (Database database = server.database()) {
                assertThat(
                                database.<List<Suppression>>read(tx ->
                                        new SuppressionStore()
                                                .among(tx, new AccountId(foreign), List.of(1L))))
                        .isEmpty();
            }

            assertThat(called).isGreaterThanOrEqualTo(6);
        }
    }
}
