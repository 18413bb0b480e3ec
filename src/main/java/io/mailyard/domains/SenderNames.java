package io.mailyard.domains;

import io.mailyard.db.Tx;
import java.util.List;

/** Determines the names that every sender needs in DNS. */
@FunctionalInterface
public interface SenderNames {
    /**
     * A sender that can send.
     *
     * @param returnPathDomain as it is set; empty: none
     * @param sources its addresses with their EHLO names
     * @param keys the ids of the keys that it may sign with
     */
    record SenderDomains(
            long sender,
            String returnPathDomain,
            List<AccountSenders.SendingSource> sources,
            List<Long> keys) {
        public SenderDomains {
            sources = List.copyOf(sources);
            keys = List.copyOf(keys);
        }
    }

    /** All senders that can send. */
    List<SenderDomains> all(Tx tx);
}
