package io.mailyard.identity;

import io.mailyard.base.AccountId;
import io.mailyard.db.Tx;
import java.time.Instant;

/** Is notified of domains of which an account's mail goes out unsigned. */
public interface UnsignedDomainListener {
    /** Notifies nobody. */
    UnsignedDomainListener NONE =
            new UnsignedDomainListener() {
                @Override
                public void unsigned(Tx tx, AccountId account, String domain, Instant at) {
                    // nobody listens
                }

                @Override
                public void keyShared(Tx tx, AccountId account, String domain, Instant at) {
                    // nobody listens
                }
            };

    /** Mail from a domain went out unsigned; called once a day of UTC at most. */
    void unsigned(Tx tx, AccountId account, String domain, Instant at);

    /**
     * The key of a domain that nobody owns signs no more, since a second account can send by its
     * senders.
     */
    void keyShared(Tx tx, AccountId account, String domain, Instant at);
}
