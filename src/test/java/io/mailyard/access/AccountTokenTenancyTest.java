package io.mailyard.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.api.Audience;
import io.mailyard.base.AccountId;
import io.mailyard.base.Page;
import io.mailyard.db.Database;
import io.mailyard.db.SortedList.SortedPage;
import io.mailyard.testing.Api;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.Tenancy;
import io.mailyard.testing.TestServer;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Accounts' tokens are found and changed by their own account's id alone. */
class AccountTokenTenancyTest {
    @ParameterizedTest
    @EnumSource
    void foreignAccount_findsAndChangesNothing(StoreKind kind) {
        try (TestServer server = TestServer.start(kind)) {
            Api api = server.api();
            AccountId own = new AccountId(api.newAccount());
            AccountId foreign = new AccountId(api.newAccount());
            TokenId id = new TokenId(api.newTokenOf(own.value(), "name", "shop").id());
            Map<Class<?>, Object> given =
                    Map.of(
                            TokenId.class,
                            id,
                            Token.class,
                            token(server, own, id),
                            TokenSecret.class,
                            TokenSecret.random(Audience.ACCOUNT),
                            String.class,
                            "shop",
                            SortedPage.class,
                            new SortedPage("id", "", new Page(1, 10)),
                            Optional.class,
                            Optional.empty(),
                            Instant.class,
                            Instant.now().plusSeconds(60));

            int called =
                    Tenancy.assertKept(server, new TokenStore(), foreign, given, Set.of("insert"));

            assertThat(called).isGreaterThanOrEqualTo(8);
        }
    }

    private static Token token(TestServer server, AccountId account, TokenId id) {
        try (Database database = server.database()) {
            return database.read(tx -> new TokenStore().find(tx, account, id)).orElseThrow();
        }
    }
}
