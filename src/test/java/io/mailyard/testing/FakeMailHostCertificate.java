package io.mailyard.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A certificate made for this run, signed by itself, for {@code localhost} and 127.0.0.1.
 *
 * @param context what a host presents it with
 * @param pem the file that a client trusts
 */
public record FakeMailHostCertificate(SSLContext context, Path pem) {
    private static final char[] PASSWORD = "changeit".toCharArray();

    private static final class Made {
        static final FakeMailHostCertificate LOCALHOST =
                make("localhost", "dns:localhost,ip:127.0.0.1");
        static final FakeMailHostCertificate STRANGER = make("stranger", "dns:stranger.example");
    }

    /** For the name that tests connect to. */
    public static FakeMailHostCertificate localhost() {
        return Made.LOCALHOST;
    }

    /** For another name. */
    public static FakeMailHostCertificate stranger() {
        return Made.STRANGER;
    }

    private static FakeMailHostCertificate make(String name, String names) {
        Path folder = TestStores.newFolder();
        Path store = folder.resolve("keys.p12");
        try {
            keytool(name, names, store);
            KeyStore keys = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(store)) {
                keys.load(in, PASSWORD);
            }
            KeyManagerFactory managers =
                    KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(keys, PASSWORD);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), null, null);
            byte[] der = keys.getCertificate("host").getEncoded();
            String pem =
                    "-----BEGIN CERTIFICATE-----\n"
                            + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
                            + "\n-----END CERTIFICATE-----\n";
            Path file = folder.resolve("host.pem");
            Files.writeString(file, pem, StandardCharsets.US_ASCII);
            return new FakeMailHostCertificate(context, file);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private static void keytool(String name, String names, Path store) throws IOException {
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        Process process =
                new ProcessBuilder(
                                keytool.toString(),
                                "-genkeypair",
                                "-alias",
                                "host",
                                "-keyalg",
                                "EC",
                                "-groupname",
                                "secp256r1",
                                "-validity",
                                "2",
                                "-dname",
                                "CN=" + name,
                                "-ext",
                                "san=" + names,
                                "-storetype",
                                "PKCS12",
                                "-storepass",
                                new String(PASSWORD),
                                "-keystore",
                                store.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IllegalStateException("keytool made no certificate");
            }
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }
}
