package io.mailyard.mime;

import io.mailyard.base.DomainName;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * A mailbox of an envelope (RFC 5321 section 4.1.2, RFC 6531).
 *
 * @param local the part before {@code @}, as given; a quoted string keeps its quotes
 * @param domain the part after it, in A-labels and lower case
 */
public record Address(String local, String domain) {
    /** RFC 5321 section 4.5.3.1.3: a path is 256 octets with its angle brackets. */
    private static final int MAX_ALL = 254;

    /** RFC 5321 section 4.5.3.1.1. */
    private static final int MAX_LOCAL = 64;

    /** Length of the shown part of a refused address. */
    private static final int SHOWN = 100;

    private static final String ATOM =
            "(?:[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]|[\\x{A1}-\\x{10FFFF}&&[^\\p{Z}\\p{C}]&&[^\\x{FFFD}]])+";

    /**
     * Allows dots anywhere, against the letter of RFC 5321: some hosts have given out such
     * addresses for decades.
     */
    private static final Pattern LOCAL =
            Pattern.compile(
                    "\\.*"
                            + ATOM
                            + "(?:\\.+"
                            + ATOM
                            + ")*\\.*|\"(?:[\\x20\\x21\\x23-\\x5B\\x5D-\\x7E]|\\\\[\\x20-\\x7E])*\"");

    private static final String LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";

    private static final Pattern DOMAIN = Pattern.compile(LABEL + "(?:\\." + LABEL + ")*");

    /**
     * Parses {@code local@domain}. An address literal such as {@code user@[192.0.2.1]} is refused:
     * mail goes where DNS says.
     *
     * @throws IllegalArgumentException with the reason
     */
    public static Address parse(String text) {
        try {
            return read(text);
        } catch (IllegalArgumentException none) {
            throw new IllegalArgumentException(
                    "'" + OneLine.of(text, SHOWN) + "' " + none.getMessage(), none);
        }
    }

    /**
     * Parses as {@link #parse} does, for callers that name the text themselves.
     *
     * @throws IllegalArgumentException with a reason that begins with "is not a mail address"
     */
    static Address read(String text) {
        int at = text.lastIndexOf('@');
        if (at < 1 || at == text.length() - 1) {
            throw none("it must be of the form local@domain");
        }
        String local = text.substring(0, at);
        if (local.getBytes(StandardCharsets.UTF_8).length > MAX_LOCAL) {
            throw none("the part before @ has more than " + MAX_LOCAL + " octets");
        }
        if (!LOCAL.matcher(local).matches()) {
            throw none("the part before @ is malformed");
        }
        String domain = domain(text.substring(at + 1));
        int length = local.getBytes(StandardCharsets.UTF_8).length + 1 + domain.length();
        if (length > MAX_ALL) {
            throw none("it has more than " + MAX_ALL + " octets");
        }
        return new Address(local, domain);
    }

    private static String domain(String given) {
        if (given.startsWith("[")) {
            throw none("a domain name is needed after @, not an address");
        }
        if (given.length() > MAX_ALL) {
            // Its form in ASCII is at least as long; the pattern below would exhaust the stack.
            throw none("it has more than " + MAX_ALL + " octets");
        }
        String ascii = DomainName.toALabels(given);
        if (!DOMAIN.matcher(ascii).matches()) {
            throw none("the part after @ is not a domain name");
        }
        return ascii;
    }

    private static IllegalArgumentException none(String reason) {
        return new IllegalArgumentException("is not a mail address: " + reason);
    }

    /** Whether only a host with SMTPUTF8 can accept it (RFC 6531). */
    public boolean needsUtf8() {
        return local.chars().anyMatch(c -> c > 126);
    }

    /** {@code local@domain}. */
    @Override
    public String toString() {
        return local + "@" + domain;
    }
}
