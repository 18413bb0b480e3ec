package io.mailyard.queue;

import io.mailyard.base.AccountId;
import io.mailyard.db.Tx;
import io.mailyard.policies.KeySecret;
import io.mailyard.senders.SenderId;
import java.util.List;
import java.util.Optional;

/** What the queue asks of senders. */
interface SenderFacts {
    /**
     * @throws io.mailyard.base.ApiException error 404 where there never was that sender
     */
    void mustExist(Tx tx, SenderId sender);

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
