package io.mailyard.server;

import io.mailyard.base.StartException;
import io.mailyard.db.BackgroundLoop;
import io.mailyard.http.PemPair;
import io.mailyard.http.ServedCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Presents certificates anew when their files have changed. Files that cannot be used are logged
 * once, and the certificate stays; so a chain whose key is written a moment later does no harm.
 */
final class CertificateWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CertificateWatch.class);

    /** A look at four files takes microseconds. */
    private static final Duration EVERY = Duration.ofSeconds(5);

    private final Supplier<List<ServedCertificate>> served;
    private final BackgroundLoop rounds = new BackgroundLoop("certificates", EVERY, this::round);
    private final Map<ServedCertificate, String> seen = new HashMap<>();

    CertificateWatch(Supplier<List<ServedCertificate>> served) {
        this.served = served;
    }

    CertificateWatch start() {
        round();
        rounds.start();
        return this;
    }

    private synchronized boolean round() {
        for (ServedCertificate certificate : served.get()) {
            String now = state(certificate.files());
            String before = seen.put(certificate, now);
            if (before != null && !before.equals(now)) {
                reload(certificate);
            }
        }
        return false;
    }

    private static void reload(ServedCertificate certificate) {
        PemPair files = certificate.files();
        try {
            if (certificate.reload(files)) {
                LOG.info(
                        "the certificate in {} has changed and is presented now",
                        files.certificate());
            }
        } catch (StartException refused) {
            LOG.error("the earlier certificate stays: {}", refused.getMessage());
        }
    }

    /**
     * Returns a text that changes when a file is written or replaced, or a link to it leads
     * elsewhere.
     */
    private static String state(PemPair files) {
        return state(files.certificate()) + " " + state(files.key());
    }

    private static String state(Path file) {
        try {
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
            return now.lastModifiedTime() + "/" + now.size() + "/" + now.fileKey();
        } catch (IOException missing) {
            return "missing";
        }
    }

    @Override
    public void close() {
        rounds.close();
    }
}
