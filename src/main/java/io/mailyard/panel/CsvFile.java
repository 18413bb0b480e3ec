package io.mailyard.panel;

import io.mailyard.http.HttpReply;
import io.mailyard.wire.CsvText;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A table as a CSV file (RFC 4180). */
final class CsvFile {
    private final StringBuilder text = new StringBuilder();

    CsvFile row(List<String> cells) {
        text.append(cells.stream().map(CsvText::cell).collect(Collectors.joining(",")))
                .append("\r\n");
        return this;
    }

    /** Saved by the browser under this name. */
    HttpReply file(String name) {
        return new HttpReply.Whole(
                200,
                "text/csv; charset=utf-8",
                Map.of(
                        "Content-Disposition",
                        "attachment; filename=\"" + name + "\"",
                        "Cache-Control",
                        "no-store",
                        "X-Content-Type-Options",
                        "nosniff"),
                text.toString().getBytes(StandardCharsets.UTF_8));
    }
}
