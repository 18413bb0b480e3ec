package io.mailyard.queue;

import io.mailyard.base.AccountId;
import io.mailyard.db.Tx;
import io.mailyard.policies.KeySecret;
import io.mailyard.senders.SenderId;
import java.util.List;
import java.util.Optional;

/** What the queue asks of senders. */
interface SenderDirectory {
    /**
     * @throws io.mailyard.base.ApiException error 404 where there is no such sender, or it is
     *     deleted
     */
    void mustExist(Tx tx, SenderId sender);

    /** Whether the account may send by it. */
    default boolean serves(Tx tx, SenderId sender, AccountId account) {
        return true;
    }

    /** An ISP's name as it is kept, found in any case; empty where there is none. */
    default Optional<String> ispNamed(Tx tx, String name) {
        return Optional.of(name);
    }

    /** Those not deleted that have an address on the node; none where the node's MTA is off. */
    List<SenderId> withSourceOn(Tx tx, long node);

    /** The sender that mail of the account goes by, if one serves it. */
    Optional<SenderId> firstFor(Tx tx, AccountId account);

    /**
     * The keys that sign an account's mail by a sender.
     *
     * @param from the address in the header From
     */
    List<KeySecret> keys(AccountId account, SenderId sender, String from);
}
