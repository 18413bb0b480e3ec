package io.mailyard.panel;

import io.mailyard.http.HttpReply;
import io.mailyard.wire.BodyWriter;
import io.mailyard.wire.CsvText;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A table as a CSV file (RFC 4180), written page by page to its end: takes memory for one page,
 * however many there are.
 */
final class CsvFile implements BodyWriter {
    private final CsvPages pages;
    private CsvPage page;

    private CsvFile(CsvPages pages, CsvPage page) {
        this.pages = pages;
        this.page = page;
    }

    /** Some rows of a table, and the mark of the page that follows; empty: none does. */
    record CsvPage(List<List<String>> rows, String next) {}

    /** Reads the page at a mark of the page before; the first page has the empty mark. */
    interface CsvPages {
        CsvPage read(String from);
    }

    /**
     * Saved by the browser under this name. The first page is read at once, so that a refusal is
     * answered as a page; one that comes later breaks the download off, which the browser says.
     */
    static HttpReply of(String name, List<String> head, CsvPages pages) {
        CsvPage first = pages.read("");
        List<List<String>> rows = new ArrayList<>(List.of(head));
        rows.addAll(first.rows());
        return new HttpReply.WrittenReply(
                200,
                "text/csv; charset=utf-8",
                Map.of(
                        "Content-Disposition",
                        "attachment; filename=\"" + name + "\"",
                        "Cache-Control",
                        "no-store",
                        "X-Content-Type-Options",
                        "nosniff"),
                new CsvFile(pages, new CsvPage(rows, first.next())));
    }

    @Override
    public void write(OutputStream out) throws IOException {
        while (true) {
            for (List<String> row : page.rows()) {
                out.write(line(row));
            }
            if (page.next().isEmpty()) {
                return;
            }
            page = pages.read(page.next());
        }
    }

    private static byte[] line(List<String> row) {
        return row.stream()
                .map(CsvText::cell)
                .collect(Collectors.joining(",", "", "\r\n"))
                .getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        page = new CsvPage(List.of(), "");
    }
}
