package io.mailyard.notices;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What became of a notice.
 *
 * @param attempts how often it was tried
 * @param lastAnswer what the mail host said last, or what went wrong; empty before the first
 *     attempt
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
