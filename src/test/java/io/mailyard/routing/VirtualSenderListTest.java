package io.mailyard.routing;

import static io.mailyard.routing.SomeRules.otherwise;
import static io.mailyard.routing.SomeRules.share;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.SortedPages;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code vsenders/list}: searched and sorted, of one account alone. */
@ParameterizedClass
@EnumSource
class VirtualSenderListTest {
    private final Api api;

    VirtualSenderListTest(StoreKind kind) {
        this.api = TestServer.of(kind).api();
    }

    @Test
    void list_isSearchedAndSorted() {
        SomeRules given = new SomeRules(api);
        long account = api.newAccount();
        long sender = given.newSender(account);
        for (String name : List.of("Beta", "alpha", "gamma")) {
            api.call(
                            "vsenders/add",
                            "account_id",
                            account,
                            "name",
                            name + " list",
                            "email_rules",
                            List.of(otherwise(share(sender, 100))))
                    .ok();
        }
        long foreign = api.newAccount();
        given.newVirtualSender(foreign, otherwise(share(given.newSender(foreign), 100)));

        new SortedPages(api, "vsenders/list", "account_id", account).mustBeSorted(3, "name");

        Answer found = api.call("vsenders/list", "account_id", account, "search", "BETA").ok();
        assertThat(found.at("total_count").number()).isEqualTo(1);
        assertThat(found.at("data.0.name").text()).isEqualTo("Beta list");
    }
}
