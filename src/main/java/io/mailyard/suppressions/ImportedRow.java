package io.mailyard.suppressions;

import io.mailyard.fields.ColumnCodec;
import io.mailyard.fields.Field;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A record of an imported file.
 *
 * @param createdAt when it was added there; empty: its list does not say, or it is our own
 */
record ImportedRow(
        String address,
        Optional<SuppressionClass> kind,
        Optional<String> reason,
        Optional<Instant> createdAt,
        Optional<Instant> expiresAt) {
    private static final int MAX_ADDRESS = 254;

    /**
     * Reads a record of our own format.
     *
     * @param cells by the folded name of their column
     * @throws IllegalArgumentException with its fault
     */
    static ImportedRow read(Map<String, String> cells, Instant now) {
        String address = address(cell(cells, Suppression.EMAIL).orElse(""));
        Optional<String> reason = cell(cells, Suppression.REASON);
        if (reason.filter(text -> text.length() > Suppression.MAX_REASON).isPresent()) {
            throw new IllegalArgumentException(
                    "has a reason of more than " + Suppression.MAX_REASON + " characters");
        }
        return new ImportedRow(
                address,
                cell(cells, Suppression.CLASS).map(ImportedRow::kind),
                reason,
                Optional.empty(),
                cell(cells, Suppression.EXPIRES_AT).map(text -> end(text, now)));
    }

    /** The address of a record, checked. */
    static String address(String address) {
        if (address.isEmpty()) {
            throw new IllegalArgumentException("has no address");
        }
        if (address.length() > MAX_ADDRESS) {
            throw new IllegalArgumentException(
                    "has an address of more than " + MAX_ADDRESS + " characters");
        }
        return AddressKey.checked(address);
    }

    private static Optional<String> cell(Map<String, String> cells, Field<?> wanted) {
        return Optional.ofNullable(cells.get(ImportFormat.folded(wanted.name())))
                .filter(cell -> !cell.isEmpty());
    }

    private static SuppressionClass kind(String word) {
        return Arrays.stream(SuppressionClass.values())
                .filter(kind -> ColumnCodec.word(kind).equals(word.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "has the class '"
                                        + shown(word)
                                        + "': must be one of "
                                        + Arrays.stream(SuppressionClass.values())
                                                .map(ColumnCodec::word)
                                                .collect(Collectors.joining(", "))));
    }

    private static Instant end(String text, Instant now) {
        Instant time;
        try {
            time = OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException malformed) {
            throw new IllegalArgumentException(
                    "has the end '" + shown(text) + "': not a time such as 2027-01-31T00:00:00Z",
                    malformed);
        }
        if (!time.isAfter(now)) {
            throw new IllegalArgumentException("ended at " + time + " already");
        }
        return time;
    }

    /** A text of a file in a fault. */
    static String shown(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }
}
