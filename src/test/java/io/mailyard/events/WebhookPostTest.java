package io.mailyard.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.base.AccountId;
import io.mailyard.smtp.TlsContexts;
import io.mailyard.testing.FakeEndpoint;
import io.mailyard.testing.FakeMailHostCertificate;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One request, to hosts of every kind. */
class WebhookPostTest {
    private static final AccountId OWNER = new AccountId(7);
    private static final byte[] BODY = "{}".getBytes(StandardCharsets.UTF_8);
    private static final Duration SHORT = Duration.ofSeconds(1);
    private static final Duration LONG = Duration.ofSeconds(20);

    private static WebhookAnswer send(String url, boolean anywhere, Duration timeout)
            throws InterruptedException {
        return send(url, anywhere, timeout, TlsContexts.verifying());
    }

    private static WebhookAnswer send(
            String url, boolean anywhere, Duration timeout, SSLContext tls)
            throws InterruptedException {
        try (WebhookPost post = new WebhookPost(anywhere, () -> tls, timeout)) {
            return post.send(OWNER, url, Map.of("webhook-id", "msg_1"), BODY);
        }
    }

    /** A client that trusts one certificate. */
    private static SSLContext trusting(FakeMailHostCertificate certificate)
            throws GeneralSecurityException, IOException {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        try (InputStream pem = Files.newInputStream(certificate.pem())) {
            trusted.setCertificateEntry(
                    "host", CertificateFactory.getInstance("X.509").generateCertificate(pem));
        }
        TrustManagerFactory managers =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0"})
    void ownNetwork_isNotConnectedTo(String host) throws InterruptedException {
        try (FakeEndpoint endpoint = FakeEndpoint.start()) {
            WebhookAnswer answer =
                    send("http://" + host + ":" + endpoint.port() + "/", false, LONG);

            assertThat(answer.taken()).isFalse();
            assertThat(answer.shown())
                    .contains("not of the public Internet", "webhooks.private-networks");
            assertThat(endpoint.connections()).isZero();
        }
    }

    @Test
    void hostByName_getsItsNameAndThePort() throws InterruptedException {
        try (FakeEndpoint endpoint = FakeEndpoint.start()) {
            WebhookAnswer answer = send("http://localhost:" + endpoint.port(), true, LONG);

            assertThat(answer.shown()).isEqualTo("HTTP 204 No Content");
            FakeEndpoint.Request request = endpoint.requests().getFirst();
            assertThat(request.line()).isEqualTo("POST / HTTP/1.1");
            assertThat(request.field("host")).isEqualTo("localhost:" + endpoint.port());
            assertThat(request.field("webhook-id")).isEqualTo("msg_1");
        }
    }

    @Test
    void trustedCertificate_isAccepted() throws Exception {
        FakeMailHostCertificate certificate = FakeMailHostCertificate.localhost();
        try (FakeEndpoint endpoint = FakeEndpoint.startTls(certificate.context())) {
            String url = "https://localhost:" + endpoint.port() + "/in";

            assertThat(send(url, true, LONG, trusting(certificate)).shown())
                    .isEqualTo("HTTP 204 No Content");
            assertThat(endpoint.requests().getFirst().text()).isEqualTo("{}");
        }
    }

    @Test
    void unknownCertificate_isRefused() throws Exception {
        try (FakeEndpoint endpoint =
                FakeEndpoint.startTls(FakeMailHostCertificate.localhost().context())) {
            WebhookAnswer answer = send(endpoint.url("/"), true, LONG);

            assertThat(answer.shown()).startsWith("TLS: ").contains("PKIX");
            assertThat(endpoint.requests()).isEmpty();
        }
    }

    @Test
    void certificateOfAnotherName_isRefused() throws Exception {
        FakeMailHostCertificate certificate = FakeMailHostCertificate.stranger();
        try (FakeEndpoint endpoint = FakeEndpoint.startTls(certificate.context())) {
            String url = "https://localhost:" + endpoint.port() + "/in";

            WebhookAnswer answer = send(url, true, LONG, trusting(certificate));

            assertThat(answer.shown()).startsWith("TLS: ").contains("localhost");
            assertThat(endpoint.requests()).isEmpty();
        }
    }

    @Test
    void redirect_isNotFollowed() throws InterruptedException {
        try (FakeEndpoint endpoint = FakeEndpoint.start()) {
            endpoint.usually(
                    FakeEndpoint.answering("307 Elsewhere", "Location: " + endpoint.url("/x")));

            assertThat(send(endpoint.url("/"), true, LONG).taken()).isFalse();
            assertThat(endpoint.connections()).isEqualTo(1);
        }
    }

    @Test
    void endlessAnswer_timesOut() throws InterruptedException {
        try (FakeEndpoint endpoint = FakeEndpoint.start()) {
            endpoint.usually((request, out) -> {
                while (true) {
                    out.write(
                            "HTTP/1.1 102 Processing\r\nX: y\r\n\r\n"
                                    .getBytes(StandardCharsets.UTF_8));
                }
            });

            assertThat(send(endpoint.url("/"), true, LONG).shown()).contains("without an end");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'HTTP/1.1 200 OK\\r\\n', 'X: yyyyyyyyyyyyyyyyyyyyyyyyyy\\r\\n'",
        "'HTTP/1.1 200 OK\\r\\nX: ', 'yyyyyyyyyyyyyyyyyyyyyyyyyyyyyy'",
        "'HTTP/1.1 200 OK\\r\\n', 'XXXXXXXXXXXXXXXXXXXXXXXXXXXXXX'",
        "'HTTP/1.1 200 ', 'words and words and words and w'",
        "'HTTP/1.1 103 Early\\r\\nX: y\\r\\n\\r\\nHTTP/1.1 200 OK\\r\\n', 'X: yyyyyyyyyyyyyyyyyyyyyyyyy\\r\\n'",
    })
    void endlessHead_isCutOff(String first, String more) throws InterruptedException {
        try (FakeEndpoint endpoint = FakeEndpoint.start()) {
            endpoint.usually((request, out) -> {
                out.write(first.translateEscapes().getBytes(StandardCharsets.UTF_8));
                while (true) {
                    out.write(more.translateEscapes().getBytes(StandardCharsets.UTF_8));
                }
            });

            WebhookAnswer answer = send(endpoint.url("/"), true, LONG);
            assertThat(answer.taken()).isFalse();
            assertThat(answer.shown()).isEqualTo("the answer's head is longer than 32768 bytes");
        }
    }

    @Test
    void silentHost_timesOut() throws InterruptedException {
        try (FakeEndpoint endpoint = FakeEndpoint.start()) {
            endpoint.usually(FakeEndpoint.stalling());

            assertThat(send(endpoint.url("/"), true, SHORT).shown())
                    .isEqualTo("no answer within 1 s");
        }
    }

    @Test
    void slowAnswer_timesOutToo() throws InterruptedException {
        try (FakeEndpoint endpoint = FakeEndpoint.start()) {
            endpoint.usually((request, out) -> {
                try {
                    for (char c : "HTTP/1.1 200 OK and so on and so on and so on".toCharArray()) {
                        out.write(c);
                        out.flush();
                        Thread.sleep(50);
                    }
                } catch (InterruptedException stopped) {
                    Thread.currentThread().interrupt();
                }
            });

            assertThat(send(endpoint.url("/"), true, SHORT).shown())
                    .isEqualTo("no answer within 1 s");
        }
    }

    @Test
    void refusedConnection_isReported() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }

