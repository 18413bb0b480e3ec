package io.mailyard.suppressions;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.RawHttp;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.Tree;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code suppressions/import} and {@code export}. */
@ParameterizedClass
@EnumSource
class TransferTest {
    private static final String OWN = "/api/v1.1/suppressions/";
    private static final String ADMIN = "/api/v1.1/admin/suppressions/";

    private final TestServer server;
    private final Api api;
    private final long account;

    TransferTest(StoreKind kind) {
        this.server = TestServer.of(kind);
        this.api = server.api();
        this.account = api.newAccount();
    }

    private Answer imported(String query, String csv) {
        return api.send("POST", ADMIN + "import?account_id=" + account + query, "text/csv", csv);
    }

    private List<Tree> rows() {
        return api.call("suppressions/list", "account_id", account).ok().at("data").items();
    }

    private String exported(Api caller, String accept, String path, Object... parameters) {
        Answer answer = caller.with("Accept", accept).call(path, parameters);
        assertThat(answer.status()).isEqualTo(200);
        return answer.text();
    }

    @Test
    void addressesAlone_areManualUnlessToldOtherwise() {
        Answer answer = imported("&reason=old%20list", "a@x.example\nb@x.example\r\n\nc@x.example");

        assertThat(answer.ok().at("data.added").number()).isEqualTo(3);
        assertThat(rows())
                .allSatisfy(row -> {
                    assertThat(row.at("class").text()).isEqualTo("manual");
                    assertThat(row.at("source").text()).isEqualTo("administrator");
                    assertThat(row.at("reason").text()).isEqualTo("old list");
                    assertThat(row.at("expires_at").nothing()).isTrue();
                });
        assertThat(imported("&class=complaint", "d@x.example").ok().at("data.added").number())
                .isEqualTo(1);
        assertThat(rows().getLast().at("class").text()).isEqualTo("complaint");
    }

    @Test
    void columns_standInAnyOrderByTheirNames() {
        String csv =
                String.join(
                        "\r\n",
                        "\uFEFFreason,Email,expires_at,class,created_at",
                        "\"said \"\"no\"\", twice\nand again\",a@x.example,2126-01-01T00:00:00Z,unsubscribe,",
                        ",b@x.example,,hard,2020-01-01T00:00:00Z",
                        "");

        assertThat(imported("", csv).ok().at("data.added").number()).isEqualTo(2);
        Tree first = rows().getFirst();
        assertThat(first.at("reason").text()).isEqualTo("said \"no\", twice\nand again");
        assertThat(first.at("class").text()).isEqualTo("unsubscribe");
        assertThat(first.at("expires_at").text()).isEqualTo("2126-01-01T00:00:00Z");
        assertThat(rows().getLast().at("expires_at").text()).isNotEmpty();
    }

    @Test
    void wrongLines_areNamedAndTheRestIsKept() {
        String csv =
                String.join(
                        "\n",
                        "email,class,reason,expires_at",
                        "good1@x.example",
                        "nobody",
                        "\"multi",
                        "line\",",
                        "a@x.example,angry",
                        "a@x.example,hard,,yesterday",
                        "a@x.example,hard,,2001-01-01T00:00:00Z",
                        "a@x.example,hard,,,,,",
                        ",hard",
                        "x".repeat(9000) + "@x.example",
                        "good2@x.example",
                        "\"never closed",
                        "");

        Answer answer = imported("", csv).ok();

        assertThat(answer.at("data.added").number()).isEqualTo(2);
        assertThat(answer.at("data.refused").number()).isEqualTo(9);
        assertThat(answer.at("data.faults").items())
                .extracting(fault -> fault.at("line").number())
                .containsExactly(3L, 4L, 6L, 7L, 8L, 9L, 10L, 11L, 13L);
        assertThat(answer.at("data.faults.0.reason").text()).contains("nobody");
        assertThat(answer.at("data.faults.2.reason").text()).contains("angry", "complaint");
        assertThat(answer.at("data.faults.8.reason").text()).contains("quote");
        assertThat(rows()).hasSize(2);
    }

    @Test
    void importedAgain_changesNothingButWhatABounceMade() {
        api.call("suppressions/add", "account_id", account, "email", "a@x.example", "class", "hard")
                .ok();
        imported("&class=complaint", "b@x.example").ok();

        Answer again = imported("&class=unsubscribe", "A@x.example\nb@x.example\na@X.EXAMPLE").ok();

        assertThat(again.at("data.changed").number()).isEqualTo(1);
        assertThat(again.at("data.present").number()).isEqualTo(2);
        assertThat(rows())
                .extracting(row -> row.at("class").text())
                .containsExactly("unsubscribe", "complaint");
        assertThat(
                        api.call(
                                        "audit/list",
                                        "account_id",
                                        account,
                                        "action",
                                        "suppressions.import")
                                .ok()
                                .text())
                .contains("\"added\":1", "\"changed\":1");
    }

