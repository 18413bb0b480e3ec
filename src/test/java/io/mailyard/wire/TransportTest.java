package io.mailyard.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.RawHttp;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is answered before any call is reached (docs/spec/admin-api.md, section 1 "HTTP status").
 */
class TransportTest {
    private static TestServer server;
    private static Api api;

    @BeforeAll
    static void start() {
        server =
                TestServer.start(
                        StoreKind.SQLITE,
                        "http.max-body=2048",
                        "http.body-timeout=300ms",
                        "http.max-header=2048");
        api = server.api();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static void assertRefused(Answer answer, int status) {
        assertThat(answer.status()).as("%s", answer).isEqualTo(status);
        assertThat(answer.error()).isEqualTo(status);
        assertThat(answer.errorText()).isNotBlank();
        assertThat(answer.header("Request-Id")).isNotBlank();
        assertThat(answer.text()).doesNotContain("Exception", "at io.", "\tat ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/%E2%80%AEx", "/api/%E2%80%AEx", "/api/%C2%9Bx", "/%C2%9Bx"})
    void charactersThatActOnATerminal_areShownEscaped(String path) throws IOException {
        try (Socket socket = new Socket(server.uri().getHost(), server.uri().getPort())) {
            RawHttp.send(socket, "GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n");
            Answer answer = RawHttp.answer(socket);
            assertRefused(answer, 404);
            assertThat(answer.errorText()).doesNotContain("\u202e", "\u009b").contains("\\u");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "accounts/lists",
                "accounts",
                "accounts/add",
                "accounts/add/",
                "/api/v1.1/admin",
                "/api/v1.1/",
                "/api/v1.2/admin/accounts/list",
                "/api",
                "/nowhere"
            })
    void unknownPath_is404WithTheEnvelope(String path) {
        assertRefused(api.json(path, "{}"), 404);
        assertRefused(api.xml(path, "<xml/>"), 404);
        assertRefused(api.send("GET", path, "", ""), 404);
    }

    @Test
    void unknownPath_namesTheNearest() {
        assertThat(api.json("accounts/lsit", "{}").errorText())
                .contains("/api/v1.1/admin/accounts/list");
    }

    @ParameterizedTest
    @ValueSource(strings = {"accounts/add", "accounts/add/"})
    void misprintedAddress_hintsAtUsersDelete(String path) {
        Answer answer = api.json(path, "{\"account_id\":1,\"name\":\"example\"}");

        assertRefused(answer, 404);
        assertThat(answer.errorText()).contains("accounts/users/delete").contains("accounts/save");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "PUT", "DELETE", "PATCH", "OPTIONS"})
    void otherMethods_are405AndAllowPost(String method) {
        for (String path : new String[] {"accounts/list", "accounts/list/", "tokens/save"}) {
            Answer answer = api.send(method, path, "", "");

            assertRefused(answer, 405);
            assertThat(answer.header("Allow")).isEqualTo("POST");
        }
    }

