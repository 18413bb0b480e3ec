package io.mailyard.submission;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The argument of MAIL and RCPT: a path and its parameters (RFC 5321 section 4.1.2).
 *
 * @param address without brackets and source route; may be empty
 * @param parameters by upper-case name; empty where one has no value
 */
record PathLine(String address, Map<String, String> parameters) {
    /** Maximum number of parameters. */
    private static final int MAX_PARAMETERS = 16;

    /**
     * Reads {@code FROM:<...> NAME=VALUE ...}.
     *
     * @param word {@code FROM} or {@code TO}
     * @throws IllegalArgumentException with the expected form
     */
    static PathLine parse(String word, String argument) {
        String wanted = "write " + word + ":<address>, then parameters";
        int colon = word.length();
        if (!argument.regionMatches(true, 0, word + ":", 0, colon + 1)) {
            throw new IllegalArgumentException(wanted);
        }
        String rest = argument.substring(colon + 1).stripLeading();
        int close = rest.startsWith("<") ? close(rest) : -1;
        if (close < 0 || (close + 1 < rest.length() && rest.charAt(close + 1) != ' ')) {
            throw new IllegalArgumentException(wanted);
        }
        return new PathLine(
                withoutRoute(rest.substring(1, close)), parameters(rest.substring(close + 1)));
    }

    /** Position of the closing bracket outside of quoted strings; negative if none. */
    private static int close(String path) {
        boolean quoted = false;
        for (int i = 1; i < path.length(); i++) {
            char c = path.charAt(i);
            if (quoted && c == '\\') {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == '>' && !quoted) {
                return i;
            }
        }
        return -1;
    }

    /** Removes a source route, which is ignored (RFC 5321 appendix C). */
    private static String withoutRoute(String path) {
        int colon = path.startsWith("@") ? path.indexOf(':') : -1;
        return path.substring(colon + 1);
    }

    private static Map<String, String> parameters(String text) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String item : text.strip().split(" +", -1)) {
            if (item.isEmpty()) {
                continue;
            }
            int equals = item.indexOf('=');
            String name = (equals < 0 ? item : item.substring(0, equals)).toUpperCase(Locale.ROOT);
            String value = equals < 0 ? "" : item.substring(equals + 1);
            boolean twice = parameters.put(name, value) != null;
            if (twice || parameters.size() > MAX_PARAMETERS) {
                throw new IllegalArgumentException("too many parameters, or one of them twice");
            }
        }
        return parameters;
    }
}
