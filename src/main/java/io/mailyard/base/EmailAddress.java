package io.mailyard.base;

import java.util.regex.Pattern;

/**
 * Checks the mail addresses of people: {@code local@domain} (RFC 5321 section 4.1.2, RFC 6531),
 * without quoted local parts.
 */
public final class EmailAddress {
    /** RFC 5321 section 4.5.3.1. */
    private static final int MAX_LOCAL = 64;

    private static final int MAX_ALL = 254;
    private static final Pattern LOCAL =
            Pattern.compile("[A-Za-z0-9!#$%&'*+/=?^_`{|}~.\\-\\x{80}-\\x{10FFFF}]+");
    private static final Pattern DOMAIN =
            Pattern.compile("[\\p{L}\\p{N}](?:[\\p{L}\\p{N}\\p{M}.-]*[\\p{L}\\p{N}\\p{M}])?");

    private EmailAddress() {}

    /**
     * Returns the address if it is valid.
     *
     * @throws IllegalArgumentException with the reason if it is not
     */
    public static String checked(String text) {
        int at = text.lastIndexOf('@');
        String local = text.substring(0, Math.max(at, 0));
        String domain = text.substring(at + 1);
        boolean dots = local.startsWith(".") || local.endsWith(".") || text.contains("..");
        boolean fits = local.length() <= MAX_LOCAL && text.length() <= MAX_ALL;
        if (at < 1
                || dots
                || !fits
                || !LOCAL.matcher(local).matches()
                || !DOMAIN.matcher(domain).matches()) {
            throw new IllegalArgumentException(
                    "'"
                            + VisibleText.shortened(text)
                            + "' is not an e-mail address such as name@example.com");
        }
        return text;
    }
}
