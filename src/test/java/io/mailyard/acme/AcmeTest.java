package io.mailyard.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailyard.base.StartException;
import io.mailyard.config.Settings;
import io.mailyard.http.PemPair;
import io.mailyard.server.AllSettings;
import io.mailyard.testing.Await;
import io.mailyard.testing.Drill;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.TestStores;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.shredzone.acme4j.util.CertificateUtils;

/** Certificates by ACME, from a real authority for tests. */
final class AcmeTest {
    private static final List<String> NAMES = List.of("panel.acme.example", "mail.acme.example");

    private static int free() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static String[] settings(Pebble pebble, String... more) {
        List<String> all =
                new ArrayList<>(
                        List.of(
                                "acme.directory=" + pebble.directory(),
                                "acme.names=" + String.join(", ", NAMES),
                                "acme.agree-terms=true",
                                "acme.trust=" + pebble.root()));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    private static boolean isIssued(URI uri) {
        return presented(uri).getIssuerX500Principal().getName().contains("Pebble");
    }

    private static X509Certificate presented(URI uri) {
        try {
            SSLContext any = SSLContext.getInstance("TLS");
            any.init(null, new TrustManager[] {new Anyone()}, new SecureRandom());
            try (SSLSocket socket =
                    (SSLSocket) any.getSocketFactory().createSocket(uri.getHost(), uri.getPort())) {
                socket.startHandshake();
                return (X509Certificate) socket.getSession().getPeerCertificates()[0];
            }
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }

    @Test
    void http01_oneServerOrders_andAllServe() throws Exception {
        Pebble.assumeInstalled();
        int http = free();
        try (Pebble pebble = Pebble.start(free(), http, free(), NAMES);
                TestServer server =
                        TestServer.start(
                                StoreKind.POSTGRESQL,
                                settings(pebble, "acme.listen=127.0.0.1:" + http))) {
            Await.until(() -> isIssued(server.uri()));
            X509Certificate certificate = presented(server.uri());
            assertThat(certificate.getSubjectAlternativeNames())
                    .extracting(name -> String.valueOf(name.get(1)))
                    .containsExactlyInAnyOrderElementsOf(NAMES);
            for (String name : List.of("certificate.pem", "key.pem")) {
                Path file = server.folder().resolve("acme").resolve(name);
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .isEqualTo("rw-------");
            }
            assertThat(server.rows("acme_challenges")).isEmpty();
            try (TestServer other = server.beside(settings(pebble))) {
                Await.until(() -> isIssued(other.uri()));
                assertThat(presented(other.uri())).isEqualTo(certificate);
            }
            if (Drill.isLong()) {
                server.tamper("UPDATE acme_certificate SET renew_at = 1");
                Await.until(() -> !presented(server.uri()).equals(certificate));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void settingThatIsCorrected_isTriedAtOnce_andTheSameAgainOnlyOnceItsTimeHasCome(StoreKind kind)
            throws Exception {
        Pebble.assumeInstalled();
        int http = free();
        try (Pebble pebble = Pebble.start(free(), http, free(), NAMES);
                TestServer server =
                        TestServer.start(
                                kind, settings(pebble, "acme.directory=https://127.0.0.1:1/dir"))) {
            Pair old = Pair.made();
            server.restart(
                    () -> store(server, old, "https://127.0.0.1:1/dir"),
                    // nobody answers at the address that the authority asks
                    settings(pebble));
            Await.until(() -> rowOf(server).contains("could not verify"));
            assertThat(presented(server.uri())).isEqualTo(old.certificate());
            server.tamper("UPDATE acme_certificate SET try_at = " + Long.MAX_VALUE / 2);
            String failed = rowOf(server);
            server.restart(settings(pebble));
            // its first round comes at the start, and takes its turn in the row before it orders
            Thread.sleep(1_500);
            assertThat(rowOf(server)).as("the same settings wait").isEqualTo(failed);
            server.restart(settings(pebble, "acme.listen=127.0.0.1:" + http));
            Await.until(() -> isIssued(server.uri()));
            assertThat(rowOf(server)).as("no failure").endsWith("|0||");
        }
    }

    @Test
    void filesWrittenByHalf_doNotKeepAServerFromItsStart_andTheStoreMendsThem() throws Exception {
        String[] away = {
            "acme.directory=https://127.0.0.1:1/dir",
            "acme.names=" + String.join(",", NAMES),
            "acme.agree-terms=true"
        };
        try (TestServer server = TestServer.start(StoreKind.SQLITE, away)) {
            Pair issued = Pair.made();
            String keyOfAnother = Pair.made().key();
            PemPair files = AcmeConfig.files(server.folder());
            server.restart(
                    () -> {
                        store(server, issued, "https://127.0.0.1:1/dir");
                        replace(files.key(), keyOfAnother);
                    },
                    away);
            Await.until(() -> presented(server.uri()).equals(issued.certificate()));
            assertThat(files.certificate()).hasContent(issued.chain());
            assertThat(files.key()).hasContent(issued.key());
        }
    }

    @Test
    void filesThatNoListenerCouldPresent_areReplacedAtTheStart_othersStay() throws Exception {
        Settings settings =
                Settings.load(
                        AllSettings.list(),
                        Optional.empty(),
                        List.of(
                                "acme.directory=https://127.0.0.1:1/dir",
                                "acme.names=" + String.join(",", NAMES),
                                "acme.agree-terms=true"));
        Path folder = TestStores.newFolder();
        PemPair files = AcmeConfig.files(folder);
        AcmeConfig.prepared(settings, folder, InstantSource.system());
        assertThat(files.fault()).isEmpty();
        Pair whole = Pair.made();
        Pair other = Pair.made();
        for (boolean ofKey : List.of(false, true)) {
            Path damaged = ofKey ? files.key() : files.certificate();
            for (byte[] content : damages(ofKey ? whole.key() : whole.chain(), other)) {
                replace(files.certificate(), whole.chain());
                replace(files.key(), whole.key());
                Files.write(damaged, content);
                AcmeConfig.prepared(settings, folder, InstantSource.system());
                assertThat(files.fault())
                        .as("%s with %d octets", damaged.getFileName(), content.length)
                        .isEmpty();
            }
            Files.delete(damaged);
            AcmeConfig.prepared(settings, folder, InstantSource.system());
            assertThat(files.fault()).isEmpty();
        }
        replace(files.certificate(), whole.chain());
        replace(files.key(), whole.key());
        AcmeConfig.prepared(settings, folder, InstantSource.system());
        assertThat(files.key()).hasContent(whole.key());
    }

    @Test
    void fileThatIsCutOffAnywhere_isAFaultOrUsable_andNothingElse() throws Exception {
        PemPair files = AcmeConfig.files(TestStores.newFolder());
        Files.createDirectories(files.key().getParent());
        Pair whole = Pair.made();
        int step = Drill.isLong() ? 7 : 61;
        for (int length = 0; length < whole.key().length() - 1; length += step) {
            replace(files.certificate(), whole.chain());
            replace(files.key(), whole.key().substring(0, length));
            assertThat(files.fault()).as("key of %d octets", length).isPresent();
        }
        replace(files.key(), whole.key());
        for (int length = 0; length <= whole.chain().length(); length += step) {
            replace(files.certificate(), whole.chain().substring(0, length));
            if (length < whole.chain().length() / 2) {
                assertThat(files.fault()).as("certificate of %d octets", length).isPresent();
            } else {
                assertThatCode(files::fault).doesNotThrowAnyException();
            }
        }
    }

    /** Empty, cut off, of another pair, with too little inside, and no text at all. */
    private static List<byte[]> damages(String whole, Pair other) {
        String[] lines = whole.split("\n", -1);
        byte[] noise = new byte[whole.length()];
        new Random(1).nextBytes(noise);
        return List.of(
                new byte[0],
                ascii(whole.substring(0, whole.length() / 2)),
                ascii(lines[0] + "\nA\n" + lines[lines.length - 2]),
                ascii(other.key()),
                ascii(other.chain()),
                noise);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static void replace(Path file, String content) {
        try {
            Files.writeString(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String rowOf(TestServer server) {
        return server.rows("acme_certificate").getFirst();
    }

    /** As if the authority had issued the certificate some days ago. */
    private static void store(TestServer server, Pair pair, String directory) {
        server.tamper(
                ("UPDATE acme_certificate SET directory = '%s', names = '%s', chain = '%s',"
                                + " private_key = '%s', renew_at = %d, try_at = NULL,"
                                + " ordering_until = NULL")
                        .formatted(
                                directory,
                                String.join(",", NAMES),
                                pair.chain(),
                                pair.key(),
                                Instant.now().plus(Duration.ofDays(60)).toEpochMilli()));
    }

    private record Pair(X509Certificate certificate, String chain, String key) {
        static Pair made() throws IOException {
            Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
            KeyPair pair = Keys.makeRsa();
            X509Certificate certificate =
                    CertificateUtils.createTestRootCertificate(
                            "CN=issued", now, now.plus(Duration.ofDays(90)), pair);
            return new Pair(
                    certificate, Keys.chainPem(List.of(certificate)), Keys.privatePem(pair));
        }
    }

    @Test
    void tlsAlpn01_isAnsweredOnTheListener_onceAnUnreachableAuthorityIsBack() throws Exception {
        Pebble.assumeInstalled();
        Assumptions.assumeTrue(Drill.isLong(), "takes a minute: ./check --long");
        int port = free();
        Path root = TestStores.newFolder().resolve("root.pem");
        Files.writeString(root, Keys.chainPem(List.of(selfSigned())));
        try (TestServer server =
                TestServer.start(
                        StoreKind.SQLITE,
                        "acme.directory=https://localhost:" + port + "/dir",
                        "acme.names=" + String.join(",", NAMES),
                        "acme.agree-terms=true",
                        "acme.challenge=tls-alpn-01",
                        "acme.trust=" + root)) {
            Await.until(() -> !server.rows("acme_certificate").getFirst().endsWith("|0||"));
            X509Certificate before = presented(server.uri());
            assertThat(before.getIssuerX500Principal())
                    .as("one of our own until then")
                    .isEqualTo(before.getSubjectX500Principal());
            try (Pebble pebble = Pebble.start(port, free(), server.uri().getPort(), NAMES)) {
                Files.copy(pebble.root(), root, StandardCopyOption.REPLACE_EXISTING);
                assertThat(server.rows("acme_certificate").getFirst()).contains("ConnectException");
                server.tamper("UPDATE acme_certificate SET try_at = NULL");
                Await.until(
                        () -> isIssued(server.uri()) || !server.rows("acme_challenges").isEmpty());
                Await.until(() -> isIssued(server.uri()));
            }
        }
    }

    private static X509Certificate selfSigned() {
        Instant now = Instant.now();
        return CertificateUtils.createTestRootCertificate(
                "CN=other", now, now.plus(Duration.ofDays(1)), Keys.makeRsa());
    }

    @Test
    void missingOrWrongSettings_areNamed() {
        assertThat(config()).isEmpty();
        assertRefused("acme.names is not set", "acme.directory=https://ca.example/dir");
        assertRefused(
                "acme.agree-terms",
                "acme.directory=https://ca.example/dir",
                "acme.names=mail.example.com");
        assertRefused(
                "acme.names: '*.example.com' is not a host name",
                "acme.directory=https://ca.example/dir",
                "acme.names=*.example.com",
                "acme.agree-terms=true");
        assertRefused(
                "https://",
                "acme.directory=http://ca.example/dir",
                "acme.names=mail.example.com",
                "acme.agree-terms=true");
    }

    private static Optional<AcmeConfig> config(String... pairs) {
        return AcmeConfig.from(Settings.load(AllSettings.list(), Optional.empty(), List.of(pairs)));
    }

    private static void assertRefused(String words, String... pairs) {
        assertThatThrownBy(() -> config(pairs))
                .isInstanceOf(StartException.class)
                .hasMessageContaining(words);
    }

    @Test
    void renewal_isDueAfterTwoThirdsOfTheLifetime_andFailuresBackOff() {
        Instant from = Instant.parse("2026-01-01T00:00:00Z");
        Instant until = from.plus(Duration.ofDays(90));
        assertThat(AcmeOrder.renewAt(from, until, 0.5)).isEqualTo(from.plus(Duration.ofDays(60)));
        assertThat(AcmeOrder.renewAt(from, until, 0)).isAfter(from.plus(Duration.ofDays(58)));
        assertThat(AcmeOrder.renewAt(from, until, 1)).isBefore(from.plus(Duration.ofDays(62)));
        assertThat(AcmeOrder.pause(1, 0.5)).isEqualTo(Duration.ofMinutes(1));
        assertThat(AcmeOrder.pause(2, 0.5)).isEqualTo(Duration.ofMinutes(10));
        assertThat(AcmeOrder.pause(99, 1)).isLessThanOrEqualTo(Duration.ofHours(8));
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
