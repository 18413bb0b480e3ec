package io.mailyard.domains;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Expands macros in the terms of an SPF record (RFC 7208 section 7).
 *
 * @param sender the reverse path
 * @param pointer the value of {@code p}
 */
record SpfMacros(InetAddress ip, String sender, String helo, String pointer) {
    private static final Pattern MACRO =
            Pattern.compile("%(?:([%_-])|\\{([A-Za-z])([0-9]*)([rR]?)([.\\-+,/_=]*)})");

    /** Letters allowed in domain names; c, r and t are for explanations only. */
    private static final String LETTERS = "slodiphv";

    /** Maximum length; a longer name loses labels from its left (RFC 7208 section 7.3). */
    private static final int MAX_NAME = 253;

    /**
     * Refuses a text with invalid macros.
     *
     * @throws IllegalArgumentException with the reason
     */
    static void check(String text) {
        String rest = MACRO.matcher(text).replaceAll("");
        if (rest.indexOf('%') >= 0) {
            throw new IllegalArgumentException("'" + text + "' has a % that is not a macro");
        }
    }

    /** Whether it contains {@code p}, which asks DNS. */
    static boolean needsPointer(String text) {
        return MACRO.matcher(text)
                .results()
                .anyMatch(one -> one.group(2) != null && one.group(2).equalsIgnoreCase("p"));
    }

    /** Expands a domain-spec to a domain name. */
    String domain(String text, String domain) {
        check(text);
        Matcher macro = MACRO.matcher(text);
        StringBuilder out = new StringBuilder();
        while (macro.find()) {
            macro.appendReplacement(out, Matcher.quoteReplacement(value(macro, domain)));
        }
        macro.appendTail(out);
        String name = out.toString();
        while (name.length() > MAX_NAME && name.indexOf('.') >= 0) {
            name = name.substring(name.indexOf('.') + 1);
        }
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }

    private String value(Matcher macro, String domain) {
        String literal = macro.group(1);
        if (literal != null) {
            return switch (literal) {
                case "_" -> " ";
                case "-" -> "%20";
                default -> "%";
            };
        }
        String letter = macro.group(2);
        String lower = letter.toLowerCase(Locale.ROOT);
        if (!LETTERS.contains(lower)) {
            throw new IllegalArgumentException("the macro " + letter + " has no value here");
        }
        String delimiters = macro.group(5).isEmpty() ? "." : macro.group(5);
        List<String> parts =
                new ArrayList<>(
                        Arrays.asList(
                                raw(lower, domain)
                                        .split("[" + Pattern.quote(delimiters) + "]", -1)));
        if (!macro.group(4).isEmpty()) {
            Collections.reverse(parts);
        }
        if (!macro.group(3).isEmpty()) {
            int wanted = digits(macro.group(3));
            parts = parts.subList(Math.max(0, parts.size() - wanted), parts.size());
        }
        String value = String.join(".", parts);
        return letter.equals(lower) ? value : URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    private static int digits(String text) {
        int wanted = text.length() > 3 ? MAX_NAME : Integer.parseInt(text);
        if (wanted == 0) {
            throw new IllegalArgumentException("a macro keeps no part");
        }
        return wanted;
    }

    private String raw(String letter, String domain) {
        int at = sender.lastIndexOf('@');
        return switch (letter) {
            case "s" -> sender;
            case "l" -> sender.substring(0, Math.max(at, 0));
            case "o" -> sender.substring(at + 1);
            case "d" -> domain;
            case "i" -> dotted();
            case "p" -> pointer;
            case "v" -> ip instanceof Inet6Address ? "ip6" : "in-addr";
            default -> helo;
        };
    }

    /** Dotted decimal, or a nibble of IPv6 in each part. */
    private String dotted() {
        return ip instanceof Inet6Address
                ? String.join(".", HexFormat.of().formatHex(ip.getAddress()).split(""))
                : ip.getHostAddress();
    }
}
