package io.mailyard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Api;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code mailyard vsenders}, against the real server. */
final class VirtualSenderCliTest {
    private final TestServer server = TestServer.of(StoreKind.SQLITE);
    private final Api api = server.api();

    @TempDir private Path folder = Path.of("");

    private Shell.Left run(String... line) {
        return new Shell(folder)
                .with("MAILYARD_URL", server.uri().toString())
                .with("MAILYARD_TOKEN", server.token())
                .run(line);
    }

    private String ok(String... line) {
        Shell.Left result = run(line);
        assertThat(result.code()).as(result.err()).isZero();
        return result.out();
    }

    @Test
    void virtualSender_isManagedByTheCommandLine() throws IOException {
        String account = Long.toString(api.newAccount());
        long sender =
                api.call(
                                "senders/akmta/save",
                                "name",
                                Api.unique("sender"),
                                "account_ids",
                                List.of(account))
                        .savedId();
        String rules =
                "[{\"type\":\"default\",\"senders\":[{\"sender_id\":"
                        + sender
                        + ",\"percent\":100}]}]";
        Files.writeString(folder.resolve("rules.json"), rules);
        String of = "--account-id=" + account;

        String added = ok("vsenders", "add", of, "--name=Main", "--email-rules=@rules.json");
        String id = added.replaceFirst("(?s)\\D*(\\d+).*", "$1");
        ok("vsenders", "update", id, of, "--name=First", "--email-rules", rules);
        String cloned = ok("vsenders", "clone", id);

        assertThat(added).contains("virtual sender " + id + ": added");
        assertThat(cloned).contains("cloned");
        assertThat(ok("vsenders", "list", of)).contains("First", "Clone of First");
        assertThat(ok("vsenders", "get", id, of)).contains("default", Long.toString(sender));
        assertThat(ok("vsenders", "delete", id, of, "--yes")).contains("deleted");
    }

    @Test
    void rulesOtherThanAnArray_areRefusedBeforeTheCall() {
        Shell.Left result = run("vsenders", "add", "--account-id=1", "--email-rules={}");

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("'{}' is not a JSON array");
        assertThat(run("vsenders", "add", "--email-rules=@nothing.json").err())
                .contains("'nothing.json' cannot be read");
    }
}
