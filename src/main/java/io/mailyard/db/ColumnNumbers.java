package io.mailyard.db;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;

/**
 * Numbers of a statement's columns by name. A statement reads the same names in the same order for
 * each row, so the name after the last one found is tried first: reading by name costs little more
 * than reading by number, also for a statement that returns one row.
 */
final class ColumnNumbers {
    private String[] names = new String[8];
    private int[] numbers = new int[8];
    private int known;
    private int next;

    /**
     * The number of the column of that name.
     *
     * @param rows a result of the statement
     */
    int of(String name, ResultSet rows) throws SQLException {
        for (int i = 0; i < known; i++) {
            int at = (next + i) % known;
            if (names[at].equals(name)) {
                next = at + 1;
                return numbers[at];
            }
        }
        int number = rows.findColumn(name);
        add(name, number);
        return number;
    }

    private void add(String name, int number) {
        if (known == names.length) {
            names = Arrays.copyOf(names, 2 * known);
            numbers = Arrays.copyOf(numbers, 2 * known);
        }
        names[known] = name;
        numbers[known] = number;
        known++;
        next = known;
    }
}
