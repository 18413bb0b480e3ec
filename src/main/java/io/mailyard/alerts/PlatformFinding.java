package io.mailyard.alerts;

import java.time.Instant;

/**
 * Something that is wrong with the platform.
 *
 * @param key the same finding has the same one, on all servers
 * @param subject the check, and after a blank what it looked at
 * @param reason a word
 * @param details a sentence; may be empty
 */
public record PlatformFinding(
        String key, String subject, String reason, String details, Instant since) {}
