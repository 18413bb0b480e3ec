package io.mailyard.audit;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A row of the chain noted elsewhere earlier: rewriting the chain cannot change it.
 *
 * @param hash 64 hexadecimal digits in lower case
 */
public record Anchor(long id, String hash) {
    /** 18 digits always fit into a long. */
    private static final Pattern WRITTEN = Pattern.compile("([1-9][0-9]{0,17}):([0-9a-fA-F]{64})");

    /**
     * Reads {@code ID:HASH}.
     *
     * @throws IllegalArgumentException with the reason if it is invalid
     */
    public static Anchor parse(String text) {
        Matcher written = WRITTEN.matcher(text.strip());
        if (!written.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a row's number, a colon and its hash of 64 digits");
        }
        return new Anchor(
                Long.parseLong(written.group(1)), written.group(2).toLowerCase(Locale.ROOT));
    }

    boolean fits(AuditRow row) {
        return row.id() != id || row.hash().equals(hash);
    }

    @Override
    public String toString() {
        return id + ":" + hash;
    }
}
