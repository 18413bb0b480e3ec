package io.mailyard.queue;

import io.mailyard.db.Tx;
import java.util.List;

/** Told of mail that did not arrive. */
@FunctionalInterface
public interface UndeliveredListener {
    /**
     * Called in the transaction in which these recipients end as bounced or expired, while the
     * content of their messages is there. Not called for those that were suppressed when they were
     * accepted: who brings them knows.
     *
     * @param recipients at least one; a message's may come in several calls
     */
    void undelivered(Tx tx, List<Undelivered> recipients);
}
