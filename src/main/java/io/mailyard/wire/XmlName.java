package io.mailyard.wire;

/**
 * Turns any member name into an XML name: a character that is not an ASCII letter, digit, {@code
 * _}, {@code -} or {@code .} becomes {@code _xHHHH_} (as in ISO 9075-14). Only names that a caller
 * made up, in an object that is kept unchanged, ever need it; it is not reversed.
 */
final class XmlName {
    private XmlName() {}

    /** Whether the name needs no escape. */
    static boolean plain(String name) {
        if (name.isEmpty() || !starts(name.charAt(0))) {
            return false;
        }
        for (int i = 1; i < name.length(); i++) {
            if (!follows(name.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    static String escaped(String name) {
        if (name.isEmpty()) {
            return "_";
        }
        StringBuilder escaped = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean stands = i == 0 ? starts(c) : follows(c);
            escaped.append(stands ? String.valueOf(c) : String.format("_x%04X_", (int) c));
        }
        return escaped.toString();
    }

    private static boolean starts(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    }

    private static boolean follows(char c) {
        return starts(c) || (c >= '0' && c <= '9') || c == '-' || c == '.';
    }
}
