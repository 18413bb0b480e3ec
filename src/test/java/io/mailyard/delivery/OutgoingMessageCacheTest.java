package io.mailyard.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.base.NativeCrypto;
import io.mailyard.policies.Isp;
import io.mailyard.policies.KeySecret;
import io.mailyard.policies.SigningKey;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.james.jdkim.DKIMVerifier;
import org.apache.james.jdkim.exceptions.FailException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Messages as they reach the host: signed, and as their ISP wants them. */
class OutgoingMessageCacheTest {
    static final KeyPair RSA = pair("RSA");
    static final KeyPair ED25519 = pair("Ed25519");

    private final Rig rig = new Rig();

    private static KeyPair pair(String algorithm) {
        try {
            return NativeCrypto.keyPairGenerator(algorithm).generateKeyPair();
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException(broken);
        }
    }

    @AfterEach
    void close() {
        rig.close();
    }

    static KeySecret key(String domain, SigningKey.SigningKeyState state, KeyPair pair) {
        SigningKey.Algorithm algorithm =
                pair.getPublic().getAlgorithm().equals("RSA")
                        ? SigningKey.Algorithm.RSA
                        : SigningKey.Algorithm.ED25519;
        return new KeySecret(
                new SigningKey(
                        1,
                        domain + state,
                        SigningKey.SigningKeyKind.DKIM,
                        algorithm,
                        domain,
                        "k",
                        state,
                        Base64.getEncoder().encodeToString(pair.getPublic().getEncoded()),
                        0,
                        false),
                pair.getPrivate());
    }

    private byte[] arrived() {
        rig.leaseClient.awaitResults(1);
        return rig.host.messages().getFirst().raw();
    }

    private static int signatures(byte[] message) {
        return text(message).split("DKIM-Signature:", -1).length - 1;
    }

    private static String text(byte[] message) {
        return new String(message, StandardCharsets.UTF_8);
    }

    static boolean isVerified(byte[] message) throws IOException, FailException {
        String record =
                "v=DKIM1; p=" + Base64.getEncoder().encodeToString(RSA.getPublic().getEncoded());
        return !new DKIMVerifier((methods, selector, domain) -> List.of(record))
                .verify(new ByteArrayInputStream(message))
                .isEmpty();
    }

    @Test
    void keysOfTheDomainAndThoseAboveIt_sign() throws IOException, FailException {
        rig.fixtures
                .key(key("a.example", SigningKey.SigningKeyState.ACTIVE, RSA))
                .key(key("example", SigningKey.SigningKeyState.ACTIVE, RSA))
                .key(key("xa.example", SigningKey.SigningKeyState.ACTIVE, RSA))
                .key(key("sub.a.example", SigningKey.SigningKeyState.ACTIVE, RSA));
        rig.started().send("b@b.example");

        byte[] message = arrived();
        assertThat(text(message)).startsWith("DKIM-Signature: v=1; a=rsa-sha256;");
        assertThat(signatures(message)).isEqualTo(2);
        assertThat(isVerified(message)).isTrue();
    }

    @Test
    void bothAlgorithms_signSideBySide() {
        rig.fixtures
                .key(key("a.example", SigningKey.SigningKeyState.ACTIVE, RSA))
                .key(key("a.example", SigningKey.SigningKeyState.ACTIVE, ED25519));
        rig.started().send("b@b.example");

        assertThat(text(arrived())).contains("a=rsa-sha256", "a=ed25519-sha256");
    }

    @Test
    void mailFromElsewhere_isNotSigned() {
        rig.fixtures.key(key("c.example", SigningKey.SigningKeyState.ACTIVE, RSA));
        rig.started().send("b@b.example");

        assertThat(arrived()).isEqualTo(DeliveryFixtures.message());
    }

    @Test
    void headerOfAnIsp_isChangedBeforeItIsSigned() throws IOException, FailException {
        rig.fixtures
                .key(key("a.example", SigningKey.SigningKeyState.ACTIVE, RSA))
                .isp(
                        new Isp(
                                1,
                                Isp.OTHER,
                                List.of(),
                                "",
                                "",
                                "",
                                Map.of("X-Campaign", "7"),
                                List.of("subject"),
                                false));
        rig.started().send("b@b.example");

        byte[] message = arrived();
        assertThat(text(message))
                .contains("X-Campaign: 7\r\n\r\nhello\r\n")
                .doesNotContain("Subject:");
        assertThat(isVerified(message)).isTrue();
    }

    @Test
    void bodyEncoding_isThatOfTheIsp() throws IOException, FailException {
        rig.fixtures
                .key(key("a.example", SigningKey.SigningKeyState.ACTIVE, RSA))
                .isp(
                        new Isp(
                                1, Isp.OTHER, List.of(), "8bit", "", "base64", Map.of(), List.of(),
                                false));
        rig.started().send("b@b.example");

        byte[] message = arrived();
        assertThat(text(message))
                .contains("Content-Transfer-Encoding: base64\r\n\r\naGVsbG8NCg==\r\n");
        assertThat(isVerified(message)).isTrue();
    }

    @Test
    void messageToMany_isSignedOnce() {
        rig.fixtures
                .strategy(DeliveryFixtures.strategy(4, 1, 1000, 1))
                .returnPath("bounce.a.example")
                .key(key("a.example", SigningKey.SigningKeyState.ACTIVE, RSA));
        DeliveryTask[] many =
                LongStream.rangeClosed(1, 20)
                        .mapToObj(id -> DeliveryFixtures.task(id, 9, 1, "b" + id + "@b.example"))
                        .toArray(DeliveryTask[]::new);
        rig.started().put(many);

        rig.leaseClient.awaitResults(20);
        assertThat(rig.host.messages()).extracting(message -> text(message.raw())).hasSize(20);
        assertThat(rig.host.messages().stream().map(message -> text(message.raw())).distinct())
                .hasSize(1);
    }
}
