package io.mailyard.smtp;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Who a message is from and for, as the host is told.
 *
 * @param sender the reverse path; empty for a bounce
 * @param recipients one or more
 */
public record Envelope(String sender, List<String> recipients) {
    /** RFC 5321 section 4.5.3.1.8: every host takes a hundred; more may be refused. */
    public static final int MAX_RECIPIENTS = 100;

    /** RFC 5321 section 4.5.3.1.3, less the angle brackets. */
    private static final int MAX_PATH = 254;

    /**
     * @throws IllegalArgumentException where there are none or too many, or one could not stand in
     *     a command
     */
    public Envelope {
        recipients = List.copyOf(recipients);
        if (recipients.isEmpty() || recipients.size() > MAX_RECIPIENTS) {
            throw new IllegalArgumentException(
                    "an envelope has 1 to " + MAX_RECIPIENTS + " recipients");
        }
        if (!sender.isEmpty()) {
            check(sender);
        }
        recipients.forEach(Envelope::check);
    }

    /** Whether a host needs SMTPUTF8 (RFC 6531) for it. */
    boolean needsUtf8() {
        return beyondAscii(sender) || recipients.stream().anyMatch(Envelope::beyondAscii);
    }

    private static boolean beyondAscii(String address) {
        return address.chars().anyMatch(c -> c > 126);
    }

    private static void check(String address) {
        boolean harmless =
                address.codePoints()
                        .noneMatch(c ->
                                c <= ' '
                                        || c == 127
                                        || c == '<'
                                        || c == '>'
                                        || Character.isISOControl(c)
                                        || Character.getType(c) == Character.SURROGATE);
        int octets = address.getBytes(StandardCharsets.UTF_8).length;
        if (!harmless || octets > MAX_PATH || address.lastIndexOf('@') < 1) {
            throw new IllegalArgumentException("no address that could be sent to a host");
        }
    }
}
