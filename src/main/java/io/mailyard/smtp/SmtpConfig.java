package io.mailyard.smtp;

import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * How a client speaks to hosts.
 *
 * @param helo the name it greets by; empty: the address it connects from (RFC 5321 section 4.1.4)
 * @param tls whether connections are encrypted
 * @param trusted whose certificates {@link TlsRule#MUST} accepts
 * @param login shown after the greeting; null: none
 */
public record SmtpConfig(
        String helo,
        TlsRule tls,
        SSLContext trusted,
        @Nullable SmtpLogin login,
        Timeouts timeouts) {}
