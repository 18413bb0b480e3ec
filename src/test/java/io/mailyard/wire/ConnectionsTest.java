package io.mailyard.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.RawHttp;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a connection carries: heads in any order and pieces, bodies that are refused, codings. */
class ConnectionsTest {
    private static final String LIST = "POST /api/v1.1/admin/accounts/list HTTP/1.1\r\nHost: x\r\n";

    private static TestServer server;
    private static Api api;

    @BeforeAll
    static void start() {
        server =
                TestServer.start(
                        StoreKind.SQLITE,
                        "http.head-timeout=500ms",
                        "http.max-connections-per-address=20");
        api = server.api();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Socket connect() throws IOException {
        return new Socket(server.uri().getHost(), server.uri().getPort());
    }

    private static String authorized(String secret) {
        return LIST + "Authorization: Bearer " + secret + "\r\nContent-Length: 2\r\n\r\n{}";
    }

    /** Every order of a right token and the same in other letters, on one connection. */
    @Test
    void headersOfAnEarlierRequest_areNotTakenForThoseOfTheNext() throws IOException {
        String right = api.token();
        List<String> secrets =
                List.of(right, right.toUpperCase(Locale.ROOT), right.toLowerCase(Locale.ROOT));
        try (Socket socket = connect()) {
            for (int i = 0; i < 27; i++) {
                for (int place : new int[] {i / 9, i / 3 % 3, i % 3}) {
                    RawHttp.send(socket, authorized(secrets.get(place)));
                    assertThat(RawHttp.answer(socket).error()).isEqualTo(place == 0 ? 0 : 401);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"P", "POST / HTTP/1.1\r\n", "POST / HTTP/1.1\r\nHost: x\r\nX-Half: "})
    void halfAHead_andSilence_is408InTime(String piece) throws IOException {
        for (String before : List.of("", authorized(api.token()))) {
            try (Socket socket = connect()) {
                RawHttp.send(socket, before);
                if (!before.isEmpty()) {
                    RawHttp.answer(socket);
                }
                RawHttp.send(socket, piece);
                long began = System.nanoTime();
                Answer answer = RawHttp.answer(socket);

                assertThat(answer.status()).isEqualTo(408);
                assertThat(answer.error()).isEqualTo(408);
                assertThat(answer.header("Request-Id")).isNotBlank();
                assertThat(Duration.ofNanos(System.nanoTime() - began))
                        .isBetween(Duration.ofMillis(300), Duration.ofSeconds(8));
                assertThat(socket.getInputStream().read()).isEqualTo(-1);
            }
        }
    }

    @Test
    void silenceBetweenRequests_isNoHalfHead() throws IOException {
        try (Socket socket = connect()) {
            RawHttp.send(socket, authorized(api.token()));
            RawHttp.answer(socket);
            long until = System.nanoTime() + Duration.ofMillis(900).toNanos();
            Await.until(() -> System.nanoTime() > until);
            RawHttp.send(socket, authorized(api.token()));
            assertThat(RawHttp.answer(socket).status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HEAD /api/%00 HTTP/1.1\r\nHost: x\r\n\r\n",
                "HEAD /a;b HTTP/1.1\r\nHost: x\r\n\r\n",
                "HEAD /../x HTTP/1.1\r\nHost: x\r\n\r\n",
                "HEAD /%zz HTTP/1.1\r\nHost: x\r\n\r\n",
                "HEAD /%ff HTTP/1.1\r\nHost: x\r\n\r\n",
                "HEAD / HTTP/1.1\r\n\r\n",
                "HEAD / HTTP/1.1\r\nHost: x\r\nbad header\r\n\r\n"
            })
    void headOfAMalformedRequest_hasNoContent(String request) throws IOException {
        String answer = whole(request);
        assertThat(answer)
                .startsWith("HTTP/1.1 4")
                .endsWith("\r\n\r\n")
                .doesNotContain("error")
                .doesNotContainIgnoringCase("Transfer-Encoding");
        assertThat(answer.indexOf("\r\n\r\n"))
                .as("nothing follows the head: %s", answer)
                .isEqualTo(answer.length() - 4);
        String ofGet = whole("GET" + request.substring(4));
        assertThat(length(answer))
                .as("RFC 9110, 8.6: that of a GET, or none; %s", answer)
                .isSubsetOf(length(ofGet));
        assertThat(length(ofGet)).hasSize(1);
    }

    private String whole(String request) throws IOException {
        try (Socket socket = connect()) {
            RawHttp.send(socket, request);
            socket.shutdownOutput();
            socket.setSoTimeout(10_000);
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static List<String> length(String answer) {
        return answer.lines()
                .takeWhile(line -> !line.isEmpty())
                .filter(line -> line.startsWith("Content-Length: "))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/health/../api/v1.1/admin/accounts/list",
                "/./api/v1.1/admin/accounts/list",
                "/api/v1.1/admin/accounts/x/../list",
                "/api/v1.1/admin/accounts/..",
                "/api/v1.1/admin/accounts/%2e%2e/accounts/list",
                "/api/v1.1/%61dmin/accounts/list",
                "/api/v1.1/admin/accounts%2flist",
                "/api/v1.1/admin/accounts/list;x=1",
                "/api/v1.1/admin;/accounts/list",
                "/api/v1.1/admin/accounts/list%3Fx",
                "/health;x",
                "/%68ealth"
            })
    void pathsThatAProxyMayReadOtherwise_areRefused(String path) {
        for (String method : List.of("POST", "GET")) {
            Answer answer =
                    RawHttp.exchange(
                            server.uri(),
                            method
                                    + " "
                                    + path
                                    + " HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nAuthorization: Bearer "
                                    + api.token()
                                    + "\r\n\r\n{}");
            assertThat(answer.status()).as(path).isEqualTo(400);
            assertThat(answer.error()).isEqualTo(400);
            assertThat(answer.errorText()).contains("path");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1.1//admin/accounts/list",
                "//api/v1.1/admin/accounts/list",
                "///api/v1.1/admin/accounts/list",
                "/api/v1.1/admin/accounts/list//",
                "/api//v1.1///admin////accounts//list/"
            })
    void runsOfSlashes_areOne(String path) {
        String request =
                "POST "
                        + path
                        + " HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nAuthorization: Bearer "
                        + api.token()
                        + "\r\n\r\n{}";
        assertThat(RawHttp.exchange(server.uri(), request).error()).as(path).isZero();
    }

    /** A client that writes all of its request before it reads. */
    @ParameterizedTest
    @ValueSource(ints = {1_048_577, 2_000_000, 16_000_000})
    void bodyBeyondTheLimit_isAnsweredToAClientThatWritesFirst(int bytes) throws IOException {
        for (String length :
                List.of(
                        "Content-Length: " + bytes + "\r\n\r\n",
                        "Transfer-Encoding: chunked\r\n\r\n"
                                + Integer.toHexString(bytes)
                                + "\r\n")) {
            try (Socket socket = connect()) {
                RawHttp.send(socket, LIST + length + " ".repeat(bytes));
                Answer answer = RawHttp.answer(socket);
                assertThat(answer.status()).isEqualTo(413);
                assertThat(answer.error()).isEqualTo(413);
                assertThat(answer.header("Connection")).isEqualTo("close");
            }
        }
    }

    @Test
    void bodyBeyondTheLimit_isRefusedAtOnceWhereTheClientAsks() throws IOException {
        try (Socket socket = connect()) {
            RawHttp.send(socket, LIST + "Content-Length: 2000000\r\nExpect: 100-continue\r\n\r\n");
            assertThat(RawHttp.answer(socket).status()).isEqualTo(413);
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void gzip_isDecodedWithinTheLimits() throws IOException {
        assertThat(coded("gzip", gzip("{\"limit\":1}")).error()).isZero();
        assertThat(coded("X-GZIP", gzip("{\"limit\":1}")).error()).isZero();
        assertThat(coded("identity", "{}".getBytes(StandardCharsets.UTF_8)).error()).isZero();
        Answer fault = coded("gzip", gzip("{\"limit\":0}"));
        assertThat(fault.error()).isEqualTo(400);
        assertThat(fault.errorText()).contains("limit");
        int most = 1 << 20;
        assertThat(coded("gzip", gzip("{}" + " ".repeat(most - 2))).error()).isZero();
        assertThat(coded("gzip", gzip("{}" + " ".repeat(most - 1))).status()).isEqualTo(413);
        assertThat(coded("gzip", gzip(" ".repeat(200_000_000))).status()).isEqualTo(413);
    }

    @Test
    void gzipThatIsBroken_is400_andOtherCodings_are415() throws IOException {
        byte[] whole = gzip("{}");
        for (int length = 1; length < whole.length; length++) {
            Answer answer = coded("gzip", java.util.Arrays.copyOf(whole, length));
            assertThat(answer.status()).as("%s", length).isEqualTo(400);
            assertThat(answer.errorText()).contains("gzip");
        }
        assertThat(coded("gzip", "{}".getBytes(StandardCharsets.UTF_8)).status()).isEqualTo(400);
        for (String coding : List.of("br", "deflate", "zstd", "gzip, gzip", "aes\u0001x")) {
            Answer answer = coded(coding.replace('\u0001', '-'), whole);
            assertThat(answer.status()).as(coding).isEqualTo(415);
            assertThat(answer.header("Accept-Encoding")).isEqualTo("gzip");
            assertThat(answer.errorText()).contains("Content-Encoding").contains("gzip");
        }
    }

    @Test
    void gzipOfManyMembers_isOneContent_andOfManyEmptyOnes_is400() throws IOException {
        ByteArrayOutputStream members = new ByteArrayOutputStream();
        for (char c : "{\"limit\":1}".toCharArray()) {
            members.writeBytes(gzip(String.valueOf(c)));
            members.writeBytes(gzip(""));
        }
        assertThat(coded("gzip", members.toByteArray()).error()).isZero();
        byte[] empty = gzip("");
        ByteArrayOutputStream many = new ByteArrayOutputStream();
        while (many.size() + empty.length <= 1 << 20) {
            many.writeBytes(empty);
        }
        Answer answer = coded("gzip", many.toByteArray());
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.errorText()).contains("gzip");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip, chunked", "gzip,CHUNKED", "deflate, gzip, chunked"})
    void transferCodingBesidesChunked_isRefused(String codings) throws IOException {
        try (Socket socket = connect()) {
            RawHttp.send(socket, LIST + "Transfer-Encoding: " + codings + "\r\n\r\n0\r\n\r\n");
            Answer answer = RawHttp.answer(socket);
            assertThat(answer.status()).isEqualTo(415);
            assertThat(answer.errorText()).contains("Transfer-Encoding");
        }
    }

    private static Answer coded(String coding, byte[] body) {
        return api.with("Content-Encoding", coding)
                .send("POST", "accounts/list", "application/json", body);
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    @Test
    void connectionsOfAnAddress_beyondItsShare_areClosed_andComeBack() throws IOException {
        try (TestServer small =
                TestServer.start(StoreKind.SQLITE, "http.max-connections-per-address=5")) {
            List<Socket> held = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                Socket socket = new Socket(small.uri().getHost(), small.uri().getPort());
                held.add(socket);
                RawHttp.send(socket, "GET /health HTTP/1.1\r\nHost: x\r\n\r\n");
                RawHttp.answer(socket);
            }
            try (Socket beyond = new Socket(small.uri().getHost(), small.uri().getPort())) {
                beyond.setSoTimeout(10_000);
                assertThat(readEnd(beyond)).isEqualTo(-1);
            }
            for (Socket socket : held) {
                socket.close();
            }
            Await.until(() -> isServed(small));
        }
    }

    private static int readEnd(Socket socket) {
        try {
            return socket.getInputStream().read();
        } catch (IOException reset) {
            return -1;
        }
    }

    private static boolean isServed(TestServer small) {
        try (Socket socket = new Socket(small.uri().getHost(), small.uri().getPort())) {
            RawHttp.send(socket, "GET /health HTTP/1.1\r\nHost: x\r\n\r\n");
            return RawHttp.answer(socket).status() == 200;
        } catch (IOException closed) {
            return false;
        }
    }
}
