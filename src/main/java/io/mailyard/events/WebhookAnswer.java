package io.mailyard.events;

import java.time.Duration;
import java.util.Optional;

/**
 * The result of a request.
 *
 * @param status HTTP status; 0 if there was no answer
 * @param shown for the webhook's operator, on one line
 * @param retryAfter the pause that the host asks for
 */
record WebhookAnswer(int status, String shown, Optional<Duration> retryAfter) {
    /** Maximum length of the kept part of an answer. */
    static final int MAX_SHOWN = 300;

    static WebhookAnswer none(String reason) {
        return new WebhookAnswer(0, reason, Optional.empty());
    }

    boolean taken() {
        return status / 100 == 2;
    }

    /** Whether the status is 410: the host wants no more requests (RFC 9110, section 15.5.11). */
    boolean gone() {
        return status == 410;
    }
}
