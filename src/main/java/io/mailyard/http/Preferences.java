package io.mailyard.http;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads the Prefer header (RFC 7240): preferences separated by commas, each {@code token}, {@code
 * token=word} or {@code token="word"}, with parameters after semicolons, which are ignored.
 */
public final class Preferences {
    private Preferences() {}

    /**
     * Whether the header contains {@code wanted}, for example {@code dry-run} or {@code
     * handling=strict}, in any case. If a preference appears twice, the first counts (RFC 7240,
     * section 2).
     */
    public static boolean has(String header, String wanted) {
        String name = name(wanted);
        for (String preference : parts(header, ',')) {
            String given = parts(preference, ';').getFirst();
            if (name(given).equalsIgnoreCase(name)) {
                return word(given).equalsIgnoreCase(word(wanted));
            }
        }
        return false;
    }

    private static String name(String preference) {
        int equals = preference.indexOf('=');
        return (equals < 0 ? preference : preference.substring(0, equals)).strip();
    }

    /** The part after the equals sign, without quotes; empty if there is none. */
    private static String word(String preference) {
        int equals = preference.indexOf('=');
        String word = equals < 0 ? "" : preference.substring(equals + 1).strip();
        boolean quoted = word.length() >= 2 && word.startsWith("\"") && word.endsWith("\"");
        return quoted ? word.substring(1, word.length() - 1) : word;
    }

    /** The parts between separators outside quoted strings; at least one. */
    private static List<String> parts(String text, char separator) {
        List<String> parts = new ArrayList<>();
        boolean quoted = false;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && quoted) {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == separator && !quoted) {
                parts.add(text.substring(start, i));
                start = i + 1;
            }
        }
        parts.add(text.substring(start));
        return parts;
    }
}
