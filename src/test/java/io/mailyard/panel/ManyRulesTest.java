package io.mailyard.panel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mailyard.testing.Api;
import io.mailyard.testing.Drill;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An account whose virtual senders have 10,000 rules together, the most of each. */
class ManyRulesTest {
    private static final int VIRTUAL_SENDERS = 100;
    private static final int RULES = 100;

    private final TestServer server = TestServer.of(StoreKind.SQLITE);
    private final Api api = server.api();
    private final long account = api.newAccount();

    @Test
    void tenThousandRules_areListedAndShown() {
        assumeTrue(Drill.isLong(), "makes 10,000 rules: under ./check --long");
        long sender =
                api.call(
                                "senders/akmta/save",
                                "name",
                                Api.unique("rules"),
                                "account_ids",
                                List.of(account))
                        .savedId();
        List<Map<String, Object>> shares = List.of(Map.of("sender_id", sender, "percent", 100));
        List<Map<String, Object>> rules = new ArrayList<>();
        for (int i = 1; i < RULES; i++) {
            rules.add(
                    Map.of("type", "to_domain", "value", "d" + i + ".example", "senders", shares));
        }
        rules.add(Map.of("type", "default", "value", "", "senders", shares));
        long last = 0;
        for (int i = 0; i < VIRTUAL_SENDERS; i++) {
            last =
                    api.call(
                                    "vsenders/add",
                                    "account_id",
                                    account,
                                    "name",
                                    "many" + i,
                                    "email_rules",
                                    rules)
                            .savedId();
        }
        PanelClient admin = PanelPeople.master(server).client();
        String path = "/admin/accounts/" + account + "/vsenders";
        for (String page : List.of(path, path + "/" + last)) {
            long began = System.nanoTime();
            String body = admin.get(page).body();
            assertThat(Duration.ofNanos(System.nanoTime() - began))
                    .as(page)
                    .isLessThan(Duration.ofSeconds(20));
            assertThat(body).as(page).contains("</html>").contains("many");
            assertThat(body.length()).as(page).isLessThan(2_000_000);
        }
        assertThat(admin.get(path + "/" + last).body()).contains("d1.example", "d99.example");
        assertThat(admin.get(path).body()).contains("100 virtual senders");
    }
}
