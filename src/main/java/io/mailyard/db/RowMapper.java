package io.mailyard.db;

/** Converts one row to a value. */
@FunctionalInterface
public interface RowMapper<T> {
    T map(Row row);
}
