package io.mailyard.suppressions;

import io.mailyard.base.ApiException;
import io.mailyard.fields.Field;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The columns of an imported file: as its first line names them, otherwise address, class, reason
 * and end. Columns of an export that are not read are ignored, and unknown ones of other providers.
 */
record ImportColumns(ImportFormat format, List<String> names) {
    /** The columns of our own that are read. */
    private static final List<Field<?>> READ =
            List.of(
                    Suppression.EMAIL,
                    Suppression.CLASS,
                    Suppression.REASON,
                    Suppression.EXPIRES_AT);

    /** The first cell of each line that the AWS command line writes as text. */
    private static final String AWS_LINE = "suppresseddestinationsummaries";

    private static ImportColumns own(List<String> names) {
        return new ImportColumns(ImportFormat.MAILYARD, names);
    }

    /** The columns of a first line, and whether it names them rather than being a record. */
    record FirstLine(ImportColumns columns, boolean isHeader) {}

    /** Throws error 400 for a line that names a column of our own that is none. */
    static FirstLine of(ImportFormat asked, List<String> cells) {
        boolean address = cells.stream().anyMatch(cell -> cell.contains("@"));
        Optional<ImportFormat> found = address ? Optional.empty() : ImportFormat.of(cells);
        boolean aws = ImportFormat.folded(cells.getFirst()).equals(AWS_LINE);
        found.ifPresent(other -> asked.mustRead(other, cells));
        ImportFormat format =
                asked != ImportFormat.AUTO
                        ? asked
                        : aws ? ImportFormat.SES : found.orElse(ImportFormat.MAILYARD);
        if (format == ImportFormat.SES && address) {
            return new FirstLine(withoutHeaderOfSes(cells, aws), false);
        }
        if (format != ImportFormat.MAILYARD) {
            if (address) {
                throw ApiException.badRequest(
                        "line 1", "has an address: the first line of the export names its columns");
            }
            return new FirstLine(
                    new ImportColumns(format, cells.stream().map(ImportFormat::folded).toList()),
                    true);
        }
        if (!address && cells.stream().anyMatch(cell -> cell.equalsIgnoreCase("email"))) {
            return new FirstLine(own(named(cells)), true);
        }
        return new FirstLine(
                own(READ.stream().map(field -> ImportFormat.folded(field.name())).toList()), false);
    }

    private static ImportColumns withoutHeaderOfSes(List<String> cells, boolean aws) {
        List<String> names =
                aws
                        ? List.of("", "emailaddress", "lastupdatetime", "reason")
                        : cells.size() < 3
                                ? List.of("emailaddress", "reason")
                                : List.of("emailaddress", "lastupdatetime", "reason");
        return new ImportColumns(ImportFormat.SES, names);
    }

    private static List<String> named(List<String> header) {
        for (String cell : header) {
            String name = cell.toLowerCase(Locale.ROOT);
            if (Suppression.EXPORTED.stream().noneMatch(field -> field.name().equals(name))) {
                throw ApiException.badRequest(
                        "line 1",
                        "has a column '"
                                + name
                                + "': the columns are "
                                + READ.stream().map(Field::name).collect(Collectors.joining(", ")));
            }
        }
        return header.stream().map(ImportFormat::folded).toList();
    }

    /**
     * Parses a record.
     *
     * @throws IllegalArgumentException with its fault
     */
    ImportedRow read(List<String> cells, Instant now) {
        if (cells.size() > names.size()) {
            throw new IllegalArgumentException(
                    "has " + cells.size() + " cells, at most " + names.size() + " are taken");
        }
        Map<String, String> byName = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            byName.putIfAbsent(names.get(i), i < cells.size() ? cells.get(i) : "");
        }
        return read(format, byName, now);
    }

    /**
     * Parses a record.
     *
     * @param cells by the folded name of their column
     * @throws IllegalArgumentException with its fault
     */
    static ImportedRow read(ImportFormat format, Map<String, String> cells, Instant now) {
        return switch (format) {
            case AUTO, MAILYARD -> ImportedRow.read(cells, now);
            case SENDGRID, MAILGUN, SES, POSTMARK -> ProviderRows.read(format, cells, now);
        };
    }
}
