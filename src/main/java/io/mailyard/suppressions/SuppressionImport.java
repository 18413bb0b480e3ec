package io.mailyard.suppressions;

import io.mailyard.api.ObjectSchema;
import io.mailyard.base.AccountId;
import io.mailyard.base.ApiException;
import io.mailyard.base.VisibleText;
import io.mailyard.fields.ColumnCodec;
import io.mailyard.suppressions.Suppression.SuppressionSource;
import io.mailyard.wire.JsonRecords;
import io.mailyard.wire.Out;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Imports suppressions from CSV or JSON record by record, in batches, with memory for one batch.
 * Reports and skips faulty records. For one thread.
 */
final class SuppressionImport {
    /** Records of one transaction, some milliseconds, between which others write. */
    static final int BATCH = 200;

    /** Faults listed in the answer; the rest are counted. */
    static final int MOST_FAULTS = 1000;

    /** Characters of a fault: a sentence with a part of the cell in it. */
    private static final int MAX_FAULT = 300;

    private final BulkSuppressions suppressions;
    private final Options options;

    /** As it was asked for, then as the first record shows it. */
    private ImportFormat format;

    private final Optional<ImportDryRun> dryRun;
    private final List<Suppression> batch = new ArrayList<>(BATCH);
    private final List<RowFault> faults = new ArrayList<>();
    private long lines;
    private long added;
    private long changed;
    private long present;
    private long wrong;

    /**
     * Options for all records.
     *
     * @param format whose list it is
     * @param kind class of records without one; empty: manual
     * @param reason reason of records without one
     * @param dryRun whether nothing is stored
     */
    record Options(
            AccountId owner,
            SuppressionSource source,
            ImportFormat format,
            Optional<SuppressionClass> kind,
            Optional<String> reason,
            boolean dryRun) {}

    private record RowFault(long line, String reason) {}

    SuppressionImport(BulkSuppressions suppressions, Options options) {
        this.suppressions = suppressions;
        this.options = options;
        this.format = options.format();
        this.dryRun = options.dryRun() ? Optional.of(new ImportDryRun()) : Optional.empty();
    }

    void run(InputStream body) throws IOException {
        BufferedInputStream in = new BufferedInputStream(body);
        mustBeText(in);
        if (JsonRecords.begins(in)) {
            JsonRecords.read(in, new JsonRows());
        } else {
            csv(new CsvReader(in));
        }
        store();
    }

    /**
     * Throws error 400 for what spreadsheets save in place of a text: else each line is a fault.
     */
    private static void mustBeText(BufferedInputStream in) throws IOException {
        in.mark(4);
        byte[] first = in.readNBytes(4);
        in.reset();
        if (first.length < 4) {
            return;
        }
        int two = ((first[0] & 0xff) << 8) | (first[1] & 0xff);
        boolean mark = two == 0xFFFE || two == 0xFEFF;
        if (mark || (first[0] == 0) != (first[1] == 0)) {
            throw ApiException.badRequest("line 1", "is UTF-16: save the file as UTF-8");
        }
        if (first[0] == 'P' && first[1] == 'K' && first[2] == 3 && first[3] == 4) {
            throw ApiException.badRequest(
                    "line 1", "is an archive or a spreadsheet: save the list as CSV");
        }
    }

    private void csv(CsvReader reader) throws IOException {
        Optional<ImportColumns> columns = Optional.empty();
        for (Optional<CsvReader.CsvLine> next = reader.next();
                next.isPresent();
                next = reader.next()) {
            CsvReader.CsvLine line = next.get();
            if (line.fault().isPresent()) {
                lines++;
                wrong(line.line(), line.fault().get());
                continue;
            }
            if (columns.isEmpty()) {
                ImportColumns.FirstLine first = ImportColumns.of(format, line.cells());
                columns = Optional.of(first.columns());
                format = first.columns().format();
                if (first.isHeader()) {
                    continue;
                }
            }
            ImportColumns named = columns.get();
            take(line.line(), now -> named.read(line.cells(), now));
        }
    }

