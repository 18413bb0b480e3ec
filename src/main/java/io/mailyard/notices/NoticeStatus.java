package io.mailyard.notices;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The delivery status of a notice.
 *
 * @param attempts number of attempts
 * @param lastAnswer the mail host's last answer, or what went wrong; empty before the first attempt
 * @param done when it was sent or failed; null before
 */
public record NoticeStatus(
        long id,
        String kind,
        String recipient,
        NoticeState state,
        int attempts,
        String lastAnswer,
        Instant created,
        @Nullable Instant done) {}
