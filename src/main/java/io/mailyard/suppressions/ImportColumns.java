package io.mailyard.suppressions;

import io.mailyard.base.ApiException;
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
 * Which cell of an imported record is what: as its first line says, where that names the columns;
 * else the address stands first, then class, reason and end. What an export writes besides is
 * passed over.
 */
final class ImportColumns {
    /** Which are read. */
    private enum Column {
        EMAIL,
        CLASS,
        REASON,
        EXPIRES_AT
    }

    private static final List<String> PASSED_OVER =
            List.of("source", "answer", "message_id", "created_at");

    private static final int MAX_ADDRESS = 254;

    private final List<Optional<Column>> columns;

    private ImportColumns(List<Optional<Column>> columns) {
        this.columns = columns;
    }

    static ImportColumns usual() {
        return new ImportColumns(Arrays.stream(Column.values()).map(Optional::of).toList());
    }

    /** Whether a first line names columns: it has no address in it. */
    static boolean isHeader(List<String> cells) {
        return cells.stream().noneMatch(cell -> cell.contains("@"))
                && cells.stream().anyMatch(cell -> cell.equalsIgnoreCase("email"));
    }

    /** Error 400 where it names a column that is none. */
    static ImportColumns of(List<String> header) {
        List<Optional<Column>> columns = new ArrayList<>();
        for (String cell : header) {
            String name = cell.toLowerCase(Locale.ROOT);
            Optional<Column> column =
                    Arrays.stream(Column.values())
                            .filter(one -> one.name().toLowerCase(Locale.ROOT).equals(name))
                            .findFirst();
            if (column.isEmpty() && !PASSED_OVER.contains(name)) {
                String known =
                        Arrays.stream(Column.values())
                                .map(one -> one.name().toLowerCase(Locale.ROOT))
                                .collect(Collectors.joining(", "));
                throw ApiException.badRequest(
                        "line 1", "has a column '" + name + "': the columns are " + known);
            }
            columns.add(column);
        }
        return new ImportColumns(columns);
    }

    /** A record as it is read. */
    record Read(
            String address,
            Optional<SuppressionClass> kind,
            Optional<String> reason,
            Optional<Instant> expiresAt) {}

    /**
     * Reads a record.
     *
     * @throws IllegalArgumentException says what is wrong with it
     */
    Read read(List<String> cells, Instant now) {
        if (cells.size() > columns.size()) {
            throw new IllegalArgumentException(
                    "has " + cells.size() + " cells, at most " + columns.size() + " are taken");
        }
        String address = cell(cells, Column.EMAIL).orElse("");
        if (address.isEmpty()) {
            throw new IllegalArgumentException("has no address");
        }
        if (address.length() > MAX_ADDRESS) {
            throw new IllegalArgumentException(
                    "has an address of more than " + MAX_ADDRESS + " characters");
        }
        Optional<String> reason = cell(cells, Column.REASON);
        if (reason.filter(text -> text.length() > SuppressionBody.MAX_REASON).isPresent()) {
            throw new IllegalArgumentException(
                    "has a reason of more than " + SuppressionBody.MAX_REASON + " characters");
        }
        return new Read(
                AddressKey.checked(address),
                cell(cells, Column.CLASS).map(ImportColumns::kind),
                reason,
                cell(cells, Column.EXPIRES_AT).map(text -> time(text, now)));
    }

    private Optional<String> cell(List<String> cells, Column wanted) {
        int place = columns.indexOf(Optional.of(wanted));
        return place < 0 || place >= cells.size()
                ? Optional.empty()
                : Optional.of(cells.get(place)).filter(cell -> !cell.isEmpty());
    }

    private static SuppressionClass kind(String word) {
        try {
            return SuppressionClass.of(word);
        } catch (IllegalArgumentException unknown) {
            throw new IllegalArgumentException(
                    "has the class '"
                            + shown(word)
                            + "': must be one of "
                            + String.join(", ", SuppressionClass.words()),
                    unknown);
        }
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
