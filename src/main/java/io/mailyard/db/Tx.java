package io.mailyard.db;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One transaction's view of the store. Arguments bind to {@code ?} in order: Long, Integer, String,
 * byte[], Boolean (as 0 or 1), Instant (as epoch milliseconds), Enum (as its lower-case name), or
 * null. Not for use by two threads at once, nor after the work has returned.
 */
public interface Tx {
    /** All rows, in order. */
    <T> List<T> query(String sql, RowMapper<T> mapper, @Nullable Object... args);

    /** The row, if there is one; a second row is a broken promise and throws. */
    <T> Optional<T> one(String sql, RowMapper<T> mapper, @Nullable Object... args);

    /** The number of a query that always gives one row with one integer, such as a count. */
    long number(String sql, @Nullable Object... args);

    /** Changes rows; how many. A constraint that fails throws {@link ConstraintException}. */
    int update(String sql, @Nullable Object... args);

    /** Runs one statement for many rows in one go. */
    void updateAll(String sql, List<@Nullable Object[]> rows);

    /** The next number of a named sequence, from 1, without gaps, never given twice. */
    long nextId(String sequence);

    /**
     * Runs once the work is durable, before {@code write} returns to the caller, on the writer's
     * thread: must be quick.
     */
    void afterCommit(Runnable action);

    /** Adds an item to what {@code stage} stores at the end of the group. */
    <T> void stage(GroupStage<T> stage, T item);

    /**
     * What this work has staged with {@code stage} so far; a dry run reads its own audit rows here.
     */
    <T> List<T> staged(GroupStage<T> stage);

    Dialect dialect();
}
