package io.mailyard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.StoreKind;
import io.mailyard.testing.StoresOfRun;
import io.mailyard.testing.TestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/** {@code export}, {@code plan} and {@code apply} against real servers. */
class DeclareTest {
    private static Shell at(TestServer server) {
        return new Shell(server.folder())
                .with("MAILYARD_URL", server.uri().toString())
                .with("MAILYARD_TOKEN", server.token());
    }

    private static String ok(Shell shell, String... args) {
        Shell.Left result = shell.run(args);
        assertThat(result.code()).as(result.err() + result.out()).isZero();
        return result.out();
    }

    private static void write(TestServer server, String file, String text) {
        try {
            Files.writeString(server.folder().resolve(file), text);
        } catch (IOException full) {
            throw new UncheckedIOException(full);
        }
    }

    @ParameterizedTest
    @StoresOfRun
    void export_isComplete_andReproducesTheServer(StoreKind kind) {
        String pem = RichWorld.pem();
        try (TestServer testServer = TestServer.start(kind);
                TestServer other = TestServer.start(kind)) {
            RichWorld.populate(testServer, pem);
            String yaml = ok(at(testServer), "export");
            write(testServer, "m.yaml", yaml);
            assertThat(ok(at(testServer), "plan", "m.yaml")).startsWith("0 to create, 0 to change");
            write(testServer, "m.json", ok(at(testServer), "export", "--json"));
            assertThat(ok(at(testServer), "plan", "m.json")).startsWith("0 to create, 0 to change");

            // the private half of a key is in no export: it comes from where it is kept
            write(other, "key.pem", pem);
            write(
                    other,
                    "m.yaml",
                    yaml.replace("public_key:", "private_key_file: key.pem\n    public_key:"));
            Shell.Left planned = at(other).run("plan", "m.yaml");
            assertThat(planned.code()).as(planned.err()).isEqualTo(9);
            assertThat(planned.out())
                    .contains(
                            "+ sender 'Main'",
                            "+ user 'Bob' of account 'Acme'",
                            "+ tariff 'Größe: L'")
                    .doesNotContain("PRIVATE KEY");
            String applied = ok(at(other), "apply", "m.yaml");
            assertThat(applied).contains("node 'edge': created", "its key, shown this once: myn_");
            assertThat(ok(at(other), "plan", "m.yaml")).startsWith("0 to create, 0 to change");
            assertThat(ok(at(other), "apply", "m.yaml")).startsWith("nothing to do");
            assertThat(ok(at(other), "export")).isEqualTo(yaml);
        }
    }

    @ParameterizedTest
    @StoresOfRun
    void changes_areShownByMember_andApplied(StoreKind kind) {
        try (TestServer server = TestServer.start(kind)) {
            RichWorld.populate(server, RichWorld.pem());
            Shell shell = at(server);
            String yaml = ok(shell, "export", "--only", "accounts,users,senders,isps");
            write(
                    server,
                    "m.yaml",
                    yaml.replace("title: \"Acme & Co\"", "title: New")
                            .replace("senders: [Main, Backup]", "senders: [Backup, sms]")
                            .replace(
                                    "domains: [nail.example, xn--bcher-kva.example]",
                                    "domains: [NAIL.example, bücher.example]")
                            .replace("name: anna", "name: Anna")
                            .replace("channel_type: sms", "channel_type: custom"));
            Shell.Left planned = shell.run("plan", "m.yaml");
            assertThat(planned.out())
                    .contains("title: Acme & Co -> New")
                    .contains("senders: Main,Backup -> Backup,sms")
                    .contains("~ user 'Anna' of account 'Acme'", "name: anna -> Anna")
                    .contains("channel_type: sms -> custom")
                    .contains("0 to create, 3 to change, 0 to delete")
                    .doesNotContain("Nail");
            ok(shell, "apply", "m.yaml");
            assertThat(ok(shell, "plan", "m.yaml")).startsWith("0 to create, 0 to change");
            assertThat(ok(shell, "export", "--only", "accounts"))
                    .contains("title: New", "senders: [Backup, sms]");
        }
    }

