package io.mailyard.domains;

import io.mailyard.base.DomainName;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Names of domains that can be owned. */
final class DomainNames {
    /** Label before a domain under which its challenge is published. */
    static final String PROOF_LABEL = "_mailyard.";

    /** RFC 1035 section 2.3.4 allows 253 octets; the label of the challenge must fit before it. */
    static final int MAX_OCTETS = 253 - PROOF_LABEL.length();

    /** An IPv4 address as programs read it: each part may be hexadecimal. */
    private static final Pattern NUMBERS =
            Pattern.compile("(?i)(?:(?:[0-9]+|0x[0-9a-f]*)\\.)*(?:[0-9]+|0x[0-9a-f]*)\\.?");

    private DomainNames() {}

    /**
     * The canonical form of a domain that an account may claim: A-labels, lower case, no dot at the
     * end.
     *
     * @throws IllegalArgumentException if it is not a domain name, an IP address, too long, or a
     *     public suffix of the ICANN section
     */
    static String claimable(String given) {
        refuseAddress(given.strip());
        String name = DomainName.checked(given);
        if (name.length() > MAX_OCTETS) {
            throw new IllegalArgumentException(
                    "'"
                            + name.substring(0, 50)
                            + "...' has "
                            + name.length()
                            + " octets in A-labels; a domain may have at most "
                            + MAX_OCTETS
                            + ", so that "
                            + PROOF_LABEL
                            + " fits in front");
        }
        if (PublicSuffixes.suffix(name).equals(Optional.of(PublicSuffixes.SuffixSection.ICANN))) {
            throw new IllegalArgumentException(
                    "'"
                            + name
                            + "' is a public suffix, under which others register their domains:"
                            + " nobody can own it");
        }
        return name;
    }

    private static void refuseAddress(String given) {
        String bare =
                given.startsWith("[") && given.endsWith("]")
                        ? given.substring(1, given.length() - 1)
                        : given;
        if (NUMBERS.matcher(bare).matches() || isLiteral(bare)) {
            throw new IllegalArgumentException("'" + given + "' is an IP address, not a domain");
        }
    }

    private static boolean isLiteral(String text) {
        try {
            return text.indexOf(':') >= 0 && InetAddress.ofLiteral(text).getAddress().length > 0;
        } catch (IllegalArgumentException none) {
            return false;
        }
    }

    /** The name and each of its parents, the longest first, without the last label alone. */
    static List<String> lineage(String name) {
        List<String> lineage = new ArrayList<>();
        String at = name;
        int dot = at.indexOf('.');
        while (dot >= 0) {
            lineage.add(at);
            at = at.substring(dot + 1);
            dot = at.indexOf('.');
        }
        return lineage;
    }
}
