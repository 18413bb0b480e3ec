package io.mailyard.smtp;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/** TLS contexts with different trust. */
public final class TlsContexts {
    private TlsContexts() {}

    /** Trusts the authorities shipped with the JDK. */
    public static SSLContext verifying() {
        try {
            return SSLContext.getDefault();
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException("this JDK has no TLS", broken);
        }
    }

    /**
     * Trusts only the certificates in a PEM file.
     *
     * @throws IOException if it cannot be read or contains none
     */
    public static SSLContext trusting(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            Collection<? extends Certificate> all =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (all.isEmpty()) {
                throw new IOException("there is no certificate in it");
            }
            KeyStore anchors = KeyStore.getInstance("PKCS12");
            anchors.load(null, null);
            for (Certificate certificate : all) {
                anchors.setCertificateEntry("c" + anchors.size(), certificate);
            }
            TrustManagerFactory factory =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(anchors);
            return context(factory.getTrustManagers());
        } catch (CertificateException wrong) {
            throw new IOException("it holds no certificates in PEM", wrong);
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException("this JDK has no TLS", broken);
        }
    }

    /**
     * Trusts any certificate: opportunistic TLS (RFC 7435) protects from eavesdropping only; the
     * alternative is plain text.
     */
    public static SSLContext trustingAll() {
        try {
            return context(new TrustManager[] {new TrustAll()});
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException("this JDK has no TLS", broken);
        }
    }

    private static SSLContext context(TrustManager[] trust) throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust, null);
        return context;
    }

    private static final class TrustAll extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
