package io.mailyard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CliTest {
    private static final String OK = "\"error\":0,\"error_text\":\"Successful operation\"";

    @TempDir Path folder;
    private final ScriptedApi api = new ScriptedApi();
    private Shell shell = new Shell(Path.of(""));

    @BeforeEach
    void shell() {
        shell = new Shell(folder).with("MAILYARD_URL", api.url()).with("MAILYARD_TOKEN", "secret");
    }

    @AfterEach
    void close() {
        api.close();
    }

    @Test
    void freeze_sendsTheDocumentedBody() {
        api.answers("{" + OK + "}");
        Shell.Left result =
                shell.run(
                        "accounts",
                        "freeze",
                        "7",
                        "--payment-url",
                        "https://example.com",
                        "--reason",
                        "unpaid");
        assertThat(result.code()).as(result.err()).isZero();
        ScriptedApi.Asked asked = api.asked().getFirst();
        assertThat(asked.path()).isEqualTo("/api/v1.1/admin/accounts/freeze");
        assertThat(asked.json())
                .isEqualTo(
                        "{\"id\":7,\"frozen_details\":{\"payment_url\":\"https://example.com\"},"
                                + "\"reason\":\"unpaid\"}");
        assertThat(asked.header("Authorization")).isEqualTo("Bearer secret");
        assertThat(asked.header("Prefer")).isEqualTo("handling=strict");
        assertThat(asked.header("User-agent")).startsWith("mailyard-cli/");
        assertThat(result.out()).isEqualToIgnoringNewLines("account 7: frozen\n");
    }

    @Test
    void save_sendsEachKindAsItsJsonType() {
        api.answers("{\"data\":{\"saved_id\":12}," + OK + "}");
        Shell.Left result =
                shell.run(
                        "accounts",
                        "save",
                        "--name=Zoë",
                        "--tariff=3",
                        "--web-version-policy=strict",
                        "--enable-pixel",
                        "--enable-push=false",
                        "--external-data-connectors=4,5",
                        "--reports-day=1");
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(api.asked().getFirst().json())
                .isEqualTo(
                        "{\"name\":\"Zoë\",\"tariff\":3,\"reports_day\":1,"
                                + "\"enable_push\":false,\"enable_pixel\":true,"
                                + "\"web_version_policy\":\"strict\","
                                + "\"external_data_connectors\":[4,5]}");
        assertThat(result.out()).isEqualToIgnoringNewLines("account 12: saved\n");
    }

    @Test
    void flag_doesNotConsumeTheNextArgument() {
        api.answers("{\"data\":{\"saved_id\":12}," + OK + "}");
        shell.run("accounts", "save", "--is-active", "12");
        assertThat(api.asked().getFirst().json()).isEqualTo("{\"id\":12,\"is_active\":true}");
    }

    @Test
    void emptyList_clearsTheParameter() {
        api.answers("{\"data\":{\"saved_id\":2}," + OK + "}");
        shell.run("tokens", "save", "2", "--addresses", "", "--account-ids=");
        assertThat(api.asked().getFirst().json())
                .isEqualTo("{\"id\":2,\"account_ids\":[],\"addresses\":[]}");
    }

    @Test
    void accountTokens_useTheirOwnPath() {
        api.answers("{\"data\":{\"saved_id\":2,\"token\":\"fresh\"}," + OK + "}");
        Shell.Left result = shell.run("tokens", "rotate", "2", "--account-id", "5");
        assertThat(api.asked().getFirst().path())
                .isEqualTo("/api/v1.1/admin/accounts/tokens/rotate");
        assertThat(result.out()).isEqualToIgnoringNewLines("token 2: rotated\nfresh\n");
        assertThat(result.err()).contains("only once");
    }

    @Test
    void password_comesFromAFileOrStandardInput() throws IOException {
        Files.writeString(folder.resolve("pw"), "hunter two\nmore");
        api.answers("{\"data\":{\"saved_id\":1}," + OK + "}");
        api.answers("{\"data\":{\"saved_id\":1}," + OK + "}");
        shell.run("users", "update", "5", "anna", "--password-file", "pw");
        shell.typing("typed\n").run("users", "update", "5", "anna", "--password-file", "-");
        assertThat(api.asked())
                .extracting(ScriptedApi.Asked::json)
                .containsExactly(
                        "{\"account_id\":5,\"name\":\"anna\",\"password\":\"hunter two\"}",
                        "{\"account_id\":5,\"name\":\"anna\",\"password\":\"typed\"}");
    }

    @ParameterizedTest
    @CsvSource({
        "400, 1", "401, 4", "402, 7", "403, 4", "404, 5", "409, 6", "429, 7", "500, 8", "503, 8"
    })
    void refusal_hasTheExitCodeOfItsError(int error, int exit) {
        api.answers("{\"error\":" + error + ",\"error_text\":\"because\"}");
        Shell.Left result = shell.run("accounts", "get", "7");
        assertThat(result.code()).isEqualTo(exit);
        assertThat(result.err()).contains(error + ": because");
        assertThat(result.out()).isEmpty();
    }

    @Test
    void refusal_failsWithAnyHttpStatus() {
        api.answers(404, Map.of(), "{\"error\":404,\"error_text\":\"gone\"}");
        assertThat(shell.run("accounts", "get", "7").code()).isEqualTo(5);
    }

    @Test
    void faults_arePrintedOnePerLine() {
        api.answers(
                "{\"error\":400,\"error_text\":\"tz: bad; name: is required\",\"errors\":["
                        + "{\"field\":\"tz\",\"reason\":\"bad\"},"
                        + "{\"field\":\"name\",\"reason\":\"is required\"}]}");
        Shell.Left result = shell.run("accounts", "save");
        assertThat(result.err().lines())
                .containsExactly("mailyard: error 400", "  tz: bad", "  name: is required");
    }

    @Test
    void tooManyRequests_statesWhenToRetry() {
        api.answers(429, Map.of("Retry-After", "17"), "{\"error\":429,\"error_text\":\"slow\"}");
        assertThat(shell.run("accounts", "get", "7").err()).contains("try again in 17 s");
    }

    @Test
    void answerOfAProxy_isRecognised() {
        api.answers(502, Map.of(), "<html>bad gateway</html>");
        api.answers(200, Map.of(), "{\"hello\":\"world\"}");
        api.answers(302, Map.of("Location", "http://127.0.0.1:1/"), "");
        assertThat(shell.run("accounts", "get", "7").code()).isEqualTo(8);
        assertThat(shell.run("accounts", "get", "7").code()).isEqualTo(3);
        assertThat(shell.run("accounts", "get", "7").code()).isEqualTo(3);
    }

    @Test
    void closedPort_isUnreachable() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Shell.Left result = shell.run("accounts", "list", "--url", "http://127.0.0.1:" + port);
        assertThat(result.code()).isEqualTo(3);
        assertThat(result.err()).contains("connection refused");
    }

    @Test
    void silentServer_timesOut() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Shell.Left result =
                    shell.run(
                            "accounts",
                            "list",
                            "--timeout=1",
                            "--url=http://127.0.0.1:" + silent.getLocalPort());
            assertThat(result.code()).isEqualTo(3);
            assertThat(result.err()).contains("no answer within 1 s");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "accounts",
        "accounts freeze",
        "accounts freeze x",
        "accounts freeze 7 8",
        "accounts save --reports-day=monday",
        "accounts save --is-active=maybe",
        "accounts list --limit=0",
        "accounts delete 7",
        "accounts get 7 --url=ftp://example.com",
        "accounts get 7 --url=http://user@example.com",
        "accounts get 7 --token-file=missing",
        "accounts get 7 --idempotency-key=x",
        "accounts activate 7 --idempotency-key=ä",
        "accuonts list"
    })
    void wrongCommandLine_sendsNothing(String typed) {
        Shell.Left result = shell.run(typed.split(" ", -1));
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).isNotBlank();
        assertThat(api.asked()).isEmpty();
    }

    @Test
    void unreadableArgument_isRefused() {
        assertThat(shell.run("accounts", "save", "--title=Z\uFFFD").err()).contains("UTF-8 locale");
        assertThat(api.asked()).isEmpty();
    }

    @Test
    void delete_showsTheImpactAndAsks() {
        String foreseen =
                "{"
                        + OK
                        + ",\"touches\":{\"links\":2},\"dry_run\":true,\"changes\":["
                        + "{\"action\":\"users.delete\",\"object_id\":\"9\","
                        + "\"before\":{\"username\":\"anna\"},\"after\":null}]}";
        api.answers(foreseen);
        Shell.Left refused = shell.before(false).run("users", "delete", "5", "anna");
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.out().lines())
                .containsExactly("  users.delete 9", "    username: anna", "  touches 2 of links");
        api.answers(foreseen).answers("{" + OK + "}");
        Shell.Left agreed = shell.before(true).run("users", "delete", "5", "anna");
        assertThat(agreed.code()).as(agreed.err()).isZero();
        assertThat(agreed.out().lines()).last().isEqualTo("user anna of account 5: deleted");
        assertThat(api.asked())
                .extracting(asked -> asked.header("Prefer"))
                .containsExactly(
                        "dry-run, handling=strict", "dry-run, handling=strict", "handling=strict");
    }

    @Test
    void alerts_areMembersOfOneObject() {
        api.answers("{\"data\":{\"saved_id\":1}," + OK + "}");
        shell.run(
                "users", "update", "5", "anna", "--alerts-limits", "--alerts-daily-reports=false");
        assertThat(api.asked().getFirst().json())
                .isEqualTo(
                        "{\"account_id\":5,\"name\":\"anna\","
                                + "\"alerts\":{\"limits\":true,\"daily_reports\":false}}");
    }

    @Test
    void delete_doesNotAskWithYes() {
        api.answers("{" + OK + "}");
        assertThat(shell.run("tariffs", "delete", "5", "--yes").code()).isZero();
    }

    @Test
    void dryRun_showsWhatWouldChange() {
        api.answers(
                "{"
                        + OK
                        + ",\"dry_run\":true,\"changes\":[{\"action\":\"accounts.freeze\","
                        + "\"object_type\":\"account\",\"object_id\":\"7\",\"account_id\":7,"
                        + "\"before\":{\"is_frozen\":false},\"after\":{\"is_frozen\":true}}]}");
        Shell.Left result =
                shell.run("accounts", "freeze", "7", "--dry-run", "--idempotency-key=k1");
        assertThat(api.asked().getFirst().header("Prefer")).isEqualTo("dry-run, handling=strict");
        assertThat(api.asked().getFirst().header("Idempotency-key")).isEqualTo("k1");
        assertThat(result.out().lines())
                .containsExactly(
                        "Dry run, nothing was changed. It would do:",
                        "  accounts.freeze 7",
                        "    is_frozen: false -> true");
    }

    @Test
    void token_defaultsToThatOfTheLocalServer() throws IOException {
        Files.createDirectory(folder.resolve("data"));
        Files.writeString(folder.resolve("data/admin-token"), "local-token\n");
        api.answers("{\"data\":{\"id\":7}," + OK + "}");
        Shell.Left result = new Shell(folder).run("accounts", "get", "7", "--url", api.url());
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(api.asked().getFirst().header("Authorization")).isEqualTo("Bearer local-token");
    }

    @Test
    void localToken_isNotSentToAnotherMachine() throws IOException {
        Files.writeString(folder.resolve("admin-token"), "local-token\n");
        Shell.Left result =
                new Shell(folder)
                        .with("MAILYARD_DATA", folder.toString())
                        .run("accounts", "get", "7", "--url", "http://127.example.invalid");
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("no token");
    }

    @Test
    void get_showsNamesAndValues() {
        api.answers(
                "{\"data\":{\"id\":7,\"title\":\"A\\u009b31m\\u202eB\",\"deleted_at\":null,"
                        + "\"receipts\":[{\"node\":1,\"ms\":12}]},"
                        + OK
                        + "}");
        assertThat(shell.run("accounts", "get", "7").out().lines())
                .containsExactly(
                        "id          7",
                        "title       A\\u009b31m\\u202eB",
                        "deleted_at  -",
                        "receipts:",
                        "  node  ms",
                        "     1  12");
    }

    @Test
    void get_printsLongValuesInFull() {
        api.answers(
                "{\"data\":{\"rows\":[{\"a\":\"x\",\"b\":\""
                        + "y".repeat(30)
                        + "\"},{\"a\":\"z\"}]},"
                        + OK
                        + "}");
        assertThat(shell.wide(20).run("accounts", "get", "7").out().lines())
                .containsExactly("rows:", "  a  x", "  b  " + "y".repeat(30), "", "  a  z", "");
    }

    @Test
    void json_printsTheDataUnchanged() {
        api.answers(
                "{\"data\":{\"id\":9007199254740993,\"ratio\":1.50,\"note\":\"\\u009b\"},"
                        + OK
                        + "}");
        assertThat(shell.run("accounts", "get", "7", "--json").out().lines())
                .containsExactly(
                        "{",
                        "  \"id\": 9007199254740993,",
                        "  \"ratio\": 1.50,",
                        "  \"note\": \"\\u009b\"",
                        "}");
    }

    @Test
    void json_printsNullWithoutData() {
        api.answers("{" + OK + "}");
        assertThat(shell.run("accounts", "activate", "7", "--json").out().strip())
                .isEqualTo("null");
    }

    @Test
    void completion_knowsTheCommands() {
        Shell.Left result = shell.run("completion", "bash");
        assertThat(result.code()).isZero();
        assertThat(result.out()).contains("accounts", "freeze", "--payment-url", "completion");
        assertThat(shell.run("completion", "tcsh").code()).isEqualTo(2);
    }

    @Test
    void help_explainsEveryCommand() {
        String help = shell.run("--help").out();
        assertThat(help).contains("accounts", "users", "tariffs", "tokens", "audit", "states");
        assertThat(shell.run("accounts", "freeze", "--help").out())
                .contains("--payment-url", "--dry-run", "--idempotency-key", "--token-file")
                .containsPattern("5 +no such object");
        assertThat(shell.run("--version").out()).contains("mailyard", "Java 25");
    }
}
