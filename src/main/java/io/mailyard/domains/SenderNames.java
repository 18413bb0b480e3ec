package io.mailyard.domains;

import io.mailyard.db.Tx;
import java.util.List;

/** Tells what every sender needs in DNS. */
@FunctionalInterface
public interface SenderNames {
    /**
     * A sender that sends.
     *
     * @param returnPathDomain as it is set; empty: none
     * @param sources the addresses that it sends from, and what each greets with
     * @param keys the ids of the keys that it may sign with
     */
    record SenderDomains(
            long sender,
            String returnPathDomain,
            List<AccountSenders.Source> sources,
            List<Long> keys) {
        public SenderDomains {
            sources = List.copyOf(sources);
            keys = List.copyOf(keys);
        }
    }

    /** All senders that send. */
    List<SenderDomains> all(Tx tx);
}
