package io.mailyard.notices;

import io.mailyard.base.AccountId;
import io.mailyard.db.Tx;
import io.mailyard.mime.OwnMail;
import java.time.Duration;

/**
 * The queue of all mail, as notices use it; the package queue implements it, since this package
 * must not import that one.
 */
public interface NoticeQueue {
    /**
     * Puts a notice into the queue, durable with the transaction.
     *
     * @param concerns the account that it concerns, which gets at most its share of the platform's
     *     own mail; {@link AccountId#PLATFORM}: none
     * @param lifetime how long it is tried
     */
    void add(Tx tx, long notice, AccountId concerns, OwnMail mail, Duration lifetime);

    /** Removes a notice from the queue; a running attempt ends with its result. */
    void withdraw(Tx tx, long notice);
}
