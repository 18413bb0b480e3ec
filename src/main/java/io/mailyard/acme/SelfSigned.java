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
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.shredzone.acme4j.util.CertificateUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A certificate of our own, which no client trusts, until the first is issued. */
final class SelfSigned {
    private static final Logger LOG = LoggerFactory.getLogger(SelfSigned.class);
    private static final Duration VALID = Duration.ofDays(7);

    private SelfSigned() {}

    /**
     * Writes one, valid from now on, where no listener could present the files that are there: a
     * start after a certificate and its key were written by half must not fail. The one that was
     * issued is in the store, and takes its place as soon as that is open.
     */
    static void ensure(PemPair files, List<String> names, Instant now) {
        Optional<String> fault = files.fault();
        if (fault.isEmpty()) {
            return;
        }
        if (Files.exists(files.certificate()) || Files.exists(files.key())) {
            LOG.warn(
                    "{}: a certificate of our own takes its place, until the one in the store does",
                    fault.get());
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
        byte[] newChain = chain.getBytes(StandardCharsets.US_ASCII);
        byte[] newKey = key.getBytes(StandardCharsets.US_ASCII);
        if (holds(files.certificate(), newChain) && holds(files.key(), newKey)) {
            return false;
        }
        OwnerFiles.write(files.key(), newKey);
        OwnerFiles.write(files.certificate(), newChain);
        return true;
    }

    /** A file that cannot be read is replaced, as one that is damaged. */
    private static boolean holds(Path file, byte[] content) {
        try {
            return Files.isRegularFile(file)
                    && Files.size(file) == content.length
                    && Arrays.equals(Files.readAllBytes(file), content);
        } catch (IOException unreadable) {
            return false;
        }
    }
}
