package io.mailyard.retention;

import io.mailyard.db.Tx;
import java.util.List;

/** Listens for messages that are removed for good. */
@FunctionalInterface
public interface RemovedMessages {
    /** Called in the transaction that removes them, with at most a few hundred ids. */
    void removed(Tx tx, List<Long> messages);
}
