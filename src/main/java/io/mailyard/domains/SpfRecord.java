package io.mailyard.domains;

import io.mailyard.base.IpAddress;
import io.mailyard.dns.Family;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A parsed SPF record (RFC 7208 sections 4.5, 4.6 and 12).
 *
 * @param redirect its domain-spec; empty if there is none
 */
record SpfRecord(List<Mechanism> mechanisms, String redirect) {
    private static final Pattern MODIFIER = Pattern.compile("([A-Za-z][A-Za-z0-9_.-]*)=(.*)");
    private static final Pattern MECHANISM =
            Pattern.compile("([-+?~]?)([A-Za-z0-9]+)(?::([^/]*(?:/(?![0-9/])[^/]*)*))?(/.*)?");
    private static final Pattern PREFIXES =
            Pattern.compile("(?:/(0|[1-9][0-9]?))?(?://(0|[1-9][0-9]{0,2}))?");

    /**
     * Maximum length of a domain-spec: a domain name with a macro in each of its labels is shorter.
     */
    private static final int MAX_TERM = 1_000;

    private static final int V4_BITS = 32;
    private static final int V6_BITS = 128;

    /** The mechanisms of RFC 7208 section 5. */
    enum SpfTermKind {
        ALL,
        INCLUDE,
        A,
        MX,
        PTR,
        IP4,
        IP6,
        EXISTS
    }

    /**
     * A mechanism with its qualifier.
     *
     * @param domain its domain-spec with its macros; for {@code ip4} and {@code ip6} the address;
     *     empty: the domain of the record
     */
    record Mechanism(
            SpfTermKind kind,
            Spf.SpfResult result,
            String domain,
            int prefix4,
            int prefix6,
            String text) {

        /** Whether the address is in the range of {@code ip4} or {@code ip6}. */
        boolean contains(InetAddress ip) {
            return covers(IpAddress.parsed(domain), ip);
        }

        /** Whether an address is in the range around one that was found. */
        boolean covers(InetAddress found, InetAddress ip) {
            byte[] bytes = found.getAddress();
            byte[] other = ip.getAddress();
            if (bytes.length != other.length) {
                return false;
            }
            int bits = Family.of(ip) == Family.IPV4 ? prefix4 : prefix6;
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >> (bit % 8);
                if ((bytes[bit / 8] & mask) != (other[bit / 8] & mask)) {
                    return false;
                }
            }
            return true;
        }
    }

    /** Whether a TXT record is an SPF record at all (RFC 7208 section 4.5). */
    static boolean isSpf(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return lower.equals("v=spf1") || lower.startsWith("v=spf1 ");
    }

    /**
     * Parses a record.
     *
     * @throws IllegalArgumentException if a term is invalid, since verifiers refuse the whole
     *     record
     */
    static SpfRecord parse(String text) {
        List<Mechanism> mechanisms = new ArrayList<>();
        Set<String> modifiers = new HashSet<>();
        String redirect = "";
        boolean isAll = false;
        for (String term : text.substring("v=spf1".length()).split(" +", -1)) {
            if (term.isEmpty()) {
                continue;
            }
            if (term.length() > MAX_TERM) {
                throw refused(term.substring(0, 50) + "...");
            }
            Matcher modifier = MODIFIER.matcher(term);
            if (modifier.matches()) {
                String name = modifier.group(1).toLowerCase(Locale.ROOT);
                boolean isKnown = name.equals("redirect") || name.equals("exp");
                if (isKnown && (!modifiers.add(name) || modifier.group(2).isEmpty())) {
                    throw new IllegalArgumentException("'" + term + "' is empty or there twice");
                }
                SpfMacros.check(modifier.group(2));
                redirect = name.equals("redirect") ? modifier.group(2) : redirect;
                continue;
            }
            Mechanism mechanism = mechanism(term);
            if (!isAll) {
                mechanisms.add(mechanism);
            }
            isAll |= mechanism.kind() == SpfTermKind.ALL;
        }
        return new SpfRecord(List.copyOf(mechanisms), isAll ? "" : redirect);
    }

    private static Mechanism mechanism(String term) {
        Matcher matcher = MECHANISM.matcher(term);
        if (!matcher.matches()) {
            throw refused(term);
        }
        SpfTermKind kind = kind(term, matcher.group(2));
        String domain = matcher.group(3) == null ? "" : matcher.group(3);
        String prefixes = matcher.group(4) == null ? "" : matcher.group(4);
        boolean isEmpty = matcher.group(3) != null && domain.isEmpty();
        boolean isNeeded =
                switch (kind) {
                    case INCLUDE, EXISTS, IP4, IP6 -> true;
                    case ALL, A, MX, PTR -> false;
                };
        if (isEmpty
                || (isNeeded && domain.isEmpty())
                || (kind == SpfTermKind.ALL && !domain.isEmpty())) {
            throw refused(term);
        }
        Spf.SpfResult result =
                switch (matcher.group(1)) {
                    case "-" -> Spf.SpfResult.FAIL;
                    case "~" -> Spf.SpfResult.SOFTFAIL;
                    case "?" -> Spf.SpfResult.NEUTRAL;
                    default -> Spf.SpfResult.PASS;
                };
        return switch (kind) {
            case IP4, IP6 -> range(term, kind, result, domain, prefixes);
            case A, MX -> {
                SpfMacros.check(domain);
                yield withPrefixes(term, kind, result, domain, prefixes);
            }
            case ALL, INCLUDE, PTR, EXISTS -> {
                if (!prefixes.isEmpty()) {
                    throw refused(term);
                }
                SpfMacros.check(domain);
                yield new Mechanism(kind, result, domain, V4_BITS, V6_BITS, term);
            }
        };
    }

    private static SpfTermKind kind(String term, String name) {
        for (SpfTermKind kind : SpfTermKind.values()) {
            if (kind.name().equalsIgnoreCase(name)) {
                return kind;
            }
        }
        throw refused(term);
    }

    private static Mechanism range(
            String term, SpfTermKind kind, Spf.SpfResult result, String given, String rest) {
        boolean isFour = kind == SpfTermKind.IP4;
        Matcher prefix = Pattern.compile("(?:/(0|[1-9][0-9]{0,2}))?").matcher(rest);
        if (!prefix.matches()) {
            throw refused(term);
        }
        int most = isFour ? V4_BITS : V6_BITS;
        int bits = prefix.group(1) == null ? most : Integer.parseInt(prefix.group(1));
        boolean isRight = given.contains(":") != isFour;
        try {
            IpAddress.parsed(given);
        } catch (IllegalArgumentException none) {
            isRight = false;
        }
        if (!isRight || bits > most) {
            throw refused(term);
        }
        return new Mechanism(kind, result, given, bits, bits, term);
    }

    private static Mechanism withPrefixes(
            String term, SpfTermKind kind, Spf.SpfResult result, String domain, String prefixes) {
        Matcher matcher = PREFIXES.matcher(prefixes);
        if (!matcher.matches()) {
            throw refused(term);
        }
        int four = matcher.group(1) == null ? V4_BITS : Integer.parseInt(matcher.group(1));
        int six = matcher.group(2) == null ? V6_BITS : Integer.parseInt(matcher.group(2));
        if (four > V4_BITS || six > V6_BITS) {
            throw refused(term);
        }
        return new Mechanism(kind, result, domain, four, six, term);
    }

    private static IllegalArgumentException refused(String term) {
        return new IllegalArgumentException("'" + term + "' is not a term of SPF");
    }
}
