package io.mailyard.acme;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.config.Settings;
import io.mailyard.server.AllSettings;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.TestStores;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ChallengeKeyTest {
    /** Else each connection while a challenge is open costs a new RSA key. */
    @Test
    void openChallenge_hasOneKeyForAllConnections() {
        TestServer server = TestServer.of(StoreKind.SQLITE);
        AcmeStore store = new AcmeStore(server.database());
        try (AcmeCertificates certificates =
                AcmeCertificates.of(
                        AcmeConfig.from(
                                        Settings.load(
                                                AllSettings.list(),
                                                Optional.empty(),
                                                List.of(
                                                        "acme.directory=https://localhost:1/dir",
                                                        "acme.names=challenge-key.test",
                                                        "acme.agree-terms=true",
                                                        "acme.challenge=tls-alpn-01")))
                                .orElseThrow(),
                        server.database(),
                        TestStores.newFolder(),
                        Clock.systemUTC(),
                        () -> {})) {
            String name = "challenge-key.test";
            String asked = AcmeCertificates.ALPN + name;
            store.open(asked, "00".repeat(32), Instant.now());
            var first = certificates.find(name).orElseThrow();
            assertThat(certificates.find(name).orElseThrow()).isSameAs(first);
            store.open(asked, "11".repeat(32), Instant.now());
            assertThat(certificates.find(name).orElseThrow()).isNotSameAs(first);
            store.close(asked);
            assertThat(certificates.find(name)).isEmpty();
        }
    }
}
