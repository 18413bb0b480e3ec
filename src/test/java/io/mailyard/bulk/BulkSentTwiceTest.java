package io.mailyard.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.Tree;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** An act on many that is sent twice, as by a double click. */
@ParameterizedClass
@EnumSource
class BulkSentTwiceTest {
    private final Api api;

    BulkSentTwiceTest(StoreKind kind) {
        this.api = TestServer.of(kind).api();
    }

    private Tree task(long id) {
        return api.call("tasks/get", "id", id).ok().at("data");
    }

    @Test
    void repeatedRequest_isOneTask_unlessAnotherWasStartedBetween() {
        long account = api.newAccount();
        for (int i = 0; i < 45; i++) {
            api.newUser(account, "user" + i);
        }
        Await.until(() -> {
            long first = begun(account, "activate", "why");
            long second = begun(account, "activate", "why");
            boolean wasOpen = task(first).at("state").text().matches("waiting|running");
            assertThat(wasOpen && second != first).isFalse();
            return wasOpen;
        });
        long off = begun(account, "deactivate", "why");
        long on = begun(account, "activate", "why");
        assertThat(on).isGreaterThan(off);
        assertThat(begun(account, "activate", "another reason")).isGreaterThan(on);
        Await.until(() -> task(on).at("state").text().equals("done"));
        assertThat(
                        api.call("accounts/users/list", "account_id", account, "active", true)
                                .at("total_count")
                                .number())
                .isEqualTo(45);
    }

    private long begun(long account, String act, String reason) {
        return api.call(
                        "accounts/users/bulk",
                        "account_id",
                        account,
                        "all",
                        true,
                        "act",
                        act,
                        "reason",
                        reason)
                .ok()
                .at("data.task_id")
                .number();
    }
}