        assertThat(send("http://127.0.0.1:" + port + "/", true, LONG).shown())
                .containsIgnoringCase("refused");
    }

    @Test
    void earlyRefusal_isRead() throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread host = Thread.ofVirtual().start(() -> refuseHalfWay(listener));

            WebhookAnswer answer =
                    post("http://127.0.0.1:" + listener.getLocalPort() + "/", new byte[4_000_000]);

            assertThat(answer.shown()).startsWith("HTTP 413 Too much");
            host.join(LONG);
        }
    }

    private static WebhookAnswer post(String url, byte[] body) throws InterruptedException {
        try (WebhookPost post = new WebhookPost(true, TlsContexts::verifying, LONG)) {
            return post.send(OWNER, url, Map.of(), body);
        }
    }

    private static void refuseHalfWay(ServerSocket listener) {
        try (Socket socket = listener.accept()) {
            InputStream in = socket.getInputStream();
            in.readNBytes(1000);
            socket.getOutputStream()
                    .write(
                            "HTTP/1.1 413 Too much\r\nContent-Length: 0\r\n\r\n"
                                    .getBytes(StandardCharsets.US_ASCII));
            socket.shutdownOutput();
            in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException ended) {
            // the client may have gone, having heard enough
        }
    }

    @Test
    void compressedAnswer_isNotDecodedAndNoCookieIsStored() throws Exception {
        try (FakeEndpoint endpoint = FakeEndpoint.start();
                WebhookPost post = new WebhookPost(true, TlsContexts::verifying, LONG)) {
            endpoint.usually(
                    FakeEndpoint.answering(
                            "500 Broken", "Content-Encoding: gzip", "Set-Cookie: a=b; Path=/"));

            for (int i = 0; i < 2; i++) {
                assertThat(post.send(OWNER, endpoint.url("/"), Map.of(), BODY).shown())
                        .startsWith("HTTP 500 Broken");
            }
            assertThat(endpoint.connections()).isEqualTo(2);
            assertThat(endpoint.requests())
                    .allSatisfy(request ->
                            assertThat(request.fields())
                                    .doesNotContainKeys("cookie", "accept-encoding", "expect"));
        }
    }

    @Test
    void refusal_isShownWithItsFirstWordsHoweverLongItIs() throws InterruptedException {
        try (FakeEndpoint endpoint = FakeEndpoint.start()) {
            endpoint.usually((request, out) -> {
                out.write(
                        "HTTP/1.1 422 No\r\nTransfer-Encoding: chunked\r\n\r\n"
                                .getBytes(StandardCharsets.UTF_8));
                while (true) {
                    out.write("5\r\nwords\r\n".getBytes(StandardCharsets.UTF_8));
                }
            });

            WebhookAnswer answer = send(endpoint.url("/"), true, LONG);

            assertThat(answer.status()).isEqualTo(422);
            assertThat(answer.shown()).startsWith("HTTP 422 No: words").hasSizeLessThan(400);
        }
    }

    @Test
    void retryAfter_isRead() throws InterruptedException {
        try (FakeEndpoint endpoint = FakeEndpoint.start()) {
            endpoint.once(FakeEndpoint.answering("429 Slow down", "Retry-After: 120"))
                    .once(
                            FakeEndpoint.answering(
                                    "503 Away", "Retry-After: Fri, 31 Dec 1999 23:59:59 GMT"));

            assertThat(send(endpoint.url("/"), true, LONG).retryAfter())
                    .contains(Duration.ofMinutes(2));
            assertThat(send(endpoint.url("/"), true, LONG).retryAfter()).isEmpty();
        }
    }
}
