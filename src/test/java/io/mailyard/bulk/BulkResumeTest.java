package io.mailyard.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * An act on many that is broken off: it goes on after a restart, and is cancelled between steps.
 */
class BulkResumeTest {
    private static final int ACCOUNTS = 300;

    @ParameterizedTest
    @EnumSource
    void restart_resumesWithEachObjectOnce_andCancelKeepsFinishedOnes(StoreKind kind) {
        try (TestServer server = TestServer.start(kind)) {
            Api api = server.api();
            long first = api.newAccount();
            for (int i = 1; i < ACCOUNTS; i++) {
                api.newAccount();
            }
            long task = start(api, "deactivate");
            Await.until(() -> outcome(api, task, "done") > 0);
            server.restart();
            Api later = server.api();
            assertThat(state(later, task)).matches("waiting|running|done");
            Await.until(() -> state(later, task).equals("done"));
            assertThat(outcome(later, task, "done")).isEqualTo(ACCOUNTS);
            assertThat(
                            later.call("audit/list", "action", "accounts.deactivate", "limit", 1000)
                                    .at("data")
                                    .items())
                    .as("one row for each")
                    .hasSize(ACCOUNTS);

            long other = start(later, "activate");
            Await.until(() -> outcome(later, other, "done") > 0);
            later.call("tasks/cancel", "id", other).ok();
            long done = outcome(later, other, "done");
            assertThat(state(later, other)).isEqualTo("cancelled");
            assertThat(done).isLessThan(ACCOUNTS);
            assertThat(outcome(later, other, "waiting")).isEqualTo(ACCOUNTS - done);
            assertThat(later.call("accounts/get", "id", first).at("data.is_active").flag())
                    .isTrue();
        }
    }

    private static long start(Api api, String act) {
        return api.call("accounts/bulk", "act", act, "all", true, "expected", ACCOUNTS)
                .ok()
                .at("data.task_id")
                .number();
    }

    private static String state(Api api, long task) {
        return api.call("tasks/get", "id", task).ok().at("data.state").text();
    }

    private static long outcome(Api api, long task, String outcome) {
        return api.call("tasks/objects", "id", task, "limit", 1)
                .ok()
                .at("outcomes." + outcome)
                .number();
    }
}
