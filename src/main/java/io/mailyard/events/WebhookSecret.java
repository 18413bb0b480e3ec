package io.mailyard.events;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What a webhook's requests are signed by: 256 random bits, written as the Standard Webhooks
 * specification 1.0.0 has it (standardwebhooks.com, "Signature scheme"): {@code whsec_} and base64.
 */
final class WebhookSecret {
    private static final String PREFIX = "whsec_";
    private static final int RANDOM_BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final String text;

    private WebhookSecret(String text) {
        this.text = text;
    }

    /** A new one. */
    static WebhookSecret random() {
        byte[] bytes = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(bytes);
        return new WebhookSecret(PREFIX + Base64.getEncoder().encodeToString(bytes));
    }

    /** Stands where there is no secret to be shown. */
    static WebhookSecret masked() {
        return new WebhookSecret(PREFIX + "***");
    }

    /** As {@link #text} wrote it. */
    static WebhookSecret of(String text) {
        return new WebhookSecret(text);
    }

    /** To be shown once, and stored. */
    String text() {
        return text;
    }

    /**
     * The signature of a request: {@code v1,} and the base64 of HMAC-SHA256 over id, time, body.
     */
    String sign(String id, long epochSeconds, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            byte[] key = Base64.getDecoder().decode(text.substring(PREFIX.length()));
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            mac.update((id + "." + epochSeconds + ".").getBytes(StandardCharsets.UTF_8));
            return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Masked, so that a log never shows it. */
    @Override
    public String toString() {
        return PREFIX + "***";
    }

    /**
     * A webhook's secret, and the one before it while both sign.
     *
     * @param previous the one before the last rotation
     */
    record Pair(WebhookSecret current, Optional<Previous> previous) {
        /** All that sign at {@code now}, the newest first. */
        List<WebhookSecret> at(Instant now) {
            List<WebhookSecret> signing = new ArrayList<>(List.of(current));
            previous.filter(before -> now.isBefore(before.until()))
                    .ifPresent(before -> signing.add(before.secret()));
            return signing;
        }
    }

    /** One that was replaced, and until when it signs too. */
    record Previous(WebhookSecret secret, Instant until) {}
}
