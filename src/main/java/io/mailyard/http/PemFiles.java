package io.mailyard.http;

import io.mailyard.base.StartException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads a certificate chain and its key from PEM files (RFC 7468). */
final class PemFiles {
    private static final long MAX_FILE_BYTES = 1024 * 1024;
    private static final Pattern KEY =
            Pattern.compile(
                    "-----BEGIN ((?:RSA |EC |ENCRYPTED )?PRIVATE KEY)-----([A-Za-z0-9+/=\\s]+)-----END \\1-----");
    private static final byte[] RSA_ALGORITHM = {
        0x30,
        0x0d,
        0x06,
        0x09,
        0x2a,
        (byte) 0x86,
        0x48,
        (byte) 0x86,
        (byte) 0xf7,
        0x0d,
        0x01,
        0x01,
        0x01,
        0x05,
        0x00
    };

    private PemFiles() {}

    /**
     * A key store with one entry and no password.
     *
     * @throws StartException that names the file and what is wrong with it
     */
    static KeyStore keyStore(PemPair files) {
        Certificate[] chain = chain(files.certificateSetting(), files.certificate());
        PrivateKey key = key(files.keySetting(), files.key());
        try {
            if (!pair(chain[0].getPublicKey(), key)) {
                throw new StartException(
                        files.keySetting()
                                + " "
                                + files.key()
                                + " does not belong to the certificate "
                                + files.certificate());
            }
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("server", key, new char[0], chain);
            return store;
        } catch (GeneralSecurityException | IOException failed) {
            throw new StartException(
                    "TLS: the key and the certificate cannot be used: " + failed.getMessage(),
                    failed);
        }
    }

    /** Whether the private key's signature verifies with the public key. */
    private static boolean pair(PublicKey known, PrivateKey key) throws GeneralSecurityException {
        String algorithm =
                switch (key.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> key.getAlgorithm();
                };
        if (key.getAlgorithm().startsWith("Ed") != known.getAlgorithm().startsWith("Ed")) {
            return false;
        }
        byte[] words = "one pair".getBytes(StandardCharsets.US_ASCII);
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(key);
        signature.update(words);
        byte[] signed = signature.sign();
        try {
            signature.initVerify(known);
            signature.update(words);
            return signature.verify(signed);
        } catch (InvalidKeyException | SignatureException ofAnother) {
            return false;
        }
    }

    private static Certificate[] chain(String setting, Path file) {
        try {
            byte[] pem = text(setting, file).getBytes(StandardCharsets.US_ASCII);
            List<Certificate> chain =
                    List.copyOf(
                            CertificateFactory.getInstance("X.509")
                                    .generateCertificates(new ByteArrayInputStream(pem)));
            if (chain.isEmpty()) {
                throw new StartException(setting + " " + file + " holds no certificate");
            }
            return chain.toArray(new Certificate[0]);
        } catch (GeneralSecurityException bad) {
            throw new StartException(
                    setting + " " + file + " is not a PEM certificate: " + bad.getMessage(), bad);
        }
    }

    private static PrivateKey key(String setting, Path file) {
        Matcher matcher = KEY.matcher(text(setting, file));
        if (!matcher.find()) {
            throw new StartException(setting + " " + file + " holds no PEM private key");
        }
        String label = matcher.group(1);
        if (label.startsWith("ENCRYPTED")) {
            throw new StartException(
                    setting
                            + " "
                            + file
                            + " is encrypted: give one without a pass phrase, readable by this user alone");
        }
        if (label.startsWith("EC")) {
            throw new StartException(
                    setting
                            + " "
                            + file
                            + " is in SEC 1 form: convert it by 'openssl pkcs8 -topk8 -nocrypt'");
        }
        try {
            byte[] der = Base64.getMimeDecoder().decode(matcher.group(2));
            return decode(setting, file, label.startsWith("RSA") ? wrapped(der) : der);
        } catch (IllegalArgumentException cutOff) {
            throw new StartException(
                    setting + " " + file + " is cut off or damaged: " + cutOff.getMessage(),
                    cutOff);
        }
    }

    private static PrivateKey decode(String setting, Path file, byte[] pkcs8) {
        return Stream.of("RSA", "EC", "Ed25519")
                .flatMap(algorithm -> decoded(algorithm, pkcs8).stream())
                .findFirst()
                .orElseThrow(() ->
                        new StartException(
                                setting
                                        + " "
                                        + file
                                        + " is not an RSA, EC or Ed25519 key that can be read"));
    }

    private static Optional<PrivateKey> decoded(String algorithm, byte[] pkcs8) {
        try {
            return Optional.of(
                    KeyFactory.getInstance(algorithm)
                            .generatePrivate(new PKCS8EncodedKeySpec(pkcs8)));
        } catch (GeneralSecurityException otherAlgorithm) {
            return Optional.empty();
        }
    }

    /**
     * A PKCS#1 RSA key as PKCS#8 (RFC 5208): SEQUENCE { 0, rsaEncryption, OCTET STRING { key } }.
     */
    private static byte[] wrapped(byte[] pkcs1) {
        ByteArrayOutputStream inner = new ByteArrayOutputStream();
        inner.writeBytes(new byte[] {0x02, 0x01, 0x00});
        inner.writeBytes(RSA_ALGORITHM);
        inner.writeBytes(tagged(0x04, pkcs1));
        return tagged(0x30, inner.toByteArray());
    }

    private static byte[] tagged(int tag, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        if (content.length < 128) {
            out.write(content.length);
        } else {
            out.write(0x82);
            out.write(content.length >> 8);
            out.write(content.length);
        }
        out.writeBytes(content);
        return out.toByteArray();
    }

    private static String text(String key, Path file) {
        try {
            if (Files.size(file) > MAX_FILE_BYTES) {
                throw new StartException(
                        key + " " + file + " is larger than 1 MiB: that is no PEM file");
            }
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException missing) {
            throw new StartException(key + " " + file + " does not exist", missing);
        } catch (IOException unreadable) {
            throw new StartException(
                    key + " " + file + " cannot be read: " + unreadable.getMessage(), unreadable);
        }
    }
}
