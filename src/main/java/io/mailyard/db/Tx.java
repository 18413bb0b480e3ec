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

    /** The row, if there is one; throws if there is a second row. */
    <T> Optional<T> one(String sql, RowMapper<T> mapper, @Nullable Object... args);

    /**
     * The number returned by a query that always returns one row with one integer, for example a
     * count.
     */
    long number(String sql, @Nullable Object... args);

    /**
     * Changes rows and returns their number. Throws {@link ConstraintException} if a constraint
     * fails.
     */
    int update(String sql, @Nullable Object... args);

    /** Runs one statement for many rows in one batch. */
    void updateAll(String sql, List<@Nullable Object[]> rows);

    /** The next number of a named sequence: from 1, without gaps, never returned twice. */
    long nextId(String sequence);

    /**
     * Runs a task once the work is durable, before {@code write} returns to the caller, on the
     * writer's thread: must be quick.
     */
    void afterCommit(Runnable action);

    /** Adds an item that {@code stage} stores at the end of the group. */
    <T> void stage(GroupStage<T> stage, T item);

    /**
     * The items that this work has staged with {@code stage} so far; a dry run reads its own audit
     * rows here.
     */
    <T> List<T> staged(GroupStage<T> stage);

    /** Dialect of the store, for the few statements that both do not understand alike. */
    Dialect dialect();
}
