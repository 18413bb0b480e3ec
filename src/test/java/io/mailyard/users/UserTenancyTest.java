package io.mailyard.users;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.base.AccountId;
import io.mailyard.db.Database;
import io.mailyard.testing.Api;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.Tenancy;
import io.mailyard.testing.TestServer;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Users and their links are found and changed by their own account's id alone. */
class UserTenancyTest {
    @ParameterizedTest
    @EnumSource
    void foreignAccount_findsAndChangesNothing(StoreKind kind) {
        try (TestServer server = TestServer.start(kind)) {
            Api api = server.api();
            AccountId own = new AccountId(api.newAccount());
            AccountId foreign = new AccountId(api.newAccount());
            UserId id = new UserId(api.newUser(own.value(), "anna"));
            server.tamper(
                    "INSERT INTO password_links (id, account_id, user_id, hash, created_at, expires_at) VALUES (1, "
                            + own
                            + ", "
                            + id.value()
                            + ", 'h', 0, 9000000000000)");
            User user = user(server, own, id);
            Map<Class<?>, Object> given =
                    new HashMap<>(
                            Map.of(
                                    Login.class,
                                    user.login(),
                                    UserId.class,
                                    id,
                                    User.class,
                                    user,
                                    UserFilter.class,
                                    any(),
                                    UserOrder.class,
                                    new UserOrder(UserOrder.SortWord.NAME, "", 0),
                                    String.class,
                                    "",
                                    int.class,
                                    10,
                                    boolean.class,
                                    true,
                                    Instant.class,
                                    Instant.now(),
                                    Optional.class,
                                    Optional.empty()));
            given.put(long.class, 0L);
            given.put(List.class, List.of(id.value()));

            int called =
                    Tenancy.assertKept(server, new UserStore(), foreign, given, Set.of("insert"));
            int calledOfLinks =
                    Tenancy.assertKept(server, new PasswordLinks(), foreign, given, Set.of());

            assertThat(called).isGreaterThanOrEqualTo(8);
            assertThat(calledOfLinks).isGreaterThanOrEqualTo(3);
        }
    }

    private static UserFilter any() {
        return UserFilter.ALL;
    }

    private static User user(TestServer server, AccountId account, UserId id) {
        try (Database database = server.database()) {
            return database.read(tx -> new UserStore().find(tx, account, id)).orElseThrow();
        }
    }
}
