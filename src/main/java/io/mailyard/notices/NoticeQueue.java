package io.mailyard.notices;

import io.mailyard.base.AccountId;
import io.mailyard.db.Tx;
import io.mailyard.mime.OwnMail;
import java.time.Duration;

/** The queue of all mail, as notices use it: it is above this package, which cannot import it. */
public interface NoticeQueue {
    /**
     * Puts a notice into the queue, durable with the transaction.
     *
     * @param concerns the account that it concerns, which gets no more than its share of what the
     *     platform's own mail may use; {@link AccountId#PLATFORM}: none
     * @param lifetime how long it is tried
     */
    void add(Tx tx, long notice, AccountId concerns, OwnMail mail, Duration lifetime);

    /** Takes a notice out of the queue; an attempt that is under way ends with its result. */
    void withdraw(Tx tx, long notice);
}
