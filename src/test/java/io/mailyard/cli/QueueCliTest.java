package io.mailyard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Api;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code mailyard queue} and {@code mailyard ledger} against the real server, and a scripted one.
 */
final class QueueCliTest {
    private static final String OK = "\"error\":0,\"error_text\":\"Successful operation\"";
    private static final String ROW =
            "{\"account_id\":5,\"campaign_id\":0,\"isp\":\"other\",\"hold\":0,\"new\":2,\"proc\":1,"
                    + "\"retry\":0,\"total\":3}";

    private final TestServer server = TestServer.of(StoreKind.SQLITE);
    private final Api api = server.api();
    private final Shell shell =
            new Shell(server.folder())
                    .with("MAILYARD_URL", server.uri().toString())
                    .with("MAILYARD_DATA", ".");

    @TempDir Path folder;

    private String ok(String... args) {
        Shell.Left result = shell.run(args);
        assertThat(result.code()).as(result.err()).isZero();
        return result.out();
    }

    /** An account with a sender that cannot send, and one message that waits. */
    private String queued() {
        long account = api.newAccount();
        long sender =
                api.call(
                                "senders/akmta/save",
                                "name",
                                Api.unique("s"),
                                "account_ids",
                                List.of(account))
                        .savedId();
        api.newTokenOf(account)
                .api()
                .call(
                        "/api/v1.1/messages/send",
                        "from",
                        "a@example.com",
                        "to",
                        "b@example.com",
                        "text",
                        "hello")
                .ok();
        return String.valueOf(sender);
    }

    @Test
    void queue_isHeldReleasedAndPurged() {
        String sender = queued();
        String name = "queue of sender " + sender;

        assertThat(ok("queue", "hold", sender, "--reason=audit", "--isp=other"))
                .isEqualToIgnoringNewLines(name + ": held");
        assertThat(ok("queue", "holds", sender)).contains("audit");
        assertThat(ok("queue", "stats", sender)).containsPattern("hold +isp +new(?s:.*) 1 ");
        assertThat(ok("queue", "release", sender))
                .startsWith(name + ": released")
                .containsPattern("released +1");
        assertThat(shell.run("queue", "holds", sender).err()).contains("none");
        assertThat(shell.run("queue", "purge", sender).err()).contains("--yes to purge");
        Shell.Left kept = shell.before(false).run("queue", "purge", sender);
        assertThat(kept.err()).contains("not purged");
        assertThat(ok("queue", "purge", sender, "--dry-run")).contains("touches 1 of messages");
        ok("queue", "purge", sender, "--yes");
        assertThat(ok("queue", "stats", sender, "--group=lane", "--json"))
                .isEqualToIgnoringNewLines("[]");
    }

    @Test
    void top_showsLanesOnce() {
        String sender = queued();

        assertThat(ok("queue", "top", sender, "--once"))
                .containsPattern("(?m)^.*Z  queue of sender " + sender + "  new 1  retry 0")
                .contains("per second  accepted -")
                .containsPattern("(?m)^ *[0-9]+  - +other +1 +0 +0 +0 +1  -$");
    }

    @Test
    void top_redrawsInATerminalAndRepeatsElsewhere() {
        for (boolean person : List.of(true, false)) {
            try (ScriptedApi scripted = new ScriptedApi()) {
                Shell there =
                        new Shell(folder)
                                .with("MAILYARD_URL", scripted.url())
                                .with("MAILYARD_TOKEN", "secret");
                for (int round = 0; round < 2; round++) {
                    scripted.answers("{\"data\":[" + ROW + "]," + OK + "}");
                    if (round == 0) {
                        scripted.answers("{\"error\":403,\"error_text\":\"not allowed\"}");
                    }
                }

                Shell.Left result =
                        (person ? there.before(true) : there).run("queue", "top", "7", "--count=2");

                assertThat(result.code()).as(result.err()).isZero();
                assertThat(result.out().contains("\u001b[H")).isEqualTo(person);
                assertThat(result.out().split("queue of sender 7", -1)).hasSize(3);
                assertThat(result.out()).doesNotContain("per second").contains("3         0");
                assertThat(scripted.asked().getFirst().json())
                        .isEqualTo("{\"id\":7,\"group\":\"lane\"}");
            }
        }
    }

    @Test
    void ledger_isThatOfTheAccount() {
        String account = String.valueOf(api.newAccount());

        assertThat(ok("ledger", "--account-id", account))
                .containsPattern("accepted +0")
                .containsPattern("balanced +true");
    }
}
