package io.mailyard.senders;

import io.mailyard.base.AccountId;
import io.mailyard.writes.Change;

/**
 * A room that acts on senders, such as the one that keeps their mail. Told inside the transaction
 * of the change, behind it, so that both are durable together.
 */
public interface SenderListener {
    /** Something was done to a sender; of one that is made, before its accounts are assigned. */
    void changed(Change change, SenderId sender, SenderChange kind);

    /** An account may send by it now, or may no longer. Not told where that was so already. */
    void assigned(Change change, SenderId sender, AccountId account, boolean assigned);

    /** What was done to it. */
    enum SenderChange {
        /** Made, or its settings are others now. */
        SAVED,
        DELETED,
        UNDELETED
    }
}
