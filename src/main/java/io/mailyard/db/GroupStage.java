package io.mailyard.db;

import java.util.List;

/**
 * Collects items over a group of writes and stores them together just before the commit. An item
 * counts only if the write that staged it succeeds.
 */
public interface GroupStage<T> {
    /**
     * Stores the items of all writes of the group in order of the writes, in the group's
     * transaction.
     */
    void flush(Tx tx, List<T> items);
}
