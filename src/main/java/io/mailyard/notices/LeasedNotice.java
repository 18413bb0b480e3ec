package io.mailyard.notices;

import io.mailyard.templates.Language;
import java.time.Instant;

/**
 * A notice under this process's lease.
 *
 * @param key the unique part of its Message-ID
 * @param attempts those made before this one
 */
record LeasedNotice(
        long id,
        String key,
        String recipient,
        Language language,
        String subject,
        String text,
        String html,
        int attempts,
        Instant created) {}
