package io.mailyard.messages;

import io.mailyard.base.AccountId;
import io.mailyard.db.Tx;
import java.time.Instant;

/** Is notified when accounts come near a limit of their tariff. Quick: called for each message. */
public interface LimitListener {
    /** Ignores it. */
    LimitListener NONE =
            new LimitListener() {
                @Override
                public void used(Tx tx, AccountId account, LimitUse use) {}

                @Override
                public void refused(AccountId account, LimitUse use) {}
            };

    /**
     * Use of a limit.
     *
     * @param period {@code month}, {@code day} or {@code hour}
     * @param name the period as text, such as {@code 2026-11}
     */
    record LimitUse(String period, String name, long used, long limit, Instant at) {
        /** Whether nothing is left. */
        public boolean isReached() {
            return used >= limit;
        }
    }

    /** Nine tenths of a limit are used, or all; called again as more is used. */
    void used(Tx tx, AccountId account, LimitUse use);

    /** A message was refused, since a limit does not allow it; outside any transaction. */
    void refused(AccountId account, LimitUse use);
}
