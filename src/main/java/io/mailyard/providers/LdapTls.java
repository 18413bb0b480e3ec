package io.mailyard.providers;

import io.mailyard.smtp.TlsContexts;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Certificates that the certificate of a directory is checked against. */
final class LdapTls {
    private LdapTls() {}

    /** Requires that a text has certificates in PEM, or is empty. */
    static String checked(String pem) {
        if (!pem.isBlank()) {
            try {
                certificates(pem);
            } catch (GeneralSecurityException unfit) {
                throw new IllegalArgumentException("must be certificates in PEM", unfit);
            }
        }
        return pem.strip();
    }

    private static Collection<? extends Certificate> certificates(String pem)
            throws GeneralSecurityException {
        Collection<? extends Certificate> read =
                CertificateFactory.getInstance("X.509")
                        .generateCertificates(
                                new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8)));
        if (read.isEmpty()) {
            throw new GeneralSecurityException("no certificate");
        }
        return read;
    }

    /** Trusts the certificates of a text alone; empty: those that the system trusts. */
    static SSLContext trusting(String pem) throws GeneralSecurityException {
        if (pem.isEmpty()) {
            return TlsContexts.verifying();
        }
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (Certificate certificate : certificates(pem)) {
                number++;
                store.setCertificateEntry("ca-" + number, certificate);
            }
            TrustManagerFactory trust =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (IOException impossible) {
            throw new GeneralSecurityException(impossible);
        }
    }
}
