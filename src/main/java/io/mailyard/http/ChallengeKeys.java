package io.mailyard.http;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Optional;

/** Certificates that a listener presents to an authority that asks by TLS-ALPN-01 (RFC 8737). */
public interface ChallengeKeys {
    /** The protocol by which an authority asks. */
    String PROTOCOL = "acme-tls/1";

    /** Certificate that is presented, with its key. */
    record ChallengeKey(X509Certificate certificate, PrivateKey key) {}

    /** The certificate for a name; empty if nothing was ordered for it. */
    Optional<ChallengeKey> find(String name);
}
