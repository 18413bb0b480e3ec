package io.mailyard.portal;

import io.mailyard.base.AccountId;

/** How much mail of an account waits to be sent. */
@FunctionalInterface
public interface WaitingMail {
    /** Recipients that are queued. */
    long of(AccountId account);
}
