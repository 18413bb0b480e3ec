package io.mailyard.http;

import io.mailyard.base.StartException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A certificate chain and its private key in PEM files, and the settings that name them.
 *
 * @param certificateSetting the key of the certificate's setting, for error messages
 * @param keySetting the key of the private key's setting, for error messages
 */
public record PemPair(String certificateSetting, Path certificate, String keySetting, Path key) {
    /**
     * The pair that two settings name; empty if neither is set.
     *
     * @throws StartException if only one is set
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

    /** Why no listener could present the files as they are; empty: one could. */
    public Optional<String> fault() {
        try {
            PemFiles.keyStore(this);
            return Optional.empty();
        } catch (StartException unusable) {
            return Optional.of(String.valueOf(unusable.getMessage()));
        }
    }
}
