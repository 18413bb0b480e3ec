package io.mailyard.notices;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.base.AccountId;
import io.mailyard.testing.Api;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.Tenancy;
import io.mailyard.testing.TestServer;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Mail to an account's users is found and given up by that account's id alone. */
class NoticeTenancyTest {
    @ParameterizedTest
    @EnumSource
    void foreignAccount_findsAndChangesNothing(StoreKind kind) {
        try (TestServer server = TestServer.start(kind)) {
            Api api = server.api();
            long own = api.newAccount();
            long foreign = api.newAccount();
            long user = api.newUser(own, "anna");
            server.tamper(
                    "INSERT INTO notices (id, kind, account_id, user_id, message_key, recipient, lang, subject, state,"
                            + " attempts, last_answer, created_at) VALUES (1, 'welcome', "
                            + own
                            + ", "
                            + user
                            + ", 'k', 'a@example.com', 'en', 's', 'new', 0, '', 0)");

            int called =
                    Tenancy.assertKept(
                            server,
                            new SqlNoticeStore(),
                            new AccountId(foreign),
                            Map.of(
                                    long.class,
                                    user,
                                    String.class,
                                    "welcome",
                                    Instant.class,
                                    Instant.now()),
                            // how many wait in all, and so of no account
                            Set.of("countWaiting"));

            assertThat(called).isGreaterThanOrEqualTo(4);
        }
    }
}
