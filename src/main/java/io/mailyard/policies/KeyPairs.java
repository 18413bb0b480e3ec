package io.mailyard.policies;

import io.mailyard.base.NativeCrypto;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Generates and parses key pairs, and formats public keys for DNS and SSH. */
final class KeyPairs {
    /** Minimum size for signers (RFC 8301 section 3.2); verifiers accept 1024 to 4096. */
    private static final int RSA_BITS = 2048;

    private static final int LEAST_RSA_BITS = 1024;
    private static final int MOST_RSA_BITS = 4096;

    /** Length of an Ed25519 key (RFC 8032), the last bytes of its SubjectPublicKeyInfo. */
    private static final int ED25519_BYTES = 32;

    private static final Pattern PEM =
            Pattern.compile(
                    "\\s*-----BEGIN ([A-Z0-9 ]*PRIVATE KEY)-----([A-Za-z0-9+/=\\s]+)-----END \\1-----\\s*");

    private KeyPairs() {}

    /**
     * Generates a pair in a turn of {@link KeyTurns}.
     *
     * @param account whose key it is; 0 for one of no account
     */
    static KeyPair make(long account, SigningKey.Algorithm algorithm) {
        return KeyTurns.SHARED.run(account, () -> generate(algorithm));
    }

    private static KeyPair generate(SigningKey.Algorithm algorithm) {
        try {
            KeyPairGenerator generator = NativeCrypto.keyPairGenerator(algorithm.name());
            if (algorithm == SigningKey.Algorithm.RSA) {
                generator.initialize(RSA_BITS);
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /**
     * Parses a private key in PEM, PKCS#8 without a pass phrase (RFC 5208, RFC 7468).
     *
     * @throws IllegalArgumentException with the fault, without any part of the key
     */
    static KeyPair read(String pem) {
        Matcher matcher = PEM.matcher(pem);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("is not a private key in PEM");
        }
        if (!matcher.group(1).equals("PRIVATE KEY")) {
            throw new IllegalArgumentException(
                    "is an "
                            + matcher.group(1)
                            + ", not PKCS#8 without a pass phrase: convert it by 'openssl pkcs8"
                            + " -topk8 -nocrypt'");
        }
        byte[] der = decoded(matcher.group(2));
        return Stream.of(SigningKey.Algorithm.values())
                .flatMap(algorithm -> read(algorithm, der).stream())
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "is not an RSA or Ed25519 key that can be read"));
    }

    private static byte[] decoded(String base64) {
        try {
            return Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException bad) {
            throw new IllegalArgumentException("is not a private key in PEM: bad base64", bad);
        }
    }

    private static Optional<KeyPair> read(SigningKey.Algorithm algorithm, byte[] pkcs8) {
        try {
            return Optional.of(pair(privateKey(algorithm, pkcs8)));
        } catch (GeneralSecurityException ofAnother) {
            return Optional.empty();
        }
    }

    static PrivateKey privateKey(SigningKey.Algorithm algorithm, byte[] pkcs8)
            throws GeneralSecurityException {
        return NativeCrypto.keyFactory(algorithm.name())
                .generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    }

    static SigningKey.Algorithm algorithm(KeyPair pair) {
        return pair.getPublic() instanceof RSAPublicKey
                ? SigningKey.Algorithm.RSA
                : SigningKey.Algorithm.ED25519;
    }

    private static KeyPair pair(PrivateKey key) throws GeneralSecurityException {
        PublicKey known =
                switch (key) {
                    case RSAPrivateCrtKey rsa -> known(rsa);
                    case EdECPrivateKey ed -> known(ed);
                    default -> throw new GeneralSecurityException(key.getAlgorithm());
                };
        return new KeyPair(known, key);
    }

    private static PublicKey known(RSAPrivateCrtKey key) throws GeneralSecurityException {
        int bits = key.getModulus().bitLength();
        if (bits < LEAST_RSA_BITS || bits > MOST_RSA_BITS) {
            throw new IllegalArgumentException(
                    "is an RSA key of "
                            + bits
                            + " bits: DKIM takes "
                            + LEAST_RSA_BITS
                            + " to "
                            + MOST_RSA_BITS
                            + " (RFC 8301)");
        }
        return KeyFactory.getInstance("RSA")
                .generatePublic(new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent()));
    }

    /**
     * Derives the pair of a seed with the JDK's generator, since the JDK has no other call for it.
     */
    private static PublicKey known(EdECPrivateKey key) throws GeneralSecurityException {
        byte[] seed =
                key.getBytes()
                        .orElseThrow(() -> new GeneralSecurityException("a key without bytes"));
        KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
        generator.initialize(NamedParameterSpec.ED25519, new SeedAlone(seed));
        return generator.generateKeyPair().getPublic();
    }

    private static final class SeedAlone extends SecureRandom {
        private final transient byte[] seed;

        SeedAlone(byte[] seed) {
            this.seed = seed;
        }

        @Override
        public void nextBytes(byte[] bytes) {
            System.arraycopy(seed, 0, bytes, 0, bytes.length);
        }
    }

    static String encoded(PublicKey key) {
        return Base64.getEncoder().encodeToString(key.getEncoded());
    }

    /**
     * The value of {@code p=}: the whole key of RSA (RFC 6376), the 32 bytes of Ed25519 (RFC 8463).
     */
    static String dkim(SigningKey key) {
        return switch (key.algorithm()) {
            case RSA -> key.publicKey();
            case ED25519 -> Base64.getEncoder().encodeToString(ed25519(key));
        };
    }

    private static byte[] ed25519(SigningKey key) {
        byte[] all = Base64.getDecoder().decode(key.publicKey());
        return Arrays.copyOfRange(all, all.length - ED25519_BYTES, all.length);
    }

    /** The line for {@code authorized_keys} (RFC 4253 section 6.6, RFC 8709). */
    static String ssh(SigningKey key) {
        String type = key.algorithm() == SigningKey.Algorithm.RSA ? "ssh-rsa" : "ssh-ed25519";
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        byte[] blob =
                switch (key.algorithm()) {
                    case RSA -> {
                        RSAPublicKey rsa = rsa(key);
                        yield blob(name, bytes(rsa.getPublicExponent()), bytes(rsa.getModulus()));
                    }
                    case ED25519 -> blob(name, ed25519(key));
                };
        return type
                + " "
                + Base64.getEncoder().encodeToString(blob)
                + " "
                + key.name().replaceAll("[^A-Za-z0-9._-]", "_");
    }

    private static RSAPublicKey rsa(SigningKey key) {
        try {
            byte[] der = Base64.getDecoder().decode(key.publicKey());
            return (RSAPublicKey)
                    KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(der));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static byte[] bytes(BigInteger number) {
        return number.toByteArray();
    }

    private static byte[] blob(byte[]... parts) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            for (byte[] part : parts) {
                out.writeInt(part.length);
                out.write(part);
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }
}
