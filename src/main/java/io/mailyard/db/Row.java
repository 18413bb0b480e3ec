package io.mailyard.db;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One row of a result; its columns are read by name, or without one if there is only one. By
 * number, from 1, they are read inside this package and by declared fields.
 */
public interface Row {
    /** A whole number; the column must not be NULL. */
    long number(int column);

    /** Null if the column is NULL. */
    @Nullable Long numberOrNull(int column);

    /** A text; the column must not be NULL. */
    String text(int column);

    /** Null if the column is NULL. */
    @Nullable String textOrNull(int column);

    /** A column that contains 0 or 1. */
    boolean flag(int column);

    /** A column of epoch milliseconds. */
    Instant time(int column);

    /** A column of epoch milliseconds; null if it is NULL. */
    @Nullable Instant timeOrNull(int column);

    /** Octets; the column must not be NULL. */
    byte[] bytes(int column);

    /** Null if the column is NULL. */
    byte @Nullable [] bytesOrNull(int column);

    /** The number of the column of that name. */
    int column(String name);

    /** The only column. */
    default long number() {
        return number(1);
    }

    /** The only column; null if it is NULL. */
    default @Nullable Long numberOrNull() {
        return numberOrNull(1);
    }

    /** The only column. */
    default String text() {
        return text(1);
    }

    /** The only column; null if it is NULL. */
    default @Nullable Instant timeOrNull() {
        return timeOrNull(1);
    }

    /** The only column. */
    default byte[] bytes() {
        return bytes(1);
    }

    /** A whole number; the column must not be NULL. */
    default long number(String column) {
        return number(column(column));
    }

    /** Null if the column is NULL. */
    default @Nullable Long numberOrNull(String column) {
        return numberOrNull(column(column));
    }

    /** A text; the column must not be NULL. */
    default String text(String column) {
        return text(column(column));
    }

    /** Null if the column is NULL. */
    default @Nullable String textOrNull(String column) {
        return textOrNull(column(column));
    }

    /** A column that contains 0 or 1. */
    default boolean flag(String column) {
        return flag(column(column));
    }

    /** A column of epoch milliseconds. */
    default Instant time(String column) {
        return time(column(column));
    }

    /** A column of epoch milliseconds; null if it is NULL. */
    default @Nullable Instant timeOrNull(String column) {
        return timeOrNull(column(column));
    }

    /** Octets; the column must not be NULL. */
    default byte[] bytes(String column) {
        return bytes(column(column));
    }

    /** Null if the column is NULL. */
    default byte @Nullable [] bytesOrNull(String column) {
        return bytesOrNull(column(column));
    }
}
