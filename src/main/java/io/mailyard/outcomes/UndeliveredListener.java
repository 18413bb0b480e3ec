package io.mailyard.outcomes;

import io.mailyard.db.Tx;
import java.util.List;

/** Listens for undelivered mail. */
@FunctionalInterface
public interface UndeliveredListener {
    /**
     * Called in the transaction in which these recipients end as bounced or expired, while the
     * content of their messages still exists. Not called for recipients that were suppressed at
     * acceptance, which the submitter already knows.
     *
     * @param recipients at least one; those of one message may come in several calls
     */
    void undelivered(Tx tx, List<Undelivered> recipients);
}
