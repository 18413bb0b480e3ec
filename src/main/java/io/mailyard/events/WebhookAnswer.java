package io.mailyard.events;

import java.time.Duration;
import java.util.Optional;

/**
 * What came of a request.
 *
 * @param status of HTTP; 0 where there was no answer
 * @param shown for whoever looks after the webhook, on one line
 * @param retryAfter how long the host asks to be left alone
 */
record WebhookAnswer(int status, String shown, Optional<Duration> retryAfter) {
    /** More than this of an answer is not kept. */
    static final int MAX_SHOWN = 300;

    static WebhookAnswer none(String reason) {
        return new WebhookAnswer(0, reason, Optional.empty());
    }

    boolean taken() {
        return status / 100 == 2;
    }

    /** 410: the host wants to hear nothing any more (RFC 9110, section 15.5.11). */
    boolean gone() {
        return status == 410;
    }
}
