package io.mailyard.notices;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What became of a notice.
 *
 * @param attempts how often it was tried
 * @param nextAttempt when it is tried next; of meaning while it is {@link NoticeState#NEW}
 * @param lastAnswer what the relay said last, or what went wrong; empty before the first attempt
 * @param done when it was sent or failed; null before
 */
public record NoticeStatus(
        long id,
        String kind,
        String recipient,
        NoticeState state,
        int attempts,
        Instant nextAttempt,
        String lastAnswer,
        Instant created,
        @Nullable Instant done) {}
