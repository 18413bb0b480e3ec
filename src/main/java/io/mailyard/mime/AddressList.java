package io.mailyard.mime;

import io.mailyard.base.DomainName;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The addresses of a header field such as From (RFC 5322 section 3.4, RFC 6532), for deciding who
 * may write it. Reads groups, quoted names, comments, folds and the white space that old mail has
 * within addresses. If a field can be read in more than one way it is not {@code clear}, and its
 * domains include every one that any reader could take from it.
 *
 * @param addresses in their order, {@code local@domain}
 * @param domains the distinct domains of these, in A-labels and lower case; if it is not clear, of
 *     everything that looks like an address
 * @param clear whether the field is a list of addresses and nothing else
 */
public record AddressList(List<String> addresses, List<String> domains, boolean clear) {
    private static final Pattern SECOND = Pattern.compile("[\\x80-\\xFF]\\\\");

    /** Copies the lists. */
    public AddressList {
        addresses = List.copyOf(addresses);
        domains = List.copyOf(domains);
    }

    /** Parses the text after a field's colon. */
    public static AddressList parse(String value) {
        return of(AddressFieldReader.of(octets(value)));
    }

    /** Parses the octets after a field's colon. */
    static AddressList of(byte[] octets, int from, int to) {
        return of(AddressFieldReader.of(octets, from, to));
    }

    static AddressList of(AddressFieldReader reader) {
        List<String> addresses = new ArrayList<>(1);
        Set<String> domains = new LinkedHashSet<>();
        for (AddressFieldReader.Element.ParsedMailbox mailbox : reader.mailboxes()) {
            addresses.add(text(mailbox.address()));
            domains.add(DomainName.normal(text(mailbox.domain())));
        }
        if (!addresses.isEmpty() && isClear(reader)) {
            return new AddressList(addresses, List.copyOf(domains), true);
        }
        domains.clear();
        String text = text(reader.text());
        collect(text, domains);
        collect(DecodedWords.of(text), domains);
        return new AddressList(addresses, List.copyOf(domains), false);
    }

    /**
     * Whether everyone reads the same in a field: it is a list, and no backslash in it could be the
     * second octet of a letter. There are such letters in Shift_JIS, Big5 and GBK, and whoever
     * decodes the field before reading it takes the quote behind one for the end of the name.
     */
    static boolean isClear(AddressFieldReader reader) {
        String text = reader.text();
        return reader.isList()
                && (text.indexOf('\\') < 0 || !SECOND.matcher(text).find() || isUtf8(text));
    }

    private static boolean isUtf8(String octets) {
        return octets(text(octets)).equals(octets);
    }

    /** Text with a character for each octet. */
    static String octets(String text) {
        return isAscii(text)
                ? text
                : new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    /** The text of octets. */
    static String text(String octets) {
        return isAscii(octets)
                ? octets
                : new String(octets.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 127) {
                return false;
            }
        }
        return true;
    }

    /** The domain of the first address; empty if there is none, or if the field is not clear. */
    public String firstDomain() {
        return clear && !domains.isEmpty() ? domains.getFirst() : "";
    }

    /** Every text after an {@code @} that could be a domain. */
    private static void collect(String text, Set<String> domains) {
        for (int at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
            int from = at + 1;
            while (from < text.length() && Character.isWhitespace(text.charAt(from))) {
                from++;
            }
            int to = from;
            while (to < text.length() && isOfDomain(text.charAt(to))) {
                to++;
            }
            if (to > from) {
                domains.add(DomainName.normal(text.substring(from, to)));
            }
        }
    }

    private static boolean isOfDomain(char c) {
        return c == '.' || c == '-' || c == '_' || c > 126 || Character.isLetterOrDigit(c);
    }
}
