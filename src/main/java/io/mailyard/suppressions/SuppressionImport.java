package io.mailyard.suppressions;

import io.mailyard.api.ObjectSchema;
import io.mailyard.base.AccountId;
import io.mailyard.base.VisibleText;
import io.mailyard.suppressions.Suppression.Source;
import io.mailyard.wire.Out;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Imports suppressions from CSV record by record, in batches, with memory for one batch. Reports
 * and skips faulty records. For one thread.
 */
final class SuppressionImport {
    /** Records of one transaction, some milliseconds, between which others write. */
    static final int BATCH = 200;

    /** Faults listed in the answer; the rest are counted. */
    static final int MOST_FAULTS = 1000;

    private final BulkSuppressions suppressions;
    private final Options options;
    private final List<Suppression> batch = new ArrayList<>(BATCH);
    private final List<Fault> faults = new ArrayList<>();
    private long lines;
    private long added;
    private long changed;
    private long present;
    private long wrong;

    /**
     * Options for all records.
     *
     * @param kind class of records without one; empty: manual
     * @param reason reason of records without one
     * @param dryRun whether nothing is stored
     */
    record Options(
            AccountId owner,
            Source source,
            Optional<SuppressionClass> kind,
            Optional<String> reason,
            boolean dryRun) {}

    private record Fault(long line, String reason) {}

    SuppressionImport(BulkSuppressions suppressions, Options options) {
        this.suppressions = suppressions;
        this.options = options;
    }

    void run(InputStream body) throws IOException {
        CsvReader reader = new CsvReader(body);
        ImportColumns columns = ImportColumns.usual();
        boolean first = true;
        for (Optional<CsvReader.CsvLine> next = reader.next();
                next.isPresent();
                next = reader.next()) {
            CsvReader.CsvLine line = next.get();
            if (first && line.fault().isEmpty() && ImportColumns.isHeader(line.cells())) {
                columns = ImportColumns.of(line.cells());
            } else {
                take(line, columns);
            }
            first = false;
        }
        store();
    }

    private void take(CsvReader.CsvLine line, ImportColumns columns) {
        lines++;
        if (line.fault().isPresent()) {
            wrong(line.line(), line.fault().get());
            return;
        }
        Instant now = suppressions.now();
        try {
            ImportColumns.Read read = columns.read(line.cells(), now);
            SuppressionClass kind = read.kind().or(options::kind).orElse(SuppressionClass.MANUAL);
            batch.add(
                    Suppression.fresh(options.owner(), read.address(), options.source(), now)
                            .with(
                                    kind,
                                    read.expiresAt().or(() -> suppressions.end(kind, now)),
                                    read.reason().or(options::reason).orElse("")));
        } catch (IllegalArgumentException refused) {
            wrong(line.line(), String.valueOf(refused.getMessage()));
            return;
        }
        if (batch.size() == BATCH) {
            store();
        }
    }

    private void wrong(long line, String reason) {
        wrong++;
        if (faults.size() < MOST_FAULTS) {
            faults.add(new Fault(line, VisibleText.shortened(reason)));
        }
    }

    private void store() {
        if (batch.isEmpty()) {
            return;
        }
        int size = batch.size();
        Suppressions.Added done =
                suppressions.store(options.owner(), List.copyOf(batch), options.dryRun());
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
        out.number("lines", lines)
                .number("added", added)
                .number("changed", changed)
                .number("present", present)
                .number("refused", wrong);
    }

    boolean storedAny() {
        return !options.dryRun() && added + changed > 0;
    }
}
