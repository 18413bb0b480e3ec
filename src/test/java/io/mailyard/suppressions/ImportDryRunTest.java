package io.mailyard.suppressions;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ImportDryRunTest {
    /** Addresses come again in later batches, as a hard bounce or not; so count both alike. */
    @Test
    void dryRun_countsAnAddressThatComesAgainAsTheImportDoes() {
        Api api = TestServer.of(StoreKind.SQLITE).api();
        long account = api.newAccount();
        StringBuilder list = new StringBuilder("email,class\n");
        Random chance = new Random(5);
        for (int line = 0; line < 1_500; line++) {
            list.append(
                    "a%d@x.example,%s\n"
                            .formatted(
                                    chance.nextInt(400),
                                    List.of("hard", "manual", "complaint").get(chance.nextInt(3))));
        }
        api.call("suppressions/add", "account_id", account, "email", "a7@x.example").ok();
        String path = "/api/v1.1/admin/suppressions/import?account_id=" + account;
        Answer dry =
                api.with("Prefer", "dry-run").send("POST", path, "text/csv", list.toString()).ok();
        Answer done = api.send("POST", path, "text/csv", list.toString()).ok();

        for (String count : List.of("lines", "added", "changed", "present", "refused")) {
            assertThat(dry.at("data." + count).number())
                    .as(count)
                    .isEqualTo(done.at("data." + count).number());
        }
        assertThat(done.at("data.changed").number()).isPositive();
    }

    @Test
    void addresses_areRememberedAsTheyWereLast() {
        ImportDryRun dryRun = new ImportDryRun();
        Map<String, Boolean> model = new HashMap<>();
        Random chance = new Random(3);
        for (int i = 0; i < 20_000; i++) {
            String key = "a" + chance.nextInt(6_000) + "@x.example";
            assertThat(dryRun.isHard(key).orElse(null)).as(key).isEqualTo(model.get(key));
            boolean hard = chance.nextBoolean();
            dryRun.put(key, hard);
            model.put(key, hard);
        }
    }

    @Test
    void theNumberOfAddresses_isBounded() {
        ImportDryRun dryRun = new ImportDryRun(1_000);
        for (int i = 0; i < 2_000; i++) {
            dryRun.put("a" + i, false);
        }
        dryRun.put("a0", true);

        assertThat(dryRun.isHard("a0")).contains(true);
        assertThat(dryRun.isHard("a999")).contains(false);
        assertThat(dryRun.isHard("a1000")).isEmpty();
    }
}