    @ParameterizedTest
    @StoresOfRun
    void onlyObjectsThatPruneNames_areDeleted(StoreKind kind) {
        try (TestServer server = TestServer.start(kind)) {
            RichWorld.populate(server, RichWorld.pem());
            Shell shell = at(server);
            write(
                    server,
                    "m.yaml",
                    """
                    strategies: []
                    senders:
                      - {name: Main, isp_strategies: []}
                    accounts:
                      - name: Acme
                        users: [{name: anna}]
                      - name: beta
                    """);
            assertThat(shell.run("plan", "m.yaml").out())
                    .contains("1 to change, 0 to delete", "isp_strategies: ");
            Shell.Left planned =
                    shell.run("plan", "m.yaml", "--prune", "users,strategies,senders", "--json");
            assertThat(planned.code()).isEqualTo(9);
            assertThat(planned.out())
                    .contains("\"name\": \"Bob\"", "\"name\": \"slow\"", "\"name\": \"Backup\"")
                    .doesNotContain("60:60");
            ok(shell, "apply", "m.yaml", "--prune", "users,strategies,senders");
            assertThat(ok(shell, "users", "list", "1")).contains("anna").doesNotContain("Bob");
            assertThat(ok(shell, "strategies", "list")).contains("60:60").doesNotContain("slow");
            assertThat(shell.run("plan", "m.yaml", "--prune=keys").err())
                    .contains("prune includes keys, which the document does not mention");
        }
    }

    @ParameterizedTest
    @StoresOfRun
    void faults_areReportedTogether_andNothingIsChanged(StoreKind kind) {
        try (TestServer server = TestServer.start(kind)) {
            RichWorld.populate(server, RichWorld.pem());
            Shell shell = at(server);
            String before = server.dump().ofCalls().text();
            write(
                    server,
                    "m.yaml",
                    """
                    accounts:
                      - name: new
                        tariff: none
                        senders: [Nobody, Main]
                        vsenders:
                          - name: v
                            email_rules:
                              - {type: default, senders: [{sender: No, percent: 100}]}
                    senders:
                      - name: Main
                        ips: [{node: nowhere, ip: 127.0.0.1}]
                      - name: sms
                    keys:
                      - {name: sign, state: active}
                    """);
            Shell.Left result = shell.run("apply", "m.yaml");
            assertThat(result.code()).isEqualTo(2);
            assertThat(result.err())
                    .contains("line 2: accounts[0]: needs title")
                    .contains("line 3: accounts[0].tariff: there is no tariff 'none'")
                    .contains("line 4: accounts[0].senders[0]: there is no sender 'Nobody'")
                    .contains(
                            "line 8: accounts[0].vsenders[0].email_rules[0].senders[0].sender:"
                                    + " there is no sender 'No'")
                    .contains("line 11: senders[0].ips[0].node: there is no node 'nowhere'")
                    .contains(
                            "line 12: senders[1].type: a sender cannot change between akmta and another type")
                    .contains("keys[0].state: a key that is retiring cannot become active");
            write(
                    server,
                    "m.yaml",
                    """
                    tariffs:
                      - {name: "1", overrun: maybe}
                    accounts:
                      - {name: beta, tz: Mars/Base, reports_hour: 77}
                    """);
            assertThat(shell.run("plan", "m.yaml").err())
                    .contains("line 2: tariffs[0].name: '1' is of digits alone")
                    .contains("line 2: tariffs[0].overrun: ")
                    .contains("line 4: accounts[0].tz: 'Mars/Base' is not an IANA time zone")
                    .contains("line 4: accounts[0].reports_hour: ");
            assertThat(server.dump().ofCalls().text()).isEqualTo(before);
        }
    }

    @ParameterizedTest
    @StoresOfRun
    void apply_stopsAtTheFirstFailure_andResumesThere(StoreKind kind) {
        try (TestServer server = TestServer.start(kind)) {
            RichWorld.populate(server, RichWorld.pem());
            Shell shell = at(server);
            String document =
                    """
                    tariffs:
                      - {name: small, messages_per_month: 5}
                    accounts:
                      - &a {name: one, title: One, tz: UTC, tariff: small, reports_day: 1, reports_hour: 9}
                      - {name: two, title: Two, tz: UTC, tariff: small, reports_day: 9, reports_hour: 9}
                      - {name: three, title: Three, tz: UTC, tariff: small, reports_day: 1, reports_hour: 9}
                    """;
            write(server, "m.yaml", document);
            Shell.Left result = shell.run("apply", "m.yaml");
            assertThat(result.code()).isEqualTo(1);
            assertThat(result.out()).contains("tariff 'small': created", "account 'one': created");
            assertThat(result.err())
                    .contains("account 'two': not created", "reports_day", "2 done, 2 not done:")
                    .contains("+ account 'three'");
            write(server, "m.yaml", document.replace("reports_day: 9", "reports_day: 7"));
            String rest = ok(shell, "apply", "m.yaml", "--json");
            assertThat(rest).contains("\"two\"", "\"three\"", "\"not_done\": []");
            assertThat(rest).doesNotContain("\"tariffs\"", "\"one\"");
        }
    }

