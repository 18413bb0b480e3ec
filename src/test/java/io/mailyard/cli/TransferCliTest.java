package io.mailyard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code mailyard suppressions import}, {@code export} and {@code review}. */
class TransferCliTest {
    private final TestServer server = TestServer.of(StoreKind.SQLITE);
    private final Api api = server.api();
    private final String account = Long.toString(api.newAccount());
    private final Path folder;
    private final Shell shell;

    TransferCliTest(@TempDir Path folder) {
        this.folder = folder;
        this.shell =
                new Shell(folder)
                        .with("MAILYARD_URL", server.uri().toString())
                        .with("MAILYARD_TOKEN", server.token());
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    @Test
    void importedFile_isExportedUnchanged() throws IOException {
        file("list.csv", "email,class,reason\na@x.example,complaint,\"too, many\"\nb@x.example\n");

        Shell.Left done =
                shell.run(
                        "suppressions",
                        "import",
                        "list.csv",
                        "--account-id",
                        account,
                        "--reason",
                        "old & new");

        assertThat(done.err()).isEmpty();
        assertThat(done.code()).isZero();
        assertThat(done.out()).isEqualTo("2 added, 0 changed, 0 present, 0 refused of 2 lines\n");
        Shell.Left out = shell.run("suppressions", "export", "--account-id", account);
        assertThat(out.code()).isZero();
        assertThat(out.out())
                .startsWith("email,class,source,reason,")
                .contains("a@x.example,complaint,administrator,\"too, many\",")
                .contains("b@x.example,manual,administrator,old & new,");
        Shell.Left written =
                shell.run("suppressions", "export", "--account-id", account, "--output", "out.csv");
        assertThat(written.out()).isEmpty();
        assertThat(folder.resolve("out.csv")).hasContent(out.out());
        assertThat(folder.resolve("out.csv.part")).doesNotExist();
        assertThat(
                        shell.run(
                                        "suppressions",
                                        "export",
                                        "--account-id",
                                        account,
                                        "--class",
                                        "complaint",
                                        "--json")
                                .out()
                                .lines())
                .hasSize(1)
                .allMatch(line -> line.contains("\"email\":\"a@x.example\""));
    }

    @Test
    void listOfAProvider_isTakenAsItIs() throws IOException {
        file(
                "postmark.csv",
                "EmailAddress;SuppressionReason;Origin;CreatedAt\na@x.example;HardBounce;;\n");

        for (String from : List.of("--from=postmark", "--reason=moved")) {
            Shell.Left done =
                    shell.run(
                            "suppressions",
                            "import",
                            "postmark.csv",
                            from,
                            "--account-id",
                            account,
                            "--dry-run");
            assertThat(done.code()).as(done.err()).isZero();
            assertThat(done.out())
                    .isEqualTo(
                            "would be: 1 added, 0 changed, 0 present, 0 refused of 1 lines of postmark\n");
        }
        assertThat(shell.run("suppressions", "import", "postmark.csv", "--from", "sparkpost").err())
                .contains("sparkpost", "sendgrid, mailgun");
    }

    @Test
    void exportOfAnAccount_isSavedHere() throws IOException {
        String task =
                String.valueOf(
                        server.api()
                                .call("accounts/export", "id", Long.parseLong(account))
                                .ok()
                                .at("data.task_id")
                                .number());
        Await.until(() ->
                server.api()
                        .call("tasks/get", "id", Long.parseLong(task))
                        .at("data.state")
                        .text()
                        .equals("done"));
        assertThat(shell.run("accounts", "export-file", account, task).code()).isZero();
        assertThat(Files.readAllBytes(folder.resolve("account-" + account + ".ndjson.gz")))
                .startsWith(0x1f, 0x8b);
        assertThat(shell.run("accounts", "export-file", account, task + "99").code()).isEqualTo(5);
    }

    @Test
    void invalidLines_areNamedAndSetTheExitCode() {
        Shell.Left result =
                shell.typing("a@x.example\nnobody\nb@x.example\n")
                        .run("suppressions", "import", "-", "--account-id", account);

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.out()).isEqualTo("2 added, 0 changed, 0 present, 1 refused of 3 lines\n");
        assertThat(result.err()).startsWith("line 2: ").contains("nobody");
    }

    @Test
    void dryRun_changesNothing() {
        Shell.Left result =
                shell.typing("a@x.example\n")
                        .run("suppressions", "import", "-", "--account-id", account, "--dry-run");

        assertThat(result.code()).isZero();
        assertThat(result.out()).startsWith("would be: 1 added");
        assertThat(shell.run("suppressions", "export", "--account-id", account).out().lines())
                .hasSize(1);
    }

    @Test
    void eachFault_hasItsExitCode() {
        assertThat(shell.run("suppressions", "import", "none.csv").code()).isEqualTo(2);
        assertThat(shell.run("suppressions", "import").code()).isEqualTo(2);
        assertThat(
                        shell.typing("a@x.example")
                                .run("suppressions", "import", "-", "--account-id", "99999999")
                                .code())
                .isEqualTo(5);
        assertThat(shell.run("suppressions", "export", "--account-id", "99999999").code())
                .isEqualTo(5);
        assertThat(
                        shell.run(
                                        "suppressions",
                                        "export",
                                        "--account-id",
                                        account,
                                        "--output",
                                        "no/such/folder.csv")
                                .code())
                .isEqualTo(1);
        assertThat(
                        shell.with("MAILYARD_TOKEN", "mya_wrong")
                                .typing("a@x.example")
                                .run("suppressions", "import", "-")
                                .code())
                .isEqualTo(4);
        assertThat(
                        shell.with("MAILYARD_URL", "http://127.0.0.1:1")
                                .run("suppressions", "export")
                                .code())
                .isEqualTo(3);
    }

    @Test
    void review_listsAndRemoves() {
        shell.typing("a@gmail.example,hard\nb@x.example,hard\n")
                .run("suppressions", "import", "-", "--account-id", account);
        server.tamper(
                "UPDATE suppressions SET source = 'bounce',"
                        + " answer = '550 5.1.2 the domain gmail.example does not exist'"
                        + " WHERE address = 'a@gmail.example' AND account_id = "
                        + account);

        Shell.Left result = shell.run("suppressions", "review", "--account-id", account);

        assertThat(result.code()).isZero();
        assertThat(result.out())
                .isEqualTo(
                        "a@gmail.example  own_words  550 5.1.2 the domain gmail.example does not exist\n");
        assertThat(result.err()).isEqualTo("1 doubtful\n");
        assertThat(shell.run("suppressions", "review", "--account-id", account, "--remove").code())
                .as("nobody to ask")
                .isEqualTo(2);
        Shell.Left removed =
                shell.run("suppressions", "review", "--account-id", account, "--remove", "--yes");
        assertThat(removed.err()).contains("1 removed");
        assertThat(shell.run("suppressions", "review", "--account-id", account).err())
                .isEqualTo("none\n");
        assertThat(shell.run("suppressions", "export", "--account-id", account).out())
                .contains("b@x.example")
                .doesNotContain("gmail");
    }
}
