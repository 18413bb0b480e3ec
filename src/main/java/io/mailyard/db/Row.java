package io.mailyard.db;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One row of a result; columns are numbered from 1. */
public interface Row {
    long number(int column);

    /** Null where the column is NULL. */
    @Nullable Long numberOrNull(int column);

    String text(int column);

    @Nullable String textOrNull(int column);

    /** A column that holds 0 or 1. */
    boolean flag(int column);

    /** A column of epoch milliseconds. */
    Instant time(int column);

    @Nullable Instant timeOrNull(int column);

    byte[] bytes(int column);
}
