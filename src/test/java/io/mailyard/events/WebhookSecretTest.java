package io.mailyard.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Signatures as Standard Webhooks 1.0.0 has them. */
class WebhookSecretTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_614_265_330);

    /** The example that the specification's own libraries are tested by. */
    @Test
    void signature_isThatOfTheSpecificationsExample() {
        WebhookSecret secret = WebhookSecret.of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        byte[] body = "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8);

        assertThat(secret.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", NOW.getEpochSecond(), body))
                .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @Test
    void newSecret_has256BitsAndIsMasked() {
        WebhookSecret secret = WebhookSecret.random();
        byte[] key = Base64.getDecoder().decode(secret.text().replace("whsec_", ""));

        assertThat(key).hasSize(32);
        assertThat(WebhookSecret.random().text()).isNotEqualTo(secret.text());
        assertThat(new WebhookSecret.SecretPair(secret, Optional.empty()).toString())
                .doesNotContain(secret.text());
    }

    @Test
    void replacedSecret_signsUntilItsEnd() {
        WebhookSecret now = WebhookSecret.random();
        WebhookSecret before = WebhookSecret.random();
        WebhookSecret.SecretPair pair =
                new WebhookSecret.SecretPair(
                        now, Optional.of(new WebhookSecret.Previous(before, NOW)));

        assertThat(pair.at(NOW.minusMillis(1))).containsExactly(now, before);
        assertThat(pair.at(NOW)).containsExactly(now);
    }
}
