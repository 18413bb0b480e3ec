package io.mailyard.mime;

import java.net.IDN;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A mail address with the name shown beside it (RFC 5322 section 3.4).
 *
 * @param name for people; may be empty; control characters have become spaces
 * @param address {@code local@domain}; the domain in ASCII (IDNA) form
 */
public record Mailbox(String name, String address) {
    /** RFC 5321 section 4.5.3.1.3: a path is 256 octets with its angle brackets. */
    private static final int MAX_ADDRESS = 254;

    /** RFC 5321 section 4.5.3.1.1. */
    private static final int MAX_LOCAL = 64;

    /** A name longer than this is no name; it would make a header line nobody reads. */
    private static final int MAX_NAME = 200;

    /** The dot-atom of RFC 5322 with the letters of RFC 6532. */
    private static final String ATOM =
            "(?:[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]|[\\x{A1}-\\x{10FFFF}&&[^\\p{Z}\\p{C}]])+";

    /** Dots may stand anywhere: some hosts have given out such addresses for decades. */
    private static final Pattern LOCAL =
            Pattern.compile("\\.*" + ATOM + "(?:\\.+" + ATOM + ")*\\.*");

    private static final Pattern DOMAIN =
            Pattern.compile(
                    "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
                            + "(?:\\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*"
                            + "|\\[[0-9A-Fa-f:.]{2,45}]|\\[IPv6:[0-9A-Fa-f:.]{2,45}]");

    private static final Pattern WITH_NAME = Pattern.compile("([^<>]*)<([^<>]*)>");

    /**
     * @throws IllegalArgumentException with the reason where {@code address} is none
     */
    public Mailbox {
        name = OneLine.of(name, MAX_NAME);
        address = checked(address);
    }

    /**
     * Reads {@code a@b.example} or {@code A Name <a@b.example>}.
     *
     * @throws IllegalArgumentException with the reason where it is neither
     */
    public static Mailbox parse(String text) {
        String stripped = text.strip();
        Matcher named = WITH_NAME.matcher(stripped);
        if (!named.matches()) {
            return new Mailbox("", stripped);
        }
        String name = named.group(1).strip();
        if (name.length() > 1 && name.startsWith("\"") && name.endsWith("\"")) {
            name = name.substring(1, name.length() - 1).replace("\\\"", "\"");
        }
        return new Mailbox(name, named.group(2).strip());
    }

    /** The part after the last {@code @}. */
    public String domain() {
        return address.substring(address.lastIndexOf('@') + 1);
    }

    /** Whether the address can only be carried by a host with SMTPUTF8 (RFC 6531). */
    public boolean needsUtf8() {
        return address.chars().anyMatch(c -> c > 126);
    }

    private static String checked(String address) {
        int at = address.lastIndexOf('@');
        if (at < 1 || at == address.length() - 1 || address.length() > MAX_ADDRESS) {
            throw new IllegalArgumentException("is no mail address");
        }
        String local = address.substring(0, at);
        if (local.length() > MAX_LOCAL || !LOCAL.matcher(local).matches()) {
            throw new IllegalArgumentException(
                    "is no mail address: the part before @ is malformed");
        }
        String domain = asciiDomain(address.substring(at + 1));
        if (domain.length() > MAX_ADDRESS || !DOMAIN.matcher(domain).matches()) {
            throw new IllegalArgumentException(
                    "is no mail address: the part after @ is no domain name");
        }
        return local + "@" + domain;
    }

    private static String asciiDomain(String domain) {
        if (domain.chars().allMatch(c -> c < 128)) {
            return domain;
        }
        try {
            return IDN.toASCII(domain);
        } catch (IllegalArgumentException bad) {
            throw new IllegalArgumentException(
                    "is no mail address: the part after @ is no domain name", bad);
        }
    }
}
