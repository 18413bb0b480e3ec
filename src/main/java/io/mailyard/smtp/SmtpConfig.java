package io.mailyard.smtp;

import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Configuration of an SMTP client.
 *
 * @param helo EHLO name; empty to use the source address (RFC 5321 section 4.1.4)
 * @param tls whether connections are encrypted
 * @param trusted certificates that {@link TlsRule#MUST} accepts
 * @param login credentials; null if none
 */
public record SmtpConfig(
        String helo,
        TlsRule tls,
        SSLContext trusted,
        @Nullable SmtpLogin login,
        Timeouts timeouts) {}
