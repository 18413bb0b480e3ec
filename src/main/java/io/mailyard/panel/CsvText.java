package io.mailyard.panel;

import io.mailyard.http.HttpReply;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A table as CSV (RFC 4180), which a spreadsheet does not take for formulas. */
final class CsvText {
    private final StringBuilder text = new StringBuilder();

    CsvText row(List<String> cells) {
        text.append(cells.stream().map(CsvText::cell).collect(Collectors.joining(",")))
                .append("\r\n");
        return this;
    }

    private static String cell(String value) {
        boolean formula =
                !value.isEmpty()
                        && "=+-@\t\r".indexOf(value.charAt(0)) >= 0
                        && !value.matches("-?[0-9.]+");
        String safe = formula ? "'" + value : value;
        return safe.matches("[^\",\r\n]*") ? safe : '"' + safe.replace("\"", "\"\"") + '"';
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
