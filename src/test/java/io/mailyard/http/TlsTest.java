package io.mailyard.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailyard.base.NativeCrypto;
import io.mailyard.base.StartException;
import io.mailyard.main.InProcess;
import io.mailyard.testing.FakeMailHostCertificate;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.TestStores;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;

class TlsTest {
    private final Path folder = TestStores.newFolder();
    private final Path certificate = FakeMailHostCertificate.localhost().pem();

    @Test
    void server_speaksHttpsByPemFiles() throws Exception {
        try (TestServer server =
                        TestServer.start(
                                StoreKind.SQLITE,
                                "tls.certificate=" + certificate,
                                "tls.key=" + keyOfCertificate());
                HttpClient client = HttpClient.newBuilder().sslContext(trusting()).build()) {
            URI uri = URI.create("https://127.0.0.1:" + server.uri().getPort() + "/readiness");
            HttpResponse<String> answer =
                    client.send(
                            HttpRequest.newBuilder(uri).build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(answer.body()).isEqualTo("{\"status\":\"OK\"}");
        }
    }

    /** The image's health check: by no certificate that it could know, and whatever the scheme. */
    @Test
    void commandReady_asksAServerThatSpeaksTls() throws Exception {
        try (TestServer server =
                TestServer.start(
                        StoreKind.SQLITE,
                        "tls.certificate=" + certificate,
                        "tls.key=" + keyOfCertificate())) {
            for (String scheme : List.of("http", "https")) {
                StringWriter out = new StringWriter();
                StringWriter err = new StringWriter();
                String url = scheme + "://127.0.0.1:" + server.uri().getPort();
                assertThat(InProcess.run(out, err, "ready", "--url", url))
                        .as(url + ": " + err)
                        .isZero();
                assertThat(out.toString().strip()).isEqualTo("ready");
            }
        }
    }

    @Test
    void stalledHandshakes_doNotDelayOthers() throws Exception {
        SSLContext trusting = trusting();
        byte[] hello = clientHello(trusting);
        List<Socket> held = new ArrayList<>();
        try (TestServer server =
                        TestServer.start(
                                StoreKind.SQLITE,
                                "tls.certificate=" + certificate,
                                "tls.key=" + keyOfCertificate());
                HttpClient client = HttpClient.newBuilder().sslContext(trusting).build()) {
            int port = server.uri().getPort();
            for (int i = 0; i < 200; i++) {
                Socket socket = new Socket(server.uri().getHost(), port);
                held.add(socket);
                // half of them with half of their first message, the others gone by then
                socket.getOutputStream().write(hello, 0, i % 2 == 0 ? hello.length : 40);
                if (i % 5 == 0) {
                    socket.close();
                }
            }
            URI uri = URI.create("https://127.0.0.1:" + port + "/health");
            HttpResponse<String> answer =
                    client.send(
                            HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(60)).build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(200);
        } finally {
            for (Socket socket : held) {
                socket.close();
            }
        }
    }

    private static byte[] clientHello(SSLContext context) throws IOException {
        SSLEngine engine = context.createSSLEngine("localhost", 1);
        engine.setUseClientMode(true);
        ByteBuffer out = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        engine.wrap(ByteBuffer.allocate(0), out);
        return Arrays.copyOf(out.array(), out.position());
    }

    @Test
    void keyOfAnother_stopsTheStart() throws Exception {
        KeyPairGenerator generator = NativeCrypto.keyPairGenerator("RSA");
        Path key = pem("PRIVATE KEY", generator.generateKeyPair().getPrivate().getEncoded());
        refused(certificate, key, "does not belong to the certificate");
    }

    @Test
    void keyOfAnotherPair_stopsTheStart() throws Exception {
        KeyPairGenerator generator = NativeCrypto.keyPairGenerator("EC");
        Path key = pem("PRIVATE KEY", generator.generateKeyPair().getPrivate().getEncoded());
        refused(certificate, key, "does not belong to the certificate");
    }

    @Test
    void missingFiles_stopTheStart() throws Exception {
        Path rubbish = Files.writeString(folder.resolve("rubbish"), "rubbish");
        refused(certificate, folder.resolve("missing"), "does not exist");
        refused(certificate, rubbish, "holds no PEM private key");
        refused(rubbish, keyOfCertificate(), "tls.certificate");
        refused(certificate, pem("ENCRYPTED PRIVATE KEY", new byte[64]), "encrypted");
        refused(certificate, pem("EC PRIVATE KEY", new byte[64]), "openssl pkcs8");
        refused(certificate, pem("PRIVATE KEY", new byte[64]), "is not an RSA, EC or Ed25519 key");
    }

    private static void refused(Path certificate, Path key, String reason) {
        assertThatThrownBy(() ->
                        PemFiles.keyStore(
                                new PemPair("tls.certificate", certificate, "tls.key", key)))
                .isInstanceOf(StartException.class)
                .hasMessageContaining(reason);
    }

    private Path keyOfCertificate() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(certificate.resolveSibling("keys.p12"))) {
            store.load(in, "changeit".toCharArray());
        }
        Key key = store.getKey("host", "changeit".toCharArray());
        return pem("PRIVATE KEY", key.getEncoded());
    }

    private Path pem(String label, byte[] der) throws IOException {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        Path file = Files.createTempFile(folder, "key", ".pem");
        return Files.writeString(
                file,
                "-----BEGIN " + label + "-----\n" + text + "\n-----END " + label + "-----\n",
                StandardCharsets.US_ASCII);
    }

    private SSLContext trusting() throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        try (InputStream in = Files.newInputStream(certificate)) {
            trusted.setCertificateEntry(
                    "host", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory managers =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }
}
