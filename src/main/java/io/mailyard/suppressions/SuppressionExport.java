package io.mailyard.suppressions;

import io.mailyard.base.AccountId;
import io.mailyard.fields.Field;
import io.mailyard.suppressions.SuppressionStore.SuppressionFilter;
import io.mailyard.wire.BodyWriter;
import io.mailyard.wire.JsonText;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Writes an owner's suppressions as CSV or as JSON lines, page by page: takes memory for one page,
 * and keeps no transaction open while the caller reads.
 */
final class SuppressionExport implements BodyWriter {
    static final String CSV = "text/csv";
    static final String JSON_LINES = "application/x-ndjson";

    /** Rows read at once. */
    private static final int PAGE = 1000;

    private static final String HEADER =
            Suppression.EXPORTED.stream()
                    .map(Field::name)
                    .collect(Collectors.joining(",", "", "\r\n"));

    private final BulkSuppressions suppressions;
    private final AccountId owner;
    private final SuppressionFilter filter;
    private final boolean csv;
    private final Runnable over;

    /**
     * Creates an export.
     *
     * @param over runs once it has been written, or has failed
     */
    SuppressionExport(
            BulkSuppressions suppressions,
            AccountId owner,
            SuppressionFilter filter,
            boolean csv,
            Runnable over) {
        this.suppressions = suppressions;
        this.owner = owner;
        this.filter = filter;
        this.csv = csv;
        this.over = over;
    }

    String mediaType() {
        return csv ? CSV + "; charset=utf-8" : JSON_LINES;
    }

    @Override
    public void write(OutputStream out) throws IOException {
        if (csv) {
            out.write(HEADER.getBytes(StandardCharsets.UTF_8));
        }
        long from = 1;
        while (true) {
            List<Suppression> page = suppressions.page(owner, filter, from, PAGE);
            for (Suppression one : page) {
                out.write(line(one).getBytes(StandardCharsets.UTF_8));
            }
            if (page.size() < PAGE) {
                // before the caller sees the end, so that its next export finds a free place
                over.run();
                return;
            }
            from = page.getLast().id() + 1;
        }
    }

    private String line(Suppression one) {
        if (!csv) {
            return JsonText.write(row -> SuppressionBody.write(row, one)) + "\n";
        }
        return Suppression.EXPORTED.stream()
                .map(field -> field.bound(one.values()))
                .map(value -> value == null ? "" : CsvReader.cell(value.toString()))
                .collect(Collectors.joining(",", "", "\r\n"));
    }

    @Override
    public void close() {
        over.run();
    }

    /** Whether an Accept header asks for JSON lines; false for CSV. */
    static boolean wantsJsonLines(Optional<String> accept) {
        return accept.filter(text -> text.contains("ndjson") || text.contains("jsonl")).isPresent();
    }
}
