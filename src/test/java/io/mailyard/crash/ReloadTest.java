package io.mailyard.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Await;
import io.mailyard.testing.FakeMailHostCertificate;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.TestStores;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.Test;

/** SIGHUP: a server reads its certificates and settings again, and goes on. */
class ReloadTest {
    private final Path folder = TestStores.newFolder();
    private final Path certificate = folder.resolve("certificate.pem");
    private final Path key = folder.resolve("key.pem");
    private final Path config = folder.resolve("mailyard.conf");

    @Test
    void sighup_presentsTheNewCertificateAndNamesSettingsThatNeedARestart() throws Exception {
        use(FakeMailHostCertificate.localhost());
        configure("log.level = info\n");
        TestStores.StoreLocation location = TestServer.usedPlace(StoreKind.SQLITE);
        try (Program server =
                Program.serveThatHearsHangups(location, "--config", config.toString())) {
            URI uri = server.ready();
            assertThat(subject(uri)).isEqualTo("CN=localhost");

            use(FakeMailHostCertificate.stranger());
            configure("log.level = debug\nstore.pool-size = 9\nhttp.max-body = 2000000\n");
            hangUp(server);
            Await.until(() -> server.err().contains("reloaded"));
            assertThat(subject(uri)).isEqualTo("CN=stranger");
            assertThat(server.err())
                    .contains("take effect after a restart: http.max-body, store.pool-size");

            // what cannot be read changes nothing, and ends nothing
            Files.writeString(certificate, "rubbish");
            hangUp(server);
            Await.until(() -> server.err().contains("nothing was changed: "));
            configure("no such line\n");
            hangUp(server);
            Await.until(() -> server.err().contains("nothing was changed: configuration"));
            assertThat(subject(uri)).isEqualTo("CN=stranger");

            server.terminate();
            assertThat(server.end().code()).isZero();
        }
    }

    /** One listener's files that do not match leave the others' certificates as they are. */
    @Test
    void badPairOfOneListener_changesNoCertificate() throws Exception {
        use(FakeMailHostCertificate.localhost());
        Path firstCertificate = Files.copy(certificate, folder.resolve("first.pem"));
        Path firstKey = Files.copy(key, folder.resolve("first-key.pem"));
        use(FakeMailHostCertificate.stranger());
        String submission = "submission.tls.certificate = ";
        configure(firstCertificate, firstKey, submission + certificate + keyOf(key));
        TestStores.StoreLocation location = TestServer.usedPlace(StoreKind.SQLITE);
        try (Program server =
                Program.serveThatHearsHangups(location, "--config", config.toString())) {
            URI uri = server.ready();
            assertThat(subject(uri)).isEqualTo("CN=localhost");

            configure(certificate, key, submission + certificate + keyOf(firstKey));
            hangUp(server);
            Await.until(() -> server.err().contains("nothing was changed: "));
            assertThat(subject(uri)).isEqualTo("CN=localhost");

            configure(certificate, key, submission + certificate + keyOf(key));
            hangUp(server);
            Await.until(() -> server.err().contains("reloaded"));
            assertThat(subject(uri)).isEqualTo("CN=stranger");
        }
    }

    private static String keyOf(Path file) {
        return "\nsubmission.tls.key = " + file + "\n";
    }

    @Test
    void changedCertificateFiles_areReloaded_andOpenConnectionsContinue() throws Exception {
        use(FakeMailHostCertificate.localhost());
        try (TestServer server =
                TestServer.start(
                        StoreKind.SQLITE, "tls.certificate=" + certificate, "tls.key=" + key)) {
            URI uri = server.uri();
            try (SSLSocket open = connected(uri)) {
                assertThat(subject(uri)).isEqualTo("CN=localhost");

                Files.writeString(certificate, "rubbish");
                Await.until(() -> health(server, open).contains("\"unusable\""));
                assertThat(subject(uri)).isEqualTo("CN=localhost");

                use(FakeMailHostCertificate.stranger());
                Await.until(() -> subjectOf(uri).equals("CN=stranger"));
                Await.until(() -> !health(server, open).contains("\"unusable\""));
            }
        }
    }

    private static String subjectOf(URI uri) {
        try {
            return subject(uri);
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }

    /** Asked on a connection that was opened with the first certificate. */
    private static String health(TestServer server, SSLSocket open) {
        try {
            // the checks run once in five seconds at most
            open.getOutputStream()
                    .write(
                            ("POST /api/v1.1/admin/platform/health HTTP/1.1\r\nHost: localhost\r\n"
                                            + "Authorization: Bearer "
                                            + server.token()
                                            + "\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}")
                                    .getBytes(StandardCharsets.UTF_8));
            BufferedReader lines =
                    new BufferedReader(
                            new InputStreamReader(open.getInputStream(), StandardCharsets.UTF_8));
            int length = 0;
            for (String line = lines.readLine(); !line.isEmpty(); line = lines.readLine()) {
                if (line.toLowerCase(Locale.ROOT).startsWith("content-length: ")) {
                    length = Integer.parseInt(line.substring(16));
                }
            }
            StringBuilder body = new StringBuilder();
            while (body.toString().getBytes(StandardCharsets.UTF_8).length < length) {
                body.append((char) lines.read());
            }
            return body.toString();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private void configure(String more) throws IOException {
        configure(certificate, key, more);
    }

    private void configure(Path chain, Path keyFile, String more) throws IOException {
        Files.writeString(
                config, "tls.certificate = " + chain + "\ntls.key = " + keyFile + "\n" + more);
    }

    private void use(FakeMailHostCertificate made) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(made.pem().resolveSibling("keys.p12"))) {
            store.load(in, "changeit".toCharArray());
        }
        byte[] der = store.getKey("host", "changeit".toCharArray()).getEncoded();
        Files.writeString(
                key,
                "-----BEGIN PRIVATE KEY-----\n"
                        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
                        + "\n-----END PRIVATE KEY-----\n");
        Files.copy(made.pem(), certificate, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void hangUp(Program server) throws Exception {
        new ProcessBuilder("kill", "-HUP", Long.toString(server.pid())).start().waitFor();
    }

    private static SSLSocket connected(URI uri) throws Exception {
        SSLContext any = SSLContext.getInstance("TLS");
        any.init(null, new TrustManager[] {new Anyone()}, new SecureRandom());
        SSLSocket socket =
                (SSLSocket) any.getSocketFactory().createSocket(uri.getHost(), uri.getPort());
        socket.startHandshake();
        return socket;
    }

    /** Whose certificate it presents. */
    private static String subject(URI uri) throws Exception {
        try (SSLSocket socket = connected(uri)) {
            X509Certificate peer = (X509Certificate) socket.getSession().getPeerCertificates()[0];
            return peer.getSubjectX500Principal().getName();
        }
    }

    private static final class Anyone extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
