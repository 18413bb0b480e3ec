package io.mailyard.queue;

import io.mailyard.base.AccountId;
import io.mailyard.db.Tx;
import io.mailyard.nodes.Node;
import io.mailyard.nodes.Nodes;
import io.mailyard.senders.SenderId;
import io.mailyard.senders.Senders;
import java.util.List;
import java.util.Optional;

/** What the rooms of senders and nodes say of senders. */
final class ServingSenders implements SenderFacts {
    private final Senders senders;
    private final Nodes nodes;

    ServingSenders(Senders senders, Nodes nodes) {
        this.senders = senders;
        this.nodes = nodes;
    }

    @Override
    public void mustExist(Tx tx, SenderId sender) {
        senders.any(tx, sender);
    }

    @Override
    public List<SenderId> withSourceOn(Tx tx, long node) {
        return nodes.find(tx, node).filter(Node::mtaActive).isPresent()
                ? senders.withSourceOn(tx, node)
                : List.of();
    }

    @Override
    public Optional<SenderId> firstFor(Tx tx, AccountId account) {
        return senders.firstFor(tx, account);
    }
}
