package io.mailyard.db;

/** Reads one row into a value. */
@FunctionalInterface
public interface RowMapper<T> {
    T map(Row row);
}
