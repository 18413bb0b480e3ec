package io.mailyard.acme;

import io.mailyard.testing.FakeDns;
import io.mailyard.testing.TestStores;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.shredzone.acme4j.util.CSRBuilder;
import org.shredzone.acme4j.util.CertificateUtils;
import org.xbill.DNS.Type;

/** An authority for tests: Debian's {@code pebble}, which asks at the ports that a test names. */
final class Pebble implements AutoCloseable {
    private static final Path PROGRAM = Path.of("/usr/bin/pebble");

    private final Process process;
    private final FakeDns dns;
    private final Path root;
    private final int port;

    private Pebble(Process process, FakeDns dns, Path root, int port) {
        this.process = process;
        this.dns = dns;
        this.root = root;
        this.port = port;
    }

    static void assumeInstalled() {
        Assumptions.assumeTrue(
                Files.isExecutable(PROGRAM), "pebble is not installed: apt-get install pebble");
    }

    /**
     * Starts it.
     *
     * @param names resolve to 127.0.0.1
     */
    static Pebble start(int port, int httpPort, int tlsPort, List<String> names)
            throws IOException {
        Path folder = TestStores.newFolder();
        KeyPair rootKey = Keys.makeRsa();
        Instant now = Instant.now();
        X509Certificate root =
                CertificateUtils.createTestRootCertificate(
                        "CN=directory", now, now.plus(Duration.ofDays(2)), rootKey);
        KeyPair key = Keys.makeRsa();
        CSRBuilder request = new CSRBuilder();
        request.addDomain("localhost");
        request.addIP(InetAddress.getLoopbackAddress());
        request.sign(key);
        X509Certificate certificate =
                CertificateUtils.createTestCertificate(
                        request.getCSR(),
                        now,
                        now.plus(Duration.ofDays(1)),
                        root,
                        rootKey.getPrivate());
        Path rootFile = Files.writeString(folder.resolve("root.pem"), Keys.chainPem(List.of(root)));
        Path certificateFile =
                Files.writeString(folder.resolve("cert.pem"), Keys.chainPem(List.of(certificate)));
        Path keyFile = Files.writeString(folder.resolve("key.pem"), Keys.privatePem(key));
        Path config =
                Files.writeString(
                        folder.resolve("pebble.json"),
                        """
                        {"pebble": {"listenAddress": "127.0.0.1:%d", "managementListenAddress": "127.0.0.1:0",
                          "certificate": "%s", "privateKey": "%s", "httpPort": %d, "tlsPort": %d,
                          "ocspResponderURL": "", "externalAccountBindingRequired": false}}
                        """
                                .formatted(port, certificateFile, keyFile, httpPort, tlsPort));
        FakeDns dns = FakeDns.start();
        names.forEach(name -> dns.with(name, Type.A, "127.0.0.1"));
        ProcessBuilder builder =
                new ProcessBuilder(
                                PROGRAM.toString(),
                                "-config",
                                config.toString(),
                                "-strict",
                                "-dnsserver",
                                "127.0.0.1:" + dns.address().getPort())
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("log").toFile());
        builder.environment().put("PEBBLE_VA_NOSLEEP", "1");
        builder.environment().put("PEBBLE_AUTHZREUSE", "0");
        return new Pebble(builder.start(), dns, rootFile, port);
    }

    String directory() {
        return "https://localhost:" + port + "/dir";
    }

    Path root() {
        return root;
    }

    @Override
    public void close() {
        process.destroy();
        dns.close();
    }
}
