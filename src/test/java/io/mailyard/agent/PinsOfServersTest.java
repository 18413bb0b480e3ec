package io.mailyard.agent;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailyard.delivery.LeaseClient.ServerUnavailable;
import io.mailyard.testing.FakeMailHostCertificate;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.TestStores;
import io.mailyard.testing.Tree;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Two processes with a certificate each: every address is trusted by its own pin alone. */
class PinsOfServersTest {
    private final Path folder = TestStores.newFolder();

    private TestServer server(FakeMailHostCertificate certificate) throws Exception {
        return TestServer.start(
                StoreKind.SQLITE,
                "submission.listen=",
                "tls.certificate=" + certificate.pem(),
                "tls.key=" + key(certificate.pem()));
    }

    private Path key(Path certificate) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        char[] password = "changeit".toCharArray();
        try (InputStream in = Files.newInputStream(certificate.resolveSibling("keys.p12"))) {
            store.load(in, password);
        }
        Key key = store.getKey("host", password);
        return Files.writeString(
                folder.resolve(UUID.randomUUID() + ".pem"),
                "-----BEGIN PRIVATE KEY-----\n"
                        + Base64.getMimeEncoder().encodeToString(key.getEncoded())
                        + "\n-----END PRIVATE KEY-----\n");
    }

    private static String pin(FakeMailHostCertificate certificate) throws Exception {
        try (InputStream in = Files.newInputStream(certificate.pem())) {
            return PinnedCertificate.of(
                    (X509Certificate)
                            CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
    }

    private static String https(TestServer server) {
        return URI.create("https://127.0.0.1:" + server.uri().getPort()).toString();
    }

    private void open(Path keyFile, List<String> servers, List<String> pins) {
        try (ServerClient client =
                new ServerClient(
                        ServerAddress.read(servers, keyFile, pins),
                        "main",
                        UUID.randomUUID().toString())) {
            new RemoteLink(
                            client,
                            new ReportJournal(TestStores.newFolder()),
                            new LastRun(TestStores.newFolder()),
                            "run")
                    .open();
        }
    }

    @Test
    void eachAddress_isTrustedByItsOwnPin() throws Exception {
        FakeMailHostCertificate one = FakeMailHostCertificate.stranger();
        FakeMailHostCertificate other = FakeMailHostCertificate.localhost();
        try (TestServer first = server(one);
                TestServer second = server(other)) {
            List<String> servers = List.of(https(first), https(second));
            Path keyFile = keyFile(second, other, "first");

            open(keyFile, servers, List.of(pin(one), pin(other)));
            // what the first one shows is not what is pinned there: the second is asked
            open(keyFile(second, other, "next"), servers, List.of(pin(other), pin(other)));
            assertThatThrownBy(() -> open(keyFile, servers, List.of(pin(other), pin(one))))
                    .isInstanceOf(ServerUnavailable.class)
                    .hasMessageContaining("fingerprint");
            assertThatThrownBy(() -> open(keyFile, servers, List.of()))
                    .isInstanceOf(ServerUnavailable.class)
                    .hasMessageContaining(URI.create(https(second)).getAuthority());
        }
    }

    /** Of a node of its own: a key is for one process. */
    private Path keyFile(TestServer server, FakeMailHostCertificate certificate, String name)
            throws Exception {
        return Files.writeString(folder.resolve(name), keyOfANode(server, certificate, name));
    }

    /** The key of a new node, by a call over TLS. */
    private static String keyOfANode(
            TestServer server, FakeMailHostCertificate certificate, String name) throws Exception {
        try (HttpClient client =
                HttpClient.newBuilder()
                        .sslContext(new PinnedCertificate(pin(certificate)).context())
                        .build()) {
            String answer =
                    client.send(
                                    HttpRequest.newBuilder(
                                                    URI.create(
                                                            https(server)
                                                                    + "/api/v1.1/admin/nodes/save"))
                                            .header("Authorization", "Bearer " + server.token())
                                            .POST(
                                                    BodyPublishers.ofString(
                                                            "{\"name\":\""
                                                                    + name
                                                                    + "\",\"host\":\"127.0.0.1:1\"}"))
                                            .build(),
                                    BodyHandlers.ofString())
                            .body();
            return Tree.json(answer).at("data").at("key").text();
        }
    }
}
