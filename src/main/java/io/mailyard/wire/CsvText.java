package io.mailyard.wire;

import java.util.regex.Pattern;

/** Cells of CSV (RFC 4180) that spreadsheets read as texts, never as formulas. */
public final class CsvText {
    /** Text that a spreadsheet reads as a formula, after any number of apostrophes. */
    private static final Pattern FORMULA = Pattern.compile("'*[=+@\\t\\r-].*", Pattern.DOTALL);

    private CsvText() {}

    /** Writes a cell: a formula gets an apostrophe before it, what needs quotes gets them. */
    public static String cell(String text) {
        String safe = FORMULA.matcher(text).matches() ? "'" + text : text;
        boolean plain = true;
        for (int i = 0; i < safe.length() && plain; i++) {
            char c = safe.charAt(i);
            plain = c != ',' && c != '"' && c != '\n' && c != '\r';
        }
        boolean padded = !safe.equals(safe.strip());
        return plain && !padded ? safe : "\"" + safe.replace("\"", "\"\"") + "\"";
    }

    /** Reads the output of {@link #cell}. */
    public static String text(String cell) {
        return cell.startsWith("'") && FORMULA.matcher(cell).matches() ? cell.substring(1) : cell;
    }
}
