package io.mailyard.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Api;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.StoresOfRun;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.TestStores;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;

/** {@code mailyard reconcile}, beside a server that runs. */
final class ReconcileTest {
    private static String[] command(TestStores.StoreLocation location) {
        List<String> arguments = new ArrayList<>(List.of("reconcile"));
        arguments.addAll(Program.on(location, location.folder()));
        return arguments.toArray(String[]::new);
    }

    @ParameterizedTest
    @StoresOfRun
    void ledger_balancesOrNamesEachMissingMessage(StoreKind kind) throws SQLException {
        TestStores.StoreLocation location = TestServer.usedPlace(kind);
        try (Program server = Program.serve(location)) {
            Api api = server.api(location.folder());
            long account = api.newAccount();
            for (int i = 0; i < 3; i++) {
                api.newTokenOf(account)
                        .api()
                        .call(
                                "/api/v1.1/messages/send",
                                "from",
                                "me@example.com",
                                "to",
                                "r" + i + "@example.org",
                                "subject",
                                "Hello",
                                "text",
                                "Hello")
                        .ok();
            }
            Program.End whole = Program.run(command(location));
            assertThat(whole.code()).as(whole.err()).isZero();
            assertThat(whole.out().strip())
                    .isEqualTo("balanced: 3 recipients, 3 messages, 1 accounts");

            AuditVerifyTest.change(location, "DELETE FROM contents WHERE message_id = 2");
            Program.End broken = Program.runHere(command(location));
            assertThat(broken.code()).isEqualTo(1);
            assertThat(broken.out().strip())
                    .isEqualTo(
                            "message 2: recipient 2, r1@example.org, is queued, and its content is missing");
            assertThat(broken.err()).endsWith("mailyard: the ledger does not balance: 1 faults\n");
        }
    }
}
