package io.mailyard.portal;

import io.mailyard.base.AccountId;

/** Amount of mail of an account that waits to be sent. */
@FunctionalInterface
public interface WaitingMail {
    /** Recipients that are queued. */
    long of(AccountId account);
}
