package io.mailyard.web;

import java.util.Arrays;

/**
 * Reads the Prefer header (RFC 7240): preferences parted by commas, each {@code token}, {@code
 * token=word} or {@code token="word"}.
 */
final class Preferences {
    private Preferences() {}

    /**
     * Whether {@code wanted}, such as {@code dry-run} or {@code handling=strict}, is among them;
     * names in any case.
     */
    static boolean has(String header, String wanted) {
        return Arrays.stream(header.split(",", 32))
                .map(part ->
                        part.split(";", 2)[0]
                                .strip()
                                .replace("\"", "")
                                .replaceAll("\\s*=\\s*", "="))
                .anyMatch(wanted::equalsIgnoreCase);
    }
}
