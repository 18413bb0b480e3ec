package io.mailyard.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.FakeMailHost;
import io.mailyard.testing.MailRoute;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.Tree;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code synced} is never said of a node that has not confirmed what was saved before the call. */
class SyncedTest {
    private static final int SAVES = 10;

    private static Tree status(Api api) {
        return api.call("nodes/mta/status", "id", 1).ok().at("data");
    }

    private static long settled(Api api) {
        Await.until(() -> status(api).at("synced").flag());
        return status(api).at("revision").number();
    }

    /** Saves by one process and asks another, or the same. */
    private static void assertNoneIsPremature(Api saving, Api asking) {
        try (FakeMailHost host = FakeMailHost.start()) {
            MailRoute route = MailRoute.to(saving, host.port());
            for (int i = 1; i <= SAVES; i++) {
                long before = settled(asking);

                String ip =
                        "[{\"node_id\":1,\"ip\":\"127.0.0.1\",\"helo\":\"h" + i + ".example\"}]";
                String change = "{\"id\":" + route.sender() + ",\"ips\":" + ip + "}";
                saving.json("senders/akmta/save", change).ok();

                assertThat(status(asking).at("desired_revision").number()).isEqualTo(before + 1);
                assertThat(settled(asking)).isEqualTo(before + 1);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void syncedRightAfterASave_isOfThatSave(StoreKind kind) {
        try (TestServer server = TestServer.start(kind, "submission.listen=")) {
            assertNoneIsPremature(server.api(), server.api());
        }
    }

    @Test
    void syncedAfterASaveByAnotherProcess_isOfThatSave() {
        try (TestServer testServer = TestServer.start(StoreKind.POSTGRESQL, "submission.listen=");
                TestServer other = testServer.beside("submission.listen=")) {
            assertNoneIsPremature(testServer.api(), testServer.api().at(other));
        }
    }

    /** What no node runs, such as a title, makes no revision and unsettles nobody. */
    @Test
    void changeThatConcernsNoNode_leavesItSynced() {
        try (TestServer server = TestServer.start(StoreKind.SQLITE, "submission.listen=")) {
            Api api = server.api();
            long before = settled(api);
            for (int i = 0; i < SAVES; i++) {
                api.newAccount();
                api.call("suppressions/add", "email", "a" + i + "@b.example").ok();
                assertThat(status(api).at("synced").flag()).isTrue();
            }
            assertThat(List.of(status(api).at("revision").number())).containsExactly(before);
        }
    }
}