    @ParameterizedTest
    @StoresOfRun
    void sender_isUnassignedOnceNoRuleNamesIt(StoreKind kind) {
        try (TestServer server = TestServer.start(kind)) {
            RichWorld.populate(server, RichWorld.pem());
            Shell shell = at(server);
            write(
                    server,
                    "m.yaml",
                    """
                    accounts:
                      - name: Acme
                        senders: [sms, Backup]
                        vsenders:
                          - name: "Letters: all"
                            email_rules:
                              - {type: default, senders: [{sender: Backup, percent: 100}]}
                          - name: other
                            sms_rules:
                              - {type: default, senders: [{sender: sms, percent: 100}]}
                    """);
            assertThat(ok(shell, "apply", "m.yaml"))
                    .containsSubsequence(
                            "account 'Acme': changed",
                            "virtual sender 'Letters: all' of account 'Acme': changed",
                            "virtual sender 'other' of account 'Acme': created",
                            "account 'Acme': changed");
            assertThat(ok(shell, "plan", "m.yaml")).startsWith("0 to create, 0 to change");
            ok(shell, "apply", "m.yaml", "--prune=vsenders");
            assertThat(ok(shell, "vsenders", "list", "--account-id=1")).contains("other");
        }
    }

    @ParameterizedTest
    @StoresOfRun
    void apply_asksForConfirmationOnATerminal(StoreKind kind) {
        try (TestServer server = TestServer.start(kind)) {
            Shell shell = at(server);
            write(server, "m.yaml", "tariffs: [{name: small}]");
            Shell.Left no = shell.before(false).run("apply", "m.yaml");
            assertThat(no.code()).isEqualTo(1);
            assertThat(no.out()).contains("+ tariff 'small'");
            assertThat(ok(shell.before(true), "apply", "m.yaml")).contains("small': created");
            assertThat(ok(shell.typing("tariffs: [{name: small}]"), "plan", "-"))
                    .startsWith("0 to create");
        }
    }

    /**
     * One of them is applied, the others are copies of its rows: that is a hundred times as quick.
     */
    @Test
    void thousandAccounts_areExportedAndPlannedInPages() throws SQLException {
        try (TestServer server = TestServer.start(StoreKind.SQLITE)) {
            Shell shell = at(server);
            write(server, "m.yaml", accounts(1));
            ok(shell, "apply", "m.yaml");
            copyFirstAccount(server, 1_001);
            write(server, "m.yaml", accounts(1_002));
            ok(shell, "apply", "m.yaml");
            assertThat(ok(shell, "plan", "m.yaml")).contains("1002 accounts, 1002 users");
            write(server, "all.yaml", ok(shell, "export"));
            assertThat(ok(shell, "plan", "all.yaml")).startsWith("0 to create, 0 to change");
            assertThat(Path.of(server.folder().toString(), "all.yaml")).isNotEmptyFile();
        }
    }

    private static String accounts(int number) {
        StringBuilder document = new StringBuilder("accounts:\n");
        for (int i = 0; i < number; i++) {
            document.append("  - {name: a")
                    .append(i)
                    .append(", title: A, tz: UTC, tariff: default, reports_day: 1, reports_hour: 9")
                    .append(", users: [{name: u, email: u@example.com}]}\n");
        }
        return document.toString();
    }

    /** Account a0 and its user again, as a1 and so on, until there are so many. */
    private static void copyFirstAccount(TestServer server, int number) throws SQLException {
        try (Connection connection = server.connection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("CREATE TEMP TABLE one AS SELECT * FROM accounts WHERE name = 'a0'");
            statement.execute(
                    "CREATE TEMP TABLE his AS SELECT * FROM users WHERE account_id"
                            + " = (SELECT id FROM one)");
            for (int i = 1; i < number; i++) {
                // ids past all that the server gives out
                int id = 1_000_000 + i;
                statement.execute(
                        "UPDATE one SET id = "
                                + id
                                + ", name = 'a"
                                + i
                                + "', name_key = 'a"
                                + i
                                + "'");
                statement.execute("UPDATE his SET id = " + id + ", account_id = " + id);
                statement.execute("INSERT INTO accounts SELECT * FROM one");
                statement.execute("INSERT INTO users SELECT * FROM his");
            }
            connection.commit();
        }
    }
}
