package io.mailyard.agent;

import io.mailyard.base.Sha256;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * The only certificate that a node accepts from its server, identified by its SHA-256 fingerprint.
 * Name, issuer and dates do not matter: the holder of its key is the server.
 */
record PinnedCertificate(String fingerprint) {
    /**
     * @param fingerprint 64 hexadecimal digits; colons and case are ignored
     * @throws IllegalArgumentException if it is not a fingerprint
     */
    PinnedCertificate {
        fingerprint = fingerprint.replace(":", "").strip().toLowerCase(Locale.ROOT);
        if (!fingerprint.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException(
                    "a pin is the SHA-256 fingerprint of the server's certificate, 64 hexadecimal digits");
        }
    }

    static String of(X509Certificate certificate) throws CertificateException {
        return Sha256.hex(certificate.getEncoded());
    }

    SSLContext context() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    null,
                    new TrustManager[] {new PinnedTrustManager(fingerprint)},
                    new SecureRandom());
            return context;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Trusts only the pinned certificate and checks no name: the pin is the name. */
    private static final class PinnedTrustManager extends X509ExtendedTrustManager {
        private final String pinned;

        private PinnedTrustManager(String pinned) {
            this.pinned = pinned;
        }

        private void check(X509Certificate[] chain) throws CertificateException {
            String shown = of(chain[0]);
            if (!MessageDigest.isEqual(
                    HexFormat.of().parseHex(shown), HexFormat.of().parseHex(pinned))) {
                throw new CertificateException(
                        "the server's certificate has the fingerprint "
                                + shown
                                + " and not the pinned "
                                + pinned);
            }
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            check(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            check(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type)
                throws CertificateException {
            check(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            throw new CertificateException("no client is trusted here");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            throw new CertificateException("no client is trusted here");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type)
                throws CertificateException {
            throw new CertificateException("no client is trusted here");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
