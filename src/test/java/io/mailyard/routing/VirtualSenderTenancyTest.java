package io.mailyard.routing;

import static io.mailyard.routing.SomeRules.otherwise;
import static io.mailyard.routing.SomeRules.share;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.base.AccountId;
import io.mailyard.base.Page;
import io.mailyard.db.Database;
import io.mailyard.db.SortedList.SortedPage;
import io.mailyard.testing.Api;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.Tenancy;
import io.mailyard.testing.TestServer;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Virtual senders are found and changed by their own account's id alone. */
class VirtualSenderTenancyTest {
    @ParameterizedTest
    @EnumSource
    void foreignAccount_findsAndChangesNothing(StoreKind kind) {
        try (TestServer server = TestServer.start(kind)) {
            Api api = server.api();
            SomeRules rules = new SomeRules(api);
            long owner = api.newAccount();
            AccountId foreign = new AccountId(api.newAccount());
            VirtualSenderId id =
                    new VirtualSenderId(
                            rules.newVirtualSender(
                                    owner, otherwise(share(rules.newSender(owner), 100))));
            SqlVirtualSenderStore store = new SqlVirtualSenderStore();
            VirtualSender kept;
            try (Database database = server.database()) {
                kept = database.read(tx -> store.find(tx, new AccountId(owner), id)).orElseThrow();
            }

            int called =
                    Tenancy.assertKept(
                            server,
                            store,
                            foreign,
                            Map.of(
                                    VirtualSenderId.class,
                                    id,
                                    VirtualSender.class,
                                    kept,
                                    String.class,
                                    kept.name(),
                                    SortedPage.class,
                                    new SortedPage("id", "", new Page(1, 10))),
                            Set.of("insert"));

            assertThat(called).isGreaterThanOrEqualTo(8);
        }
    }
}
