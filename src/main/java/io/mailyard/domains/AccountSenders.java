package io.mailyard.domains;

import io.mailyard.base.AccountId;
import io.mailyard.db.Tx;
import java.util.List;

/** Finds the senders of an account's mail. */
@FunctionalInterface
public interface AccountSenders {
    /**
     * The parts of a sender that concern DNS.
     *
     * @param returnPathDomain domain of the reverse path; empty: none of its own
     * @param isPtr whether, without one, the reverse path has the name of the address
     */
    record DomainSender(
            String name, String returnPathDomain, boolean isPtr, List<SendingSource> sources) {
        public DomainSender {
            sources = List.copyOf(sources);
        }
    }

    /**
     * An address that mail is sent from.
     *
     * @param helo its EHLO name; empty: the name in its PTR record
     */
    record SendingSource(String ip, String helo) {}

    /** The account's senders that can send; for {@link AccountId#PLATFORM}, all of them. */
    List<DomainSender> of(Tx tx, AccountId account);
}
