package io.mailyard.queue;

import io.mailyard.base.AccountId;
import io.mailyard.db.Tx;
import io.mailyard.leases.SenderDirectory;
import io.mailyard.policies.KeySecret;
import io.mailyard.senders.SenderId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;

/** Senders that a test has at hand: each has an address on every node and serves every account. */
final class FakeSenders implements SenderDirectory {
    private final Set<Long> living = new ConcurrentSkipListSet<>();

    FakeSenders(long... ids) {
        for (long id : ids) {
            living.add(id);
        }
    }

    @Override
    public void mustExist(Tx tx, SenderId sender) {
        // each does
    }

    @Override
    public List<SenderId> withSourceOn(Tx tx, long node) {
        return new ArrayList<>(living.stream().map(SenderId::new).toList());
    }

    @Override
    public Optional<SenderId> firstFor(Tx tx, AccountId account) {
        return living.stream().findFirst().map(SenderId::new);
    }

    @Override
    public List<KeySecret> keys(AccountId account, SenderId sender, String from) {
        return List.of();
    }

    boolean lives(long id) {
        return living.contains(id);
    }

    void delete(long id) {
        living.remove(id);
    }

    void undelete(long id) {
        living.add(id);
    }
}
