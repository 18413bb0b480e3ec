package io.mailyard.web;

import io.mailyard.base.StartException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A certificate chain and its private key in PEM files, and the settings that name them.
 *
 * @param certificateSetting the key of the setting, for what is said of a file that is wrong
 * @param keySetting likewise
 */
public record PemPair(String certificateSetting, Path certificate, String keySetting, Path key) {
    /**
     * The pair that two settings name; empty where neither is set.
     *
     * @throws StartException where only one is
     */
    public static Optional<PemPair> of(
            String certificateSetting, String certificate, String keySetting, String key) {
        if (certificate.isEmpty() != key.isEmpty()) {
            throw new StartException(
                    "configuration: TLS needs "
                            + certificateSetting
                            + " and "
                            + keySetting
                            + "; "
                            + (key.isEmpty() ? keySetting : certificateSetting)
                            + " is not set");
        }
        return key.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new PemPair(
                                certificateSetting,
                                Path.of(certificate),
                                keySetting,
                                Path.of(key)));
    }

    /**
     * What a server presents the certificate with.
     *
     * @throws StartException that names the file and what is wrong with it
     */
    public SSLContext context() {
        try {
            KeyManagerFactory managers =
                    KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(PemFiles.keyStore(this), new char[0]);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException failed) {
            throw new StartException(
                    "TLS: "
                            + keySetting
                            + " and "
                            + certificateSetting
                            + " cannot be used: "
                            + failed.getMessage(),
                    failed);
        }
    }
}
