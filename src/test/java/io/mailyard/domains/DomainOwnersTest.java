package io.mailyard.domains;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailyard.base.AccountId;
import io.mailyard.db.ConstraintException;
import io.mailyard.db.Database;
import io.mailyard.db.Tx;
import io.mailyard.fields.FieldValues;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestStores;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who owns a domain: from memory and inside a transaction. */
class DomainOwnersTest {
    private static final AccountId ONE = new AccountId(1);
    private static final AccountId TWO = new AccountId(2);
    private static final AccountId THREE = new AccountId(3);

    private static Domain claim(
            Tx tx,
            AccountId account,
            String domain,
            DomainState state,
            DomainUse use,
            Long... ids) {
        Instant now = Instant.ofEpochMilli(1_000);
        FieldValues values =
                FieldValues.initial(Domain.FIELDS)
                        .with(Domain.DOMAIN, domain)
                        .with(Domain.USE, use.word())
                        .with(Domain.ACCOUNT_IDS, List.of(ids))
                        .with(Domain.NEXT_CHECK_AT, Optional.of(now));
        Domain made = Domain.of(tx.nextId("domains"), account, now, values).in(state, now);
        DomainTable.insert(tx, made);
        return made;
    }

    private static Domain owned(Tx tx, AccountId account, String domain, Long... ids) {
        return claim(tx, account, domain, DomainState.VERIFIED, DomainUse.RETURN_PATH, ids);
    }

    @ParameterizedTest
    @EnumSource
    void ownership_followsTheNearestOwnedParent(StoreKind kind) {
        try (Database database = TestStores.open(kind)) {
            DomainOwners owners = new DomainOwners(database);
            database.write(tx -> {
                owned(tx, ONE, "example.com");
                owned(tx, TWO, "shop.example.com", 3L);
                claim(tx, TWO, "free.example", DomainState.PENDING, DomainUse.RETURN_PATH);
                owners.recordChange(tx);
                return true;
            });
            assertThat(owners.ownership(ONE, "example.com"))
                    .isInstanceOf(Ownership.OwnDomain.class);
            assertThat(owners.ownership(ONE, "a.b.Example.COM."))
                    .isInstanceOf(Ownership.OwnDomain.class);
            assertThat(owners.ownership(ONE, "shop.example.com"))
                    .isInstanceOf(Ownership.Another.class);
            assertThat(owners.ownership(ONE, "a.shop.example.com"))
                    .isInstanceOf(Ownership.Another.class);
            assertThat(owners.ownership(THREE, "a.shop.example.com"))
                    .isInstanceOf(Ownership.LetUse.class);
            assertThat(owners.ownership(TWO, "free.example"))
                    .isEqualTo(new Ownership.Nobody("free.example"));
            assertThat(owners.ownership(ONE, "anexample.com")).isInstanceOf(Ownership.Nobody.class);
            assertThat(owners.ownership(ONE, "com")).isInstanceOf(Ownership.Nobody.class);
            assertThat(owners.ownership(ONE, "")).isInstanceOf(Ownership.Nobody.class);
            assertThat(database.<Object>read(tx -> owners.claim(tx, TWO, "x.free.example")))
                    .isNotEqualTo(Optional.empty());
            assertThat(database.<Object>read(tx -> owners.claim(tx, ONE, "x.free.example")))
                    .isEqualTo(Optional.empty());
        }
    }

    @ParameterizedTest
    @EnumSource
    void platformDomains_allowAccountsOnlyWithUseFrom(StoreKind kind) {
        try (Database database = TestStores.open(kind)) {
            DomainOwners owners = new DomainOwners(database);
            database.write(tx -> {
                AccountId platform = AccountId.PLATFORM;
                claim(tx, platform, "p.test", DomainState.VERIFIED, DomainUse.RETURN_PATH);
                claim(tx, platform, "all.test", DomainState.VERIFIED, DomainUse.FROM);
                claim(tx, platform, "some.test", DomainState.VERIFIED, DomainUse.FROM, 2L);
                owners.recordChange(tx);
                return true;
            });
            assertThat(owners.ownership(ONE, "p.test").mayWrite()).isFalse();
            assertThat(owners.ownership(ONE, "x.all.test").mayWrite()).isTrue();
            assertThat(owners.ownership(ONE, "some.test").mayWrite()).isFalse();
            assertThat(owners.ownership(TWO, "some.test").mayWrite()).isTrue();
            assertThat(database.<List<DomainOwner>>read(tx -> owners.usableBy(tx, ONE)))
                    .extracting(DomainOwner::domain)
                    .containsExactly("all.test");
            assertThat(database.<List<DomainOwner>>read(tx -> owners.usableBy(tx, TWO)))
                    .extracting(DomainOwner::domain)
                    .containsExactly("all.test", "some.test");
        }
    }

    @ParameterizedTest
    @EnumSource
    void cache_isCurrentAfterAChangeAndWithinItsTransaction(StoreKind kind) {
        try (Database database = TestStores.open(kind)) {
            DomainOwners owners = new DomainOwners(database);
            assertThat(owners.ownership(ONE, "x.test")).isInstanceOf(Ownership.Nobody.class);
            database.write(tx -> {
                Domain made = owned(tx, ONE, "x.test");
                owners.recordChange(tx);
                assertThat(owners.ownership(tx, ONE, "x.test"))
                        .isEqualTo(new Ownership.OwnDomain(made.owner()));
                return true;
            });
            assertThat(owners.ownership(ONE, "x.test")).isInstanceOf(Ownership.OwnDomain.class);
            database.dryRun(tx -> {
                tx.update("DELETE FROM domains WHERE domain = 'x.test'");
                owners.recordChange(tx);
                assertThat(owners.ownership(tx, ONE, "x.test"))
                        .isInstanceOf(Ownership.Nobody.class);
                return true;
            });
            assertThat(owners.ownership(ONE, "x.test")).isInstanceOf(Ownership.OwnDomain.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void store_allowsOneOwnerOfADomain(StoreKind kind) {
        try (Database database = TestStores.open(kind)) {
            database.write(tx -> owned(tx, ONE, "x.test"));
            assertThatThrownBy(() -> database.write(tx -> owned(tx, TWO, "x.test")))
                    .isInstanceOf(ConstraintException.class);
            Domain pending =
                    database.write(tx ->
                            claim(tx, TWO, "x.test", DomainState.PENDING, DomainUse.RETURN_PATH));
            Optional<Domain> of = database.read(tx -> DomainTable.find(tx, ONE, pending.id()));
            assertThat(of).isEmpty();
            Optional<Domain> own = database.read(tx -> DomainTable.find(tx, TWO, pending.id()));
            assertThat(own.map(Domain::domain)).contains("x.test");
        }
    }
}
