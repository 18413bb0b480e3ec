package io.mailyard.smtp;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Reverse path and recipients of a message.
 *
 * @param sender the reverse path; empty for a bounce
 * @param recipients one or more
 */
public record SmtpEnvelope(String sender, List<String> recipients) {
    /** Maximum recipients: RFC 5321 section 4.5.3.1.8 requires hosts to accept a hundred. */
    public static final int MAX_RECIPIENTS = 100;

    /** Maximum path length: RFC 5321 section 4.5.3.1.3 without the angle brackets. */
    private static final int MAX_PATH = 254;

    /**
     * @throws IllegalArgumentException if the number of recipients is invalid, or an address cannot
     *     be part of a command
     */
    public SmtpEnvelope {
        recipients = List.copyOf(recipients);
        if (recipients.isEmpty() || recipients.size() > MAX_RECIPIENTS) {
            throw new IllegalArgumentException(
                    "an envelope has 1 to " + MAX_RECIPIENTS + " recipients");
        }
        if (!sender.isEmpty()) {
            check(sender);
        }
        recipients.forEach(SmtpEnvelope::check);
    }

    /** Whether an address can be part of a command; a host may still refuse it. */
    public static boolean canBeSent(String address) {
        int at = address.lastIndexOf('@');
        boolean parted = at > 0 && at < address.length() - 1;
        return parted
                && address.getBytes(StandardCharsets.UTF_8).length <= MAX_PATH
                && isBare(address.substring(at + 1))
                && (address.charAt(0) == '"'
                        ? isQuoted(address.substring(0, at))
                        : isBare(address.substring(0, at)));
    }

    /** Whether the envelope needs SMTPUTF8 (RFC 6531). */
    boolean needsUtf8() {
        return beyondAscii(sender) || recipients.stream().anyMatch(SmtpEnvelope::beyondAscii);
    }

    /** Whether an address needs SMTPUTF8. */
    static boolean beyondAscii(String address) {
        return address.chars().anyMatch(c -> c > 126);
    }

    private static void check(String address) {
        if (!canBeSent(address)) {
            throw new IllegalArgumentException("not an address that can be sent to a host");
        }
    }

    /** Contains no character that separates or ends a command. */
    private static boolean isBare(String text) {
        return text.codePoints().noneMatch(c -> c == ' ' || c == '<' || c == '>' || breaks(c));
    }

    /** A quoted string (RFC 5321 section 4.1.2), which may contain spaces and angle brackets. */
    private static boolean isQuoted(String text) {
        int last = text.length() - 1;
        int at = 1;
        while (at < last) {
            int c = text.codePointAt(at);
            if (c == '\\') {
                at++;
                c = at < last ? text.codePointAt(at) : 0;
            } else if (c == '"') {
                return false;
            }
            if (breaks(c)) {
                return false;
            }
            at += Character.charCount(c);
        }
        return last > 0 && at == last && text.charAt(last) == '"';
    }

    private static boolean breaks(int c) {
        return c < ' ' || Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE;
    }
}
