package io.mailyard.http;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Puts a caller's text safely into a header: visible ASCII, everything else percent-encoded,
 * bounded.
 */
public final class HeaderText {
    /**
     * Maximum number of names in one header; a caller that sends more wrong names learns of the
     * first ones.
     */
    private static final int MAX_NAMES = 50;

    private static final int MAX_CHARS = 2000;

    private HeaderText() {}

    /**
     * Names parted by a comma and a space: at most 50 of them and about 2,000 characters, with
     * {@code ...} for the rest.
     */
    public static String list(List<String> names) {
        StringBuilder text = new StringBuilder();
        int count = 0;
        for (String name : names) {
            String encoded = encode(name);
            if (count == MAX_NAMES || text.length() + encoded.length() > MAX_CHARS) {
                return text + (count == 0 ? "..." : ", ...");
            }
            text.append(count++ == 0 ? "" : ", ").append(encoded);
        }
        return text.toString();
    }

    private static String encode(String name) {
        StringBuilder text = new StringBuilder();
        for (byte octet : name.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (octet & 0xFF);
            boolean plain = c > 0x20 && c < 0x7F && c != ',' && c != '%';
            text.append(plain ? String.valueOf(c) : String.format("%%%02X", (int) c));
        }
        return text.toString();
    }
}
