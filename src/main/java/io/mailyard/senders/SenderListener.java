package io.mailyard.senders;

import io.mailyard.base.AccountId;
import io.mailyard.writes.Change;

/**
 * Is notified of changes of senders, as the queue is for their mail. Called inside the transaction,
 * after the change, so that both are durable together.
 */
public interface SenderListener {
    /** A sender was changed; for a new one, called before its accounts are assigned. */
    void changed(Change change, SenderId sender, SenderChange kind);

    /** An account may or may no longer use the sender. Not called if nothing changed. */
    void assigned(Change change, SenderId sender, AccountId account, boolean assigned);

    /** A change of a sender. */
    enum SenderChange {
        /** Created, or its settings changed. */
        SAVED,
        DELETED,
        UNDELETED
    }
}
