package io.mailyard.smtp;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Who a message is from and for, as the host is told.
 *
 * @param sender the reverse path; empty for a bounce
 * @param recipients one or more
 */
public record SmtpEnvelope(String sender, List<String> recipients) {
    /** RFC 5321 section 4.5.3.1.8: every host takes a hundred; more may be refused. */
    public static final int MAX_RECIPIENTS = 100;

    /** RFC 5321 section 4.5.3.1.3, less the angle brackets. */
    private static final int MAX_PATH = 254;

    /**
     * @throws IllegalArgumentException where there are none or too many, or one could not stand in
     *     a command
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

    /** Whether an address can stand in a command at all; a host may refuse it all the same. */
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

    /** Whether a host needs SMTPUTF8 (RFC 6531) for it. */
    boolean needsUtf8() {
        return beyondAscii(sender) || recipients.stream().anyMatch(SmtpEnvelope::beyondAscii);
    }

    /** Whether a host needs SMTPUTF8 for an address. */
    static boolean beyondAscii(String address) {
        return address.chars().anyMatch(c -> c > 126);
    }

    private static void check(String address) {
        if (!canBeSent(address)) {
            throw new IllegalArgumentException("no address that could be sent to a host");
        }
    }

    /** Without what parts or ends a command. */
    private static boolean isBare(String text) {
        return text.codePoints().noneMatch(c -> c == ' ' || c == '<' || c == '>' || breaks(c));
    }

    /** A quoted string (RFC 5321 section 4.1.2): it may hold blanks and angle brackets. */
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
