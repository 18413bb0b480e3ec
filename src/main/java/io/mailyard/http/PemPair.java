package io.mailyard.http;

import io.mailyard.base.StartException;
import java.nio.file.Path;
import java.util.Optional;

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
}
