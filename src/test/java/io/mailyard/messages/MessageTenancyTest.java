package io.mailyard.messages;

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

/** Messages are found by their own account's id alone, and so is what was counted. */
class MessageTenancyTest {
    @ParameterizedTest
    @EnumSource
    void foreignAccount_findsAndChangesNothing(StoreKind kind) {
        try (TestServer server = TestServer.start(kind)) {
            Api api = server.api();
            long own = api.newAccount();
            AccountId foreign = new AccountId(api.newAccount());
            long message =
                    Long.parseLong(
                            api.newTokenOf(own)
                                    .api()
                                    .call(
                                            "/api/v1.1/messages/send",
                                            "from",
                                            "a@b.example",
                                            "to",
                                            "c@d.example",
                                            "text",
                                            "x")
                                    .ok()
                                    .at("data.message_id")
                                    .text());
            Map<Class<?>, Object> given =
                    Map.of(long.class, message, int.class, 10, Instant.class, Instant.EPOCH);

            int messages =
                    Tenancy.assertKept(server, new SqlMessageStore(), foreign, given, Set.of());
            int counted =
                    Tenancy.assertKept(
                            server,
                            new AccountUsage(),
                            foreign,
                            Map.of(
                                    long.class,
                                    1L,
                                    boolean.class,
                                    true,
                                    Instant.class,
                                    Instant.EPOCH),
                            // add and storeReached count what an account of its own is accepted
                            // with, signal tells the account's users of what it is given, and
                            // month has zeros for one that sent nothing
                            Set.of("add", "storeReached", "shown", "signal", "month"));

            assertThat(messages).isEqualTo(2);
            assertThat(counted).isEqualTo(2);
        }
    }
}
