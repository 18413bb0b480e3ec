package io.mailyard.base;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Signature;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Key pairs and signatures by the Amazon Corretto Crypto Provider, a native library, if this
 * machine can load it, otherwise by the JDK. The library is loaded at the first use (some 0.4 s),
 * and the log says which of the two is used.
 *
 * <p>With the library an RSA-2048 signature takes about half the time, and a key pair a tenth
 * (docs/adr/0035-native-crypto.md).
 */
public final class NativeCrypto {
    private static final Logger LOG = LoggerFactory.getLogger(NativeCrypto.class);

    private NativeCrypto() {}

    /** Loads the library once, at the first use. */
    private static final class Library {
        static final @Nullable Provider PROVIDER = load();

        private static @Nullable Provider load() {
            Throwable error;
            try {
                error = AmazonCorrettoCryptoProvider.INSTANCE.getLoadingError();
            } catch (LinkageError missing) {
                error = missing;
            }
            if (error != null) {
                LOG.info(
                        "using the cryptography of the JDK, since the native library is not usable: {}",
                        error.toString());
                return null;
            }
            LOG.info(
                    "using the cryptography of {} {}",
                    AmazonCorrettoCryptoProvider.INSTANCE.getName(),
                    AmazonCorrettoCryptoProvider.INSTANCE.getVersionStr());
            return AmazonCorrettoCryptoProvider.INSTANCE;
        }
    }

    /** The library's provider of an algorithm, or null if the JDK provides it. */
    private static @Nullable Provider provider(String type, String algorithm) {
        Provider library = Library.PROVIDER;
        return library != null && library.getService(type, algorithm) != null ? library : null;
    }

    /**
     * A signature of an algorithm, for example SHA256withRSA.
     *
     * @throws NoSuchAlgorithmException if neither the library nor the JDK has it
     */
    public static Signature signature(String algorithm) throws NoSuchAlgorithmException {
        Provider provider = provider("Signature", algorithm);
        return provider == null
                ? Signature.getInstance(algorithm)
                : Signature.getInstance(algorithm, provider);
    }

    /**
     * Reads keys of an algorithm, RSA or Ed25519.
     *
     * @throws NoSuchAlgorithmException if neither the library nor the JDK has it
     */
    public static KeyFactory keyFactory(String algorithm) throws NoSuchAlgorithmException {
        Provider provider = provider("KeyFactory", algorithm);
        return provider == null
                ? KeyFactory.getInstance(algorithm)
                : KeyFactory.getInstance(algorithm, provider);
    }

    /**
     * Creates key pairs of an algorithm, RSA or Ed25519.
     *
     * @throws NoSuchAlgorithmException if neither the library nor the JDK has it
     */
    public static KeyPairGenerator keyPairGenerator(String algorithm)
            throws NoSuchAlgorithmException {
        Provider provider = provider("KeyPairGenerator", algorithm);
        return provider == null
                ? KeyPairGenerator.getInstance(algorithm)
                : KeyPairGenerator.getInstance(algorithm, provider);
    }
}
