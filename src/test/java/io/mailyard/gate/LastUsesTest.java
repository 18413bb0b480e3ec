package io.mailyard.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.access.Token;
import io.mailyard.access.TokenId;
import io.mailyard.access.TokenSecret;
import io.mailyard.access.TokenStore;
import io.mailyard.api.Audience;
import io.mailyard.base.AccountId;
import io.mailyard.db.Database;
import io.mailyard.fields.FieldValues;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestStores;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** When the last use of a token is stored. */
class LastUsesTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final TokenStore store = new TokenStore();

    private String stored(Database database, Token token) {
        return database.read(tx -> store.find(tx, AccountId.PLATFORM, token.id()))
                .orElseThrow()
                .get(Token.LAST_USED_FROM)
                .orElse("");
    }

    @ParameterizedTest
    @EnumSource
    void firstUse_isStoredSoon_laterOnesOnceAMinute_andTheLastAtClose(StoreKind kind) {
        try (Database database = TestStores.open(kind)) {
            Token token =
                    Token.of(
                            new TokenId(900),
                            AccountId.PLATFORM,
                            FieldValues.NONE.with(Token.NAME, "often"),
                            TokenSecret.random(Audience.ADMINISTRATOR),
                            "system:test",
                            START);
            database.write(tx -> {
                store.insert(tx, token);
                return true;
            });
            LastUses uses = new LastUses(database, store);

            uses.note(token, START, "192.0.2.1");
            uses.flush(START.plusSeconds(1));
            assertThat(stored(database, token)).isEqualTo("192.0.2.1");

            uses.note(token, START.plusSeconds(20), "192.0.2.2");
            uses.flush(START.plusSeconds(30));
            assertThat(stored(database, token)).isEqualTo("192.0.2.1");
            uses.note(token, START.plusSeconds(59), "192.0.2.3");
            uses.flush(START.plusSeconds(61));
            assertThat(stored(database, token)).isEqualTo("192.0.2.3");

            uses.note(token, START.plusSeconds(70), "192.0.2.4");
            uses.flush(START.plusSeconds(71));
            assertThat(stored(database, token)).isEqualTo("192.0.2.3");
            // a clock set back keeps nothing from being stored
            uses.flush(START.minusSeconds(3600));
            assertThat(stored(database, token)).isEqualTo("192.0.2.4");

            uses.note(token, START.plusSeconds(80), "192.0.2.5");
            uses.flushAll(START.plusSeconds(81));
            assertThat(stored(database, token)).isEqualTo("192.0.2.5");
        }
    }
}
