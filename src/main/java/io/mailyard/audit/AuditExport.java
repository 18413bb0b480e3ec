package io.mailyard.audit;

import io.mailyard.base.AccountId;
import io.mailyard.db.Database;
import io.mailyard.wire.BodyWriter;
import io.mailyard.wire.CsvText;
import io.mailyard.wire.JsonText;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Writes rows of the audit as CSV or as JSON lines, the oldest first, page by page: takes memory
 * for one page, and keeps no transaction open while the caller reads.
 */
final class AuditExport implements BodyWriter {
    /** Rows read at once: about 1 MB. */
    private static final int PAGE = 1000;

    private static final String HEADER =
            "id,at,actor,address,user_agent,request_id,action,object_type,object_id,account_id,"
                    + "before,after,hash\r\n";

    private final Database database;
    private final AuditFilter filter;
    private final boolean csv;
    private final Runnable over;

    /**
     * @param over runs once it has been written, or has failed
     */
    AuditExport(Database database, AuditFilter filter, boolean csv, Runnable over) {
        this.database = database;
        this.filter = filter;
        this.csv = csv;
        this.over = over;
    }

    @Override
    public void write(OutputStream out) throws IOException {
        if (csv) {
            out.write(HEADER.getBytes(StandardCharsets.UTF_8));
        }
        // rows that come while it is written are not in it, so that it ends
        long last = database.read(AuditStore::head).id();
        long from = 1;
        while (true) {
            long first = from;
            List<AuditRow> page =
                    database.read(tx -> AuditStore.page(tx, filter, first, PAGE)).stream()
                            .filter(row -> row.id() <= last)
                            .toList();
            for (AuditRow row : page) {
                out.write(line(row).getBytes(StandardCharsets.UTF_8));
            }
            if (page.size() < PAGE) {
                over.run();
                return;
            }
            from = page.getLast().id() + 1;
        }
    }

    private String line(AuditRow row) {
        if (!csv) {
            return JsonText.write(out -> AuditRoutes.write(out, row)) + "\n";
        }
        AuditEntry change = row.change();
        return Stream.of(
                        Long.toString(row.id()),
                        change.at().toString(),
                        change.actor().name(),
                        change.actor().address(),
                        change.actor().userAgent(),
                        change.actor().requestId(),
                        change.action(),
                        change.objectType(),
                        change.objectId(),
                        change.account().map(AccountId::toString).orElse(""),
                        change.before().orElse(""),
                        change.after().orElse(""),
                        row.hash())
                .map(CsvText::cell)
                .collect(Collectors.joining(",", "", "\r\n"));
    }

    @Override
    public void close() {
        over.run();
    }
}
