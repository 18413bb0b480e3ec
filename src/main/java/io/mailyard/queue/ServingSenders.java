package io.mailyard.queue;

import io.mailyard.base.AccountId;
import io.mailyard.db.Tx;
import io.mailyard.identity.SigningKeys;
import io.mailyard.leases.SenderDirectory;
import io.mailyard.nodes.Node;
import io.mailyard.nodes.Nodes;
import io.mailyard.policies.KeySecret;
import io.mailyard.senders.SenderId;
import io.mailyard.senders.Senders;
import java.util.List;
import java.util.Optional;

/** Answers for senders from the packages senders and nodes. */
final class ServingSenders implements SenderDirectory {
    private final Senders senders;
    private final Nodes nodes;
    private final SigningKeys keys;

    ServingSenders(Senders senders, Nodes nodes, SigningKeys keys) {
        this.senders = senders;
        this.nodes = nodes;
        this.keys = keys;
    }

    @Override
    public void mustExist(Tx tx, SenderId sender) {
        senders.existing(tx, sender);
    }

    @Override
    public boolean serves(Tx tx, SenderId sender, AccountId account) {
        return senders.assignedTo(tx, account).contains(sender);
    }

    @Override
    public Optional<String> ispNamed(Tx tx, String name) {
        List<String> names =
                tx.query("SELECT name FROM isps ORDER BY id", row -> row.text()).stream()
                        .filter(item -> item.equalsIgnoreCase(name))
                        .toList();
        return names.contains(name) ? Optional.of(name) : names.stream().findFirst();
    }

    @Override
    public List<SenderId> withSourceOn(Tx tx, long node) {
        if (node == Nodes.PLATFORM) {
            return List.of(SenderId.PLATFORM);
        }
        return nodes.find(tx, node).filter(Node::mtaActive).isPresent()
                ? senders.withSourceOn(tx, node)
                : List.of();
    }

    @Override
    public Optional<SenderId> firstFor(Tx tx, AccountId account) {
        return senders.firstFor(tx, account);
    }

    @Override
    public List<KeySecret> keys(AccountId account, SenderId sender, String from) {
        return keys.of(account, sender, from);
    }
}
