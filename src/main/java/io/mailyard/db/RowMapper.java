package io.mailyard.db;

/** Converts one row to a value. */
@FunctionalInterface
public interface RowMapper<T> {
    /** Value of a row, which may not be used after the method returns. */
    T map(Row row);
}
