package io.mailyard.suppressions;

import io.mailyard.base.ApiException;
import io.mailyard.fields.ColumnCodec;
import io.mailyard.fields.Field;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The columns of an imported file: as its first line names them, otherwise address, class, reason
 * and end. Other columns of an export are ignored.
 */
final class ImportColumns {
    /** The columns that are read. */
    private static final List<Field<?>> READ =
            List.of(
                    Suppression.EMAIL,
                    Suppression.CLASS,
                    Suppression.REASON,
                    Suppression.EXPIRES_AT);

    private static final int MAX_ADDRESS = 254;

    /** The columns of an export; those that are not read are ignored. */
    private final List<Field<?>> columns;

    private ImportColumns(List<Field<?>> columns) {
        this.columns = columns;
    }

    static ImportColumns usual() {
        return new ImportColumns(READ);
    }

    /** Whether a first line names columns: it contains no address. */
    static boolean isHeader(List<String> cells) {
        return cells.stream().noneMatch(cell -> cell.contains("@"))
                && cells.stream().anyMatch(cell -> cell.equalsIgnoreCase("email"));
    }

    /** Throws error 400 for an unknown column. */
    static ImportColumns of(List<String> header) {
        List<Field<?>> columns = new ArrayList<>();
        for (String cell : header) {
            String name = cell.toLowerCase(Locale.ROOT);
            columns.add(
                    Suppression.EXPORTED.stream()
                            .filter(field -> field.name().equals(name))
                            .findFirst()
                            .orElseThrow(() ->
                                    ApiException.badRequest(
                                            "line 1",
                                            "has a column '"
                                                    + name
                                                    + "': the columns are "
                                                    + READ.stream()
                                                            .map(Field::name)
                                                            .collect(Collectors.joining(", ")))));
        }
        return new ImportColumns(columns);
    }

    /** A parsed record. */
    record Read(
            String address,
            Optional<SuppressionClass> kind,
            Optional<String> reason,
            Optional<Instant> expiresAt) {}

    /**
     * Parses a record.
     *
     * @throws IllegalArgumentException with its fault
     */
    Read read(List<String> cells, Instant now) {
        if (cells.size() > columns.size()) {
            throw new IllegalArgumentException(
                    "has " + cells.size() + " cells, at most " + columns.size() + " are taken");
        }
        String address = cell(cells, Suppression.EMAIL).orElse("");
        if (address.isEmpty()) {
            throw new IllegalArgumentException("has no address");
        }
        if (address.length() > MAX_ADDRESS) {
            throw new IllegalArgumentException(
                    "has an address of more than " + MAX_ADDRESS + " characters");
        }
        Optional<String> reason = cell(cells, Suppression.REASON);
        if (reason.filter(text -> text.length() > Suppression.MAX_REASON).isPresent()) {
            throw new IllegalArgumentException(
                    "has a reason of more than " + Suppression.MAX_REASON + " characters");
        }
        return new Read(
                AddressKey.checked(address),
                cell(cells, Suppression.CLASS).map(ImportColumns::kind),
                reason,
                cell(cells, Suppression.EXPIRES_AT).map(text -> time(text, now)));
    }

    private Optional<String> cell(List<String> cells, Field<?> wanted) {
        int place = columns.indexOf(wanted);
        return place < 0 || place >= cells.size()
                ? Optional.empty()
                : Optional.of(cells.get(place)).filter(cell -> !cell.isEmpty());
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

    private static Instant time(String text, Instant now) {
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

    private static String shown(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }
}
