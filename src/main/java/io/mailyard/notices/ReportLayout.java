package io.mailyard.notices;

import io.mailyard.templates.Language;
import java.util.List;

/**
 * The content of a report before it is laid out as text and as HTML.
 *
 * @param greeting the first line
 * @param opening the paragraphs before the tables
 * @param tables in order; each has rows
 * @param action the button's label
 * @param link the button's target
 * @param linkHint the text above the written link
 * @param closing the paragraphs after the button; one that is an address alone becomes a link
 * @param footer the last line, small
 */
public record ReportLayout(
        Language language,
        String subject,
        String greeting,
        List<String> opening,
        List<ReportTable> tables,
        String action,
        String link,
        String linkHint,
        List<String> closing,
        String footer) {
    /**
     * A table.
     *
     * @param head a title for each column; the first may be empty
     * @param rows each with as many cells as the head
     */
    public record ReportTable(String title, List<String> head, List<List<String>> rows) {
        /** The table in characters of equal width. */
        private void text(StringBuilder text) {
            text.append(title).append('\n');
            int[] widths = new int[head.size()];
            widen(widths, head);
            rows.forEach(row -> widen(widths, row));
            line(text, widths, head);
            rows.forEach(row -> line(text, widths, row));
            text.append('\n');
        }

        private static void widen(int[] widths, List<String> row) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }

        private static void line(StringBuilder text, int[] widths, List<String> row) {
            StringBuilder line = new StringBuilder("  ");
            for (int i = 0; i < widths.length; i++) {
                String padding = " ".repeat(widths[i] - row.get(i).length());
                line.append(i == 0 ? row.get(i) + padding : "  " + padding + row.get(i));
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
    }

    /** The report as plain text, with lines ending in LF. */
    String text() {
        StringBuilder text = new StringBuilder();
        paragraph(text, greeting);
        opening.forEach(words -> paragraph(text, words));
        tables.forEach(table -> table.text(text));
        paragraph(text, action + ":\n" + link);
        closing.forEach(words -> paragraph(text, words));
        text.append("-- \n").append(footer).append('\n');
        return text.toString();
    }

    private static void paragraph(StringBuilder text, String words) {
        text.append(words).append("\n\n");
    }
}
