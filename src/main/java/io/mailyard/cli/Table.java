package io.mailyard.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Rows under headings for people: columns as wide as their content, cut with an ellipsis if the
 * terminal is narrower. Widths count code points.
 */
final class Table {
    /** No terminal: nothing is cut. */
    static final int UNLIMITED = Integer.MAX_VALUE;

    private static final String GAP = "  ";

    /** Minimum width of a cut column: less would say nothing. */
    private static final int NARROWEST = 8;

    private final List<String> headings;
    private final int columns;
    private int[] widths;

    /**
     * Creates a table.
     *
     * @param columns the terminal's width in characters, or {@link #UNLIMITED}
     */
    Table(List<String> headings, int columns) {
        this.headings = List.copyOf(headings);
        this.columns = columns;
        this.widths = headings.stream().mapToInt(Table::length).toArray();
    }

    /** The lines of the headings and the first rows, whose widths later rows share. */
    List<String> first(List<List<String>> rows) {
        fit(rows);
        List<String> lines = new ArrayList<>();
        lines.add(line(headings, List.of()));
        lines.addAll(body(rows));
        return lines;
    }

    /** The lines of more rows of the same table. */
    List<String> more(List<List<String>> rows) {
        fit(rows);
        return body(rows);
    }

    /** Whether these rows fit the terminal's width uncut. */
    boolean holds(List<List<String>> rows) {
        int needed = GAP.length() * (headings.size() - 1);
        for (int i = 0; i < headings.size(); i++) {
            int column = i;
            needed +=
                    rows.stream()
                            .mapToInt(row -> length(row.get(column)))
                            .reduce(length(headings.get(i)), Math::max);
        }
        return needed <= columns;
    }

    private List<String> body(List<List<String>> rows) {
        List<Boolean> numeric = numeric(rows);
        return rows.stream().map(row -> line(row, numeric)).toList();
    }

    private void fit(List<List<String>> rows) {
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], length(row.get(i)));
            }
        }
        if (columns == UNLIMITED) {
            return;
        }
        int excess = Arrays.stream(widths).sum() + GAP.length() * (widths.length - 1) - columns;
        while (excess > 0) {
            int widest = widest();
            if (widths[widest] <= NARROWEST) {
                return;
            }
            widths[widest]--;
            excess--;
        }
    }

    private int widest() {
        int widest = 0;
        for (int i = 1; i < widths.length; i++) {
            if (widths[i] > widths[widest]) {
                widest = i;
            }
        }
        return widest;
    }

    /** Whether all cells of each column are whole numbers, which are aligned to the right. */
    private List<Boolean> numeric(List<List<String>> rows) {
        List<Boolean> numeric = new ArrayList<>();
        for (int i = 0; i < headings.size(); i++) {
            int column = i;
            numeric.add(rows.stream().allMatch(row -> number(row.get(column))));
        }
        return numeric;
    }

    private static boolean number(String cell) {
        return !cell.isEmpty() && cell.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private String line(List<String> cells, List<Boolean> numeric) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            if (i > 0) {
                line.append(GAP);
            }
            String cell = cut(cells.get(i), widths[i]);
            String pad = " ".repeat(widths[i] - length(cell));
            boolean right = i < numeric.size() && numeric.get(i);
            line.append(right ? pad + cell : cell + pad);
        }
        return line.toString().stripTrailing();
    }

    private static String cut(String cell, int width) {
        return length(cell) <= width
                ? cell
                : cell.substring(0, cell.offsetByCodePoints(0, width - 1)) + "…";
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }
}
