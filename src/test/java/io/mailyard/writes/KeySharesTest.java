package io.mailyard.writes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailyard.base.AccountId;
import io.mailyard.db.Database;
import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.NewToken;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How much callers may keep under idempotency keys. */
class KeySharesTest {
    private static void fill(TestServer server, long token, String account, long keys, int body) {
        server.tamper(
                "INSERT INTO idempotency (token_id, account_id, name, request, error, sealed, body, at)"
                        + " WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < "
                        + keys
                        + ") SELECT "
                        + token
                        + ", "
                        + account
                        + ", 'k' || i, 'r', 0, 0, "
                        + (server.isPostgres()
                                ? "convert_to(repeat('x', " + body + "), 'UTF8')"
                                : "CAST(zeroblob(" + body + ") AS BLOB)")
                        + ", "
                        + System.currentTimeMillis()
                        + " FROM n");
    }

    private static Answer send(Api token, String key) {
        return token.with("Idempotency-Key", key)
                .call(
                        "/api/v1.1/messages/send",
                        "from",
                        "a@b.example",
                        "to",
                        "c@d.example",
                        "text",
                        "x");
    }

    @ParameterizedTest
    @EnumSource
    void keysBeyondALimit_areRefusedAndEarlierOnesStillAnswer(StoreKind kind) {
        try (TestServer server = TestServer.start(kind)) {
            Api api = server.api();
            long account = api.newAccount();
            NewToken full = api.newTokenOf(account);
            NewToken roomy = api.newTokenOf(account);
            long first = send(full.api(), "mine").ok().at("data.message_id").number();

            // a token's own share, by the bytes of its answers
            fill(server, full.id(), Long.toString(account), 400, 100_000);
            server.restart();
            Answer refused = send(full.api().at(server), "next");
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.errorText()).contains("idempotency keys").contains("32 MiB");
            Answer again = send(full.api().at(server), "mine").ok();
            assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
            assertThat(again.at("data.message_id").number()).isEqualTo(first);
            full.api()
                    .at(server)
                    .call(
                            "/api/v1.1/messages/send",
                            "from",
                            "a@b.example",
                            "to",
                            "c@d.example",
                            "text",
                            "without a key")
                    .ok();
            send(roomy.api().at(server), "next").ok();

            // the account's, whatever its tokens
            fill(server, 999_999, Long.toString(account), 400, 100_000);
            server.restart();
            assertThat(send(roomy.api().at(server), "another").errorText())
                    .contains("account " + account + " keeps");
            Api neighbour = api.at(server).newTokenOf(api.at(server).newAccount()).api();
            send(neighbour, "mine").ok();
        }
    }

    /** Between two counts of the store. */
    @Test
    void repliesStoredMeanwhile_count() {
        try (TestServer server = TestServer.start(StoreKind.SQLITE);
                Database database = server.database()) {
            KeyShares shares = new KeyShares(database);
            Optional<AccountId> account = Optional.of(new AccountId(7));
            shares.mustHaveRoom("app", 1, account);
            shares.mustHaveRoom("other", 2, account);
            shares.mustHaveRoom("neighbour", 3, Optional.of(new AccountId(8)));

            shares.addReply(1, account, "a", 40 << 20);
            assertThatThrownBy(() -> shares.mustHaveRoom("app", 1, account))
                    .hasMessageContaining("token 'app' keeps 1");
            shares.mustHaveRoom("other", 2, account);
            shares.addReply(2, account, "b", 30 << 20);
            assertThatThrownBy(() -> shares.mustHaveRoom("new", 4, account))
                    .hasMessageContaining("account 7 keeps 2");
            shares.mustHaveRoom("neighbour", 3, Optional.of(new AccountId(8)));
        }
    }
}
