package io.mailyard.leases;

import io.mailyard.base.AccountId;
import io.mailyard.db.Tx;
import io.mailyard.policies.KeySecret;
import io.mailyard.senders.SenderId;
import java.util.List;
import java.util.Optional;

/** Sender data that the queue needs. */
public interface SenderDirectory {
    /**
     * @throws io.mailyard.base.ApiException error 404 if the sender does not exist or is deleted
     */
    void mustExist(Tx tx, SenderId sender);

    /** Whether the account may send by the sender. */
    default boolean serves(Tx tx, SenderId sender, AccountId account) {
        return true;
    }

    /** The stored name of an ISP, found ignoring case; empty if there is none. */
    default Optional<String> ispNamed(Tx tx, String name) {
        return Optional.of(name);
    }

    /** Senders with an address on the node; none if the node's MTA is inactive. */
    List<SenderId> withSourceOn(Tx tx, long node);

    /** The first sender that serves the account. */
    Optional<SenderId> firstFor(Tx tx, AccountId account);

    /**
     * The keys that sign the account's mail by a sender.
     *
     * @param from the address in the header From
     */
    List<KeySecret> keys(AccountId account, SenderId sender, String from);
}