    @Test
    void head_is405WithoutABody() {
        Answer answer = api.send("HEAD", "accounts/list", "", "");

        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.text()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "{\"id\":1,}", "{\"id\":1}x", "[1]", "{\"id\":1,\"id\":2}"})
    void brokenJson_is400(String body) {
        Answer answer = api.json("accounts/get", body);

        assertRefused(answer, 400);
        assertThat(answer.errorText()).contains("line").contains("column");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<xml>",
                "<xml><id>1</xml>",
                "<other><id>1</id></other>",
                "<!DOCTYPE xml [<!ENTITY a 'x'>]><xml><id>&a;</id></xml>",
                "<xml><id>1</id></xml>x"
            })
    void brokenXml_is400InXml(String body) {
        Answer answer = api.xml("accounts/get", body);

        assertRefused(answer, 400);
        assertThat(answer.text()).startsWith("<xml>");
    }

    @Test
    void invalidUtf8_is400() {
        byte[] body = "{\"name\":\"caf\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1);

        assertRefused(api.send("POST", "accounts/get", "application/json", body), 400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"id=1", "[1]", "\"text\"", "12", "\u0000"})
    void neitherJsonNorXml_is415(String body) {
        assertRefused(api.send("POST", "accounts/get", "text/plain", body), 415);
        assertRefused(api.send("POST", "accounts/get", "", body), 415);
    }

    @Test
    void anotherCharset_is415() {
        assertRefused(
                api.send(
                        "POST",
                        "accounts/get",
                        "application/json; charset=windows-1251",
                        "{\"id\":\"é\"}"),
                415);
    }

    @Test
    void bodyBeyondTheLimit_is413() {
        Answer fits = api.json("accounts/get", "{\"id\":1" + " ".repeat(2048 - 8) + "}");
        Answer larger = api.json("accounts/get", "{\"id\":1" + " ".repeat(2048 - 7) + "}");

        assertThat(fits.status()).isEqualTo(200);
        assertRefused(larger, 413);
        assertRefused(api.xml("accounts/get", "<xml>" + " ".repeat(3000) + "</xml>"), 413);
    }

    @ParameterizedTest
    @CsvSource({"application/json, application/json", "application/xml, application/xml"})
    void bodyThatIsSlow_is408InItsFormat(String type, String answerType) {
        Answer answer =
                RawHttp.exchange(
                        server.uri(),
                        "POST /api/v1.1/admin/accounts/list HTTP/1.1\r\nHost: x\r\nContent-Type: "
                                + type
                                + "\r\nContent-Length: 100\r\n\r\n{");

        assertRefused(answer, 408);
        assertThat(answer.header("Content-Type")).startsWith(answerType);
        assertThat(answer.header("Connection")).isEqualTo("close");
    }

    /** A byte now and then keeps the connection from being silent. */
    @Test
    void headThatIsSlow_is408() throws IOException {
        try (TestServer own = TestServer.start(StoreKind.SQLITE, "http.head-timeout=300ms");
                Socket socket = new Socket(own.uri().getHost(), own.uri().getPort())) {
            RawHttp.send(socket, "POST /api/v1.1/admin/accounts/list HTTP/1.1\r\nX-Slow: ");
            Await.until(() -> answersTo(socket, "x"));

            Answer answer = RawHttp.answer(socket);

            assertRefused(answer, 408);
            assertThat(answer.header("Connection")).isEqualTo("close");
        }
    }

    private static boolean answersTo(Socket socket, String piece) {
        try {
            // once it has answered the server hears nothing more, and a piece would break the line
            if (socket.getInputStream().available() > 0) {
                return true;
            }
            RawHttp.send(socket, piece);
            return false;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    @Test
    void headInPieces_isServed() throws IOException {
        try (Socket socket = new Socket(server.uri().getHost(), server.uri().getPort())) {
            for (int i = 0; i < 2; i++) {
                for (String piece : List.of("GET /health HT", "TP/1.1\r\nHost: x\r\n", "\r\n")) {
                    RawHttp.send(socket, piece);
                }
                assertThat(RawHttp.answer(socket).status()).isEqualTo(200);
            }
        }
    }

    @Test
    void chunkedBodyBeyondTheLimit_is413() {
        String chunk = "800\r\n" + " ".repeat(0x800) + "\r\n";
        Answer answer =
                RawHttp.exchange(
                        server.uri(),
                        "POST /api/v1.1/admin/accounts/list HTTP/1.1\r\nHost: x\r\n"
                                + "Content-Type: application/xml\r\nTransfer-Encoding: chunked\r\n\r\n"
                                + chunk
                                + chunk
                                + "0\r\n\r\n");

        assertRefused(answer, 413);
        assertThat(answer.text()).startsWith("<xml>");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST /api/v1.1/admin/accounts/list HTTP/1.1\r\n\r\n",
                "POST /api/v1.1/admin/accounts/list HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}",
                "POST /api/v1.1/admin/accounts/list HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}",
                "POST /api/v1.1/admin/%2e%2e/accounts/list HTTP/1.1\r\nHost: x\r\n\r\n",
                "POST /api/v1.1/admin/accounts%00/list HTTP/1.1\r\nHost: x\r\n\r\n",
                "POST /api/v1.1/admin/accounts/list HTTP/1.1\r\nHost: x\r\nbad header\r\n\r\n",
                "<>\r\n\r\n"
            })
    void malformedHttp_is400WithTheEnvelope(String request) {
        assertRefused(RawHttp.exchange(server.uri(), request), 400);
    }

    @Test
    void headBeyondTheLimit_is431WithTheEnvelope() {
        Answer answer =
                RawHttp.exchange(
                        server.uri(),
                        "POST /api/v1.1/admin/accounts/list HTTP/1.1\r\nHost: x\r\nX-Long: "
                                + "x".repeat(5000)
                                + "\r\n\r\n");

        assertRefused(answer, 431);
    }

    @Test
    void transportRefusals_comeInTheFormatAskedFor() {
        Api xml = api.with("Accept", "application/xml");

        assertThat(xml.json("accounts/lists", "{}").text()).startsWith("<xml>");
        assertThat(api.json("accounts/lists?format=xml", "{}").text()).startsWith("<xml>");
        assertThat(api.xml("accounts/lists?format=json", "<xml/>").text()).startsWith("{");
        assertThat(xml.send("GET", "accounts/list", "", "").text()).startsWith("<xml>");
        assertThat(api.send("GET", "accounts/list", "", "").text()).startsWith("{");
        assertThat(xml.json("accounts/get", "{").text()).startsWith("<xml>");
        assertThat(xml.send("POST", "accounts/get", "", "x").text()).startsWith("<xml>");
    }

    @Test
    void everyAnswer_carriesARequestIdOfItsOwn() {
        String first = api.call("accounts/list").header("Request-Id");
        String second = api.call("accounts/get").header("Request-Id");
        String health = api.send("GET", "/health", "", "").header("Request-Id");

        assertThat(first).isNotBlank();
        assertThat(new String[] {first, second, health}).doesNotHaveDuplicates().doesNotContain("");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/health",
                "/readiness",
                "/webadmin/health",
                "/webadmin/readiness",
                "/metrics",
                "/api/v1.1/openapi.json"
            })
    void publicPages_needNoToken(String path) {
        Answer answer = api.withToken("").send("GET", path, "", "");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).isNotBlank();
        assertThat(api.send("GET", path + "/", "", "").status()).isEqualTo(200);
        assertThat(api.send("GET", path + "//", "", "").status()).isEqualTo(200);
        assertThat(api.send("DELETE", path, "", "").status()).isEqualTo(405);
    }
}