    private final class JsonRows implements JsonRecords.RecordSink {
        private boolean begun;

        @Override
        public void record(long line, Map<String, String> members) {
            if (!begun) {
                begun = true;
                Optional<ImportFormat> found = ImportFormat.of(members.keySet());
                found.ifPresent(other -> format.mustRead(other, members.keySet()));
                if (format == ImportFormat.AUTO) {
                    format = found.orElse(ImportFormat.MAILYARD);
                }
            }
            Map<String, String> cells = new LinkedHashMap<>();
            members.forEach((name, text) -> cells.put(ImportFormat.folded(name), text));
            take(line, now -> ImportColumns.read(format, cells, now));
        }

        @Override
        public void fault(long line, String reason) {
            lines++;
            wrong(line, reason);
        }
    }

    private interface ImportRowReader {
        /** Throws {@link IllegalArgumentException} with the fault of the record. */
        ImportedRow read(Instant now);
    }

    private void take(long line, ImportRowReader reader) {
        lines++;
        Instant now = suppressions.now();
        try {
            ImportedRow row = reader.read(now);
            SuppressionClass kind = row.kind().or(options::kind).orElse(SuppressionClass.MANUAL);
            Instant created = row.createdAt().orElse(now);
            batch.add(
                    Suppression.fresh(options.owner(), row.address(), options.source(), created)
                            .with(
                                    kind,
                                    row.expiresAt().or(() -> suppressions.end(kind, now)),
                                    row.reason().or(options::reason).orElse("")));
        } catch (IllegalArgumentException refused) {
            wrong(line, String.valueOf(refused.getMessage()));
            return;
        }
        if (batch.size() == BATCH) {
            store();
        }
    }

    private void wrong(long line, String reason) {
        wrong++;
        if (faults.size() < MOST_FAULTS) {
            faults.add(new RowFault(line, VisibleText.of(shortened(reason))));
        }
    }

    private static String shortened(String reason) {
        return reason.length() <= MAX_FAULT ? reason : reason.substring(0, MAX_FAULT) + "...";
    }

    private void store() {
        if (batch.isEmpty()) {
            return;
        }
        int size = batch.size();
        Suppressions.Added done = suppressions.store(options.owner(), List.copyOf(batch), dryRun);
        added += done.added();
        changed += done.changed();
        present += size - done.added() - done.changed();
        batch.clear();
    }

    private static final ObjectSchema FAULT =
            ObjectSchema.of("ImportFault", "A refused line.")
                    .number("line", "Line number, from 1.")
                    .text("reason", "What is wrong with it.");

    /** The members that {@link #write} writes. */
    static final ObjectSchema SCHEMA =
            ObjectSchema.of("Imported", "Result of an import.")
                    .word(
                            "from",
                            "Whose list it was; auto: nothing told.",
                            Arrays.stream(ImportFormat.values()).map(ColumnCodec::word).toList())
                    .number("lines", "Lines read.")
                    .number("added", "New addresses.")
                    .number("changed", "Known addresses that got a new reason.")
                    .number("present", "Known addresses left unchanged.")
                    .number("refused", "Refused lines.")
                    .objects("faults", FAULT, "The first refused lines.");

    /** Writes the result, even if the body broke off. */
    void write(Out out) {
        counts(out);
        out.objects(
                "faults",
                faults,
                (row, fault) -> row.number("line", fault.line()).text("reason", fault.reason()));
    }

    /** Writes the result for the audit. */
    void counts(Out out) {
        out.text("from", ColumnCodec.word(format))
                .number("lines", lines)
                .number("added", added)
                .number("changed", changed)
                .number("present", present)
                .number("refused", wrong);
    }

    boolean storedAny() {
        return !options.dryRun() && added + changed > 0;
    }
}
