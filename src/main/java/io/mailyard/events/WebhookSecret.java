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
 * The secret that signs a webhook's requests: 256 random bits, in the form of the Standard Webhooks
 * specification 1.0.0 (standardwebhooks.com, "Signature scheme"): {@code whsec_} and base64.
 */
final class WebhookSecret {
    private static final String PREFIX = "whsec_";
    private static final int RANDOM_BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final String text;

    private WebhookSecret(String text) {
        this.text = text;
    }

    /** A new secret. */
    static WebhookSecret random() {
        byte[] bytes = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(bytes);
        return new WebhookSecret(PREFIX + Base64.getEncoder().encodeToString(bytes));
    }

    /** A mask in place of a secret that is not shown. */
    static WebhookSecret masked() {
        return new WebhookSecret(PREFIX + "***");
    }

    /** The secret of a {@link #text}. */
    static WebhookSecret of(String text) {
        return new WebhookSecret(text);
    }

    /** The text to be shown once, and stored. */
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
     * A webhook's secret, and the previous one while both sign.
     *
     * @param previous the secret before the last rotation
     */
    record SecretPair(WebhookSecret current, Optional<Previous> previous) {
        /** All secrets that sign at {@code now}, the newest first. */
        List<WebhookSecret> at(Instant now) {
            List<WebhookSecret> signing = new ArrayList<>(List.of(current));
            previous.filter(before -> now.isBefore(before.until()))
                    .ifPresent(before -> signing.add(before.secret()));
            return signing;
        }
    }

    /** A replaced secret, and the end of the time in which it signs as well. */
    record Previous(WebhookSecret secret, Instant until) {}
}
