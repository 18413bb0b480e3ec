package io.mailyard.acme;

import io.mailyard.base.NativeCrypto;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;

/** Keys on P-256 and certificates as text. */
final class Keys {
    private static final String PRIVATE = "PRIVATE KEY";
    private static final String PUBLIC = "PUBLIC KEY";

    private Keys() {}

    static KeyPair make() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has P-256", impossible);
        }
    }

    /** For certificates of our own, which the library signs by RSA. */
    static KeyPair makeRsa() {
        try {
            KeyPairGenerator generator = NativeCrypto.keyPairGenerator("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has RSA", impossible);
        }
    }

    /** The private key as PEM, as listeners read it. */
    static String privatePem(KeyPair pair) {
        return pem(PRIVATE, pair.getPrivate().getEncoded());
    }

    /** Both halves: Java does not calculate the public one. */
    static String bothPem(KeyPair pair) {
        return privatePem(pair) + pem(PUBLIC, pair.getPublic().getEncoded());
    }

    static KeyPair read(String both) {
        try {
            KeyFactory factory = KeyFactory.getInstance("EC");
            return new KeyPair(
                    factory.generatePublic(new X509EncodedKeySpec(decoded(both, PUBLIC))),
                    (ECPrivateKey)
                            factory.generatePrivate(
                                    new PKCS8EncodedKeySpec(decoded(both, PRIVATE))));
        } catch (GeneralSecurityException damaged) {
            throw new IllegalStateException("the key of the ACME account cannot be read", damaged);
        }
    }

    private static byte[] decoded(String pem, String kind) {
        int from = pem.indexOf("-----BEGIN " + kind + "-----");
        int to = pem.indexOf("-----END " + kind + "-----");
        if (from < 0 || to < from) {
            throw new IllegalStateException("the key of the ACME account is not there");
        }
        return Base64.getMimeDecoder()
                .decode(
                        pem.substring(pem.indexOf('\n', from), to)
                                .getBytes(StandardCharsets.US_ASCII));
    }

    static String chainPem(List<X509Certificate> chain) {
        StringBuilder text = new StringBuilder();
        try {
            for (X509Certificate certificate : chain) {
                text.append(pem("CERTIFICATE", certificate.getEncoded()));
            }
        } catch (GeneralSecurityException damaged) {
            throw new IllegalStateException("a certificate without an encoding", damaged);
        }
        return text.toString();
    }

    private static String pem(String kind, byte[] der) {
        return "-----BEGIN "
                + kind
                + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
                + "\n-----END "
                + kind
                + "-----\n";
    }
}