    @Test
    void whatIsExported_comesBackTheSame() {
        imported("", "email,class,reason\na@x.example,hard,\"x, \"\"y\"\"\"\nb@x.example\n").ok();
        String csv = exported(api, "text/csv", "suppressions/export", "account_id", account);
        assertThat(csv.lines().findFirst().orElseThrow())
                .isEqualTo("email,class,source,reason,answer,message_id,created_at,expires_at");
        assertThat(csv).contains("a@x.example,hard,administrator,\"x, \"\"y\"\"\",,,");

        long other = api.newAccount();
        api.send("POST", ADMIN + "import?account_id=" + other, "text/csv; charset=utf-8", csv).ok();

        String back = exported(api, "text/csv", "suppressions/export", "account_id", other);
        assertThat(withoutTimes(back)).isEqualTo(withoutTimes(csv));
        String lines =
                exported(api, "application/x-ndjson", "suppressions/export", "account_id", other);
        assertThat(lines.lines()).hasSize(2).allMatch(line -> line.startsWith("{\"id\":"));
        assertThat(
                        exported(
                                        api,
                                        "*/*",
                                        "suppressions/export",
                                        "account_id",
                                        other,
                                        "class",
                                        "hard")
                                .lines())
                .hasSize(2);
    }

    private static String withoutTimes(String csv) {
        return csv.replaceAll("20\\d\\d-\\d\\d-\\d\\dT[0-9:.]+Z,", "T,");
    }

    @Test
    void manyBatchesAndPages_areWhole() {
        String csv =
                IntStream.range(0, 3210)
                        .mapToObj(i -> "user" + i + "@x.example")
                        .collect(Collectors.joining("\n"));

        assertThat(imported("", csv).ok().at("data.added").number()).isEqualTo(3210);
        assertThat(exported(api, "text/csv", "suppressions/export", "account_id", account).lines())
                .hasSize(3211);
        assertThat(
                        api.call("suppressions/list", "account_id", account, "limit", 1)
                                .at("total_count")
                                .number())
                .isEqualTo(3210);
    }

    @Test
    void dryRun_countsAndStoresNothing() {
        Answer answer =
                api.with("Prefer", "dry-run")
                        .send(
                                "POST",
                                ADMIN + "import?account_id=" + account,
                                "text/csv",
                                "a@x.example\nnobody\n")
                        .ok();

        assertThat(answer.at("data.added").number()).isEqualTo(1);
        assertThat(answer.at("data.refused").number()).isEqualTo(1);
        assertThat(answer.text()).contains("\"dry_run\":true");
        assertThat(rows()).isEmpty();
    }

