package io.mailyard.domains;

import io.mailyard.base.AccountId;
import io.mailyard.db.Tx;
import java.util.List;

/** Tells by which senders an account's mail leaves. */
@FunctionalInterface
public interface AccountSenders {
    /**
     * A sender as far as DNS is concerned.
     *
     * @param returnPathDomain of the reverse path; empty: none of its own
     * @param isPtr whether, without one, the name of the address is the reverse path's
     */
    record Sender(String name, String returnPathDomain, boolean isPtr, List<Source> sources) {
        public Sender {
            sources = List.copyOf(sources);
        }
    }

    /**
     * An address that mail leaves from.
     *
     * @param helo what it greets with; empty: as its PTR record says
     */
    record Source(String ip, String helo) {}

    /** The account's senders that send; of {@link AccountId#PLATFORM}: all there are. */
    List<Sender> of(Tx tx, AccountId account);
}
