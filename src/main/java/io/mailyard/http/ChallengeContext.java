package io.mailyard.http;

import java.util.List;
import javax.net.ssl.SSLEngine;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** TLS settings of a listener that may be asked by TLS-ALPN-01. */
final class ChallengeContext extends SslContextFactory.Server {
    private final ServedCertificate certificate;

    ChallengeContext(ServedCertificate certificate) {
        this.certificate = certificate;
    }

    /** Any other protocol is left unanswered, as without this. */
    @Override
    public void customize(SSLEngine engine) {
        super.customize(engine);
        if (certificate.answersChallenges()) {
            engine.setHandshakeApplicationProtocolSelector((_, offered) ->
                    offered.equals(List.of(ChallengeKeys.PROTOCOL)) ? ChallengeKeys.PROTOCOL : "");
        }
    }
}