    @Test
    void gzip_isUnpacked() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write("a@x.example\n".repeat(2000).getBytes(StandardCharsets.UTF_8));
        }

        Answer answer =
                api.with("Content-Encoding", "gzip")
                        .send(
                                "POST",
                                ADMIN + "import?account_id=" + account,
                                "text/csv",
                                packed.toByteArray())
                        .ok();

        assertThat(answer.at("data.lines").number()).isEqualTo(2000);
        assertThat(rows()).hasSize(1);
    }

    @Test
    void account_hasItsOwnAlone() {
        Api own = api.newTokenOf(account).api();
        long foreign = api.newAccount();
        api.call("suppressions/add", "account_id", foreign, "email", "secret@x.example").ok();
        String everywhere = Api.unique("p") + "@x.example";
        api.call("suppressions/add", "email", everywhere).ok();

        own.send("POST", OWN + "import", "text/csv", "a@x.example\n" + everywhere).ok();

        assertThat(rows()).hasSize(2).allMatch(row -> row.at("source").text().equals("account"));
        String csv = exported(own, "text/csv", OWN + "export");
        assertThat(csv).contains("a@x.example").doesNotContain("secret");
        own.call(OWN + "remove", "email", everywhere).ok();
        assertThat(api.call("suppressions/list", "email", everywhere).at("total_count").number())
                .as("the platform's stays")
                .isEqualTo(1);
        assertThat(own.call(OWN + "remove", "email", everywhere).error()).isEqualTo(404);
        assertThat(own.call(OWN + "remove", "email", "secret@x.example").error()).isEqualTo(404);
        for (String path : List.of(ADMIN + "import", ADMIN + "import?account_id=" + account)) {
            assertThat(own.send("POST", path, "text/csv", "b@x.example").error()).isEqualTo(403);
        }
        assertThat(
                        own.send(
                                        "POST",
                                        OWN + "import?account_id=" + foreign,
                                        "text/csv",
                                        "b@x.example")
                                .error())
                .isEqualTo(400);
        Api reader = api.newTokenOf(account, "scopes", List.of("suppressions:read")).api();
        assertThat(reader.send("POST", OWN + "import", "text/csv", "c@x.example").error())
                .isEqualTo(403);
        assertThat(exported(reader, "text/csv", OWN + "export")).contains("a@x.example");
        Api bound = api.newToken("account_ids", List.of(account)).api();
        assertThat(bound.send("POST", ADMIN + "import", "text/csv", "c@x.example").error())
                .isEqualTo(403);
        assertThat(
                        bound.send(
                                        "POST",
                                        ADMIN + "import?account_id=" + foreign,
                                        "text/csv",
                                        "c@x.example")
                                .error())
                .isEqualTo(403);
        assertThat(rows()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    import?account_id=99999999|text/csv|a@x.example|404
                    import?account_id=nobody|text/csv|a@x.example|400
                    import?class=angry|text/csv|a@x.example|400
                    import?accountid=1|text/csv|a@x.example|400
                    import|text/csv|email;class|400
                    import|text/csv|'email,colour'|400
                    import|application/json|{}|415
                    import|text/plain|a@x.example|415
                    """)
    void whatIsWrong_isRefused(String path, String type, String body, int error) {
        String text = body.startsWith("email;") ? "email,first;name\n" : body;
        Answer answer = api.send("POST", ADMIN + path, type, text);

        assertThat(answer.error()).as(answer.text()).isEqualTo(error);
    }

    /** A body that has begun and does not end. */
    private Socket begun(Api caller) throws IOException {
        Socket socket = new Socket(server.uri().getHost(), server.uri().getPort());
        RawHttp.send(
                socket,
                "POST "
                        + OWN
                        + "import HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                        + caller.token()
                        + "\r\nContent-Type: text/csv\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + "d\r\na@x.example\r\n\r\n");
        return socket;
    }

    /** An import that has begun, and that another of the account is refused for. */
    private Socket underWay(Api caller, Api probing) throws IOException {
        while (true) {
            Socket slow = begun(caller);
            Await.until(() -> answered(slow) || isRefused(probing));
            if (!answered(slow)) {
                return slow;
            }
            // The probe itself was under way.
            slow.close();
        }
    }

    private static boolean isRefused(Api probing) {
        return probing.send("POST", OWN + "import", "text/csv", "b@x.example").status() == 429;
    }

    private static boolean answered(Socket socket) {
        try {
            return socket.getInputStream().available() > 0;
        } catch (IOException closed) {
            return true;
        }
    }

    @Test
    void account_hasOneImportAtATime_andOthersGoOn() throws IOException {
        Api own = api.newTokenOf(account).api();
        Api second = api.newTokenOf(account).api();
        Api other = api.newTokenOf(api.newAccount()).api();
        try (Socket slow = underWay(own, second)) {
            Answer refused = second.send("POST", OWN + "import", "text/csv", "b@x.example");
            assertThat(refused.errorText()).contains("import of account " + account);
            assertThat(refused.header("Retry-After")).isNotEmpty();
            assertThat(exported(second, "text/csv", OWN + "export")).startsWith("email,");
            other.send("POST", OWN + "import", "text/csv", "b@x.example").ok();
            api.send("POST", ADMIN + "import?account_id=" + account, "text/csv", "c@x.example")
                    .ok();
            RawHttp.send(slow, "0\r\n\r\n");
            assertThat(RawHttp.answer(slow).ok().at("data.lines").number()).isEqualTo(1);
        }
        Await.until(() -> !isRefused(second));
    }

    @Test
    void fifthAccount_triesAgainLater_andAdministratorsGoOn() throws IOException {
        List<Socket> slow = new ArrayList<>();
        for (int i = 0; i < TransferRoutes.MOST; i++) {
            Api own = api.newTokenOf(api.newAccount()).api();
            slow.add(underWay(own, own));
        }
        Api fifth = api.newTokenOf(account).api();
        assertThat(fifth.send("POST", OWN + "import", "text/csv", "b@x.example").errorText())
                .contains("too many imports and exports");
        api.send("POST", ADMIN + "import", "text/csv", "c@x.example").ok();
        slow.removeFirst().close();
        Await.until(() -> !isRefused(fifth));
        for (Socket socket : slow) {
            socket.close();
        }
    }

    @Test
    void importThatBreaksOff_givesItsPlaceBack() throws IOException {
        Api own = api.newTokenOf(account).api();
        try (Socket slow = underWay(own, own)) {
            assertThat(slow.isConnected()).isTrue();
        }
        Await.until(
                () -> own.send("POST", OWN + "import", "text/csv", "b@x.example").status() == 200);
    }

    @Test
    void withoutAToken_nothingIsRead() {
        Answer answer = api.withToken("").send("POST", ADMIN + "import", "text/csv", "a@x.example");

        assertThat(answer.error()).isEqualTo(401);
    }
}
