package io.mailyard.acme;

import io.mailyard.base.OwnerFiles;
import io.mailyard.base.StartException;
import io.mailyard.http.PemPair;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.shredzone.acme4j.util.CertificateUtils;

/** A certificate of our own, which no client trusts, until the first is issued. */
final class SelfSigned {
    private static final Duration VALID = Duration.ofDays(7);

    private SelfSigned() {}

    /** Writes one, valid from now on, where there are no files yet. */
    static void ensure(PemPair files, List<String> names, Instant now) {
        if (Files.exists(files.certificate()) && Files.exists(files.key())) {
            return;
        }
        KeyPair pair = Keys.makeRsa();
        String chain =
                Keys.chainPem(
                        List.of(
                                CertificateUtils.createTestRootCertificate(
                                        "CN=" + names.getFirst(), now, now.plus(VALID), pair)));
        try {
            write(files, chain, Keys.privatePem(pair));
        } catch (IOException e) {
            throw new StartException(
                    "cannot write " + files.certificate() + ": " + OwnerFiles.reason(e), e);
        }
    }

    /** Writes both files; whether they are others than before. */
    static boolean write(PemPair files, String chain, String key) throws IOException {
        Path folder = Objects.requireNonNull(files.key().getParent());
        if (!Files.exists(folder)) {
            Files.createDirectories(Objects.requireNonNull(folder.getParent()));
            OwnerFiles.createFolder(folder);
        }
        if (Files.exists(files.certificate())
                && Files.exists(files.key())
                && Files.readString(files.certificate()).equals(chain)
                && Files.readString(files.key()).equals(key)) {
            return false;
        }
        OwnerFiles.write(files.key(), key.getBytes(StandardCharsets.UTF_8));
        OwnerFiles.write(files.certificate(), chain.getBytes(StandardCharsets.UTF_8));
        return true;
    }
}
