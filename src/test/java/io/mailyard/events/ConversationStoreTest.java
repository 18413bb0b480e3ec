package io.mailyard.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.base.AccountId;
import io.mailyard.db.Database;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestClock;
import io.mailyard.testing.TestStores;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Conversations are kept for a time and within a space, of which an account has a share. */
class ConversationStoreTest {
    @ParameterizedTest
    @EnumSource
    void spaceHasShares_andTheOldestAreEvicted(StoreKind kind) throws Exception {
        TestClock clock = TestClock.standing();
        try (Database database = TestStores.open(kind)) {
            ConversationStore store =
                    new ConversationStore(
                            database, new ConversationKeeping(Duration.ofDays(30), 100_000), clock);
            add(database, store, clock, 1, 200);
            add(database, store, clock, 2, 3);
            assertThat(octets(database, 1)).isBetween(11_000L, 12_500L);
            assertThat(octets(database, 2)).isEqualTo(3000);

            while (store.remove(2).more()) {}

            assertThat(octets(database, 1)).isBetween(8_000L, 10_000L);
            assertThat(octets(database, 2)).isEqualTo(3000);
            assertThat(isThere(database, store, 2)).isTrue();
            assertThat(isThere(database, store, 1)).as("another account's").isFalse();

            clock.advance(Duration.ofDays(31));
            while (store.remove(100).more()) {}
            assertThat(octets(database, 1) + octets(database, 2)).isZero();
            assertThat(store.behind()).isZero();
        }
    }

    /** Whether the account finds the first conversation of the second one's message. */
    private static boolean isThere(Database database, ConversationStore store, long account) {
        return database.<Boolean>read(
                tx -> store.find(tx, new AccountId(account), 2, 1).isPresent());
    }

    private static void add(
            Database database, ConversationStore store, TestClock clock, long account, int many) {
        for (int i = 1; i <= many; i++) {
            SmtpConversation one =
                    new SmtpConversation(
                            new AccountId(account),
                            account,
                            i,
                            clock.instant().plusMillis(i),
                            "x".repeat(1000));
            database.write(tx -> {
                store.add(tx, one);
                return one;
            });
        }
    }

    private static long octets(Database database, long account) {
        return database.read(tx ->
                tx.number(
                        "SELECT coalesce(sum(octets), 0) FROM conversation_space WHERE account_id = ?",
                        account));
    }
}
