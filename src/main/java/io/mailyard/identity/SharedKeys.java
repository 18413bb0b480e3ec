package io.mailyard.identity;

import io.mailyard.base.AccountId;
import io.mailyard.db.Tx;
import io.mailyard.policies.SigningKey;
import io.mailyard.senders.Sender;
import io.mailyard.senders.SenderId;
import io.mailyard.senders.SenderListener;
import io.mailyard.senders.SenderProblems;
import io.mailyard.senders.Senders;
import io.mailyard.writes.Change;
import java.time.Instant;
import java.util.List;

/**
 * Reports keys that do not sign because nobody owns their domain and more than one account can use
 * them: among the problems of their senders, and to the account that they served until then.
 */
public final class SharedKeys implements SenderListener, SenderProblems {
    private final SigningKeys keys;
    private final Alarm alarm;

    private SharedKeys(SigningKeys keys, Alarm alarm) {
        this.keys = keys;
        this.alarm = alarm;
    }

    /** Is notified of keys that no longer sign an account's mail. */
    @FunctionalInterface
    public interface Alarm {
        /** Called inside the transaction of the change that ended it. */
        void raised(Tx tx, AccountId account, Instant at, String words);
    }

    /** Listens to changes of senders from now on. */
    public static void watch(Senders senders, SigningKeys keys, Alarm alarm) {
        SharedKeys shared = new SharedKeys(keys, alarm);
        senders.onChange(shared);
        senders.problems(shared);
    }

    @Override
    public List<String> of(Tx tx, Sender sender) {
        return KeyHolders.keysOf(tx, sender.id()).stream()
                .filter(key -> KeyHolders.accountsOf(tx, key).size() > 1)
                .flatMap(key -> keys.signing(tx, key).stream())
                .map(SharedKeys::problem)
                .toList();
    }

    private static String problem(SigningKey key) {
        return "key '"
                + key.name()
                + "' signs nothing: more than one account can send by its senders, and nobody owns "
                + key.domain()
                + "; make the domain an account's by domains/add, or list the key only at senders"
                + " of one account";
    }

    @Override
    public void changed(Change change, SenderId sender, SenderChange kind) {
        if (kind == SenderChange.DELETED) {
            return;
        }
        for (long key : KeyHolders.keysOf(change.tx(), sender)) {
            if (KeyHolders.accountsOf(change.tx(), key).size() > 1) {
                keys.servedAlone(key).ifPresent(account -> raise(change, key, account));
            }
        }
    }

    @Override
    public void assigned(Change change, SenderId sender, AccountId account, boolean assigned) {
        if (!assigned) {
            return;
        }
        for (long key : KeyHolders.keysOf(change.tx(), sender)) {
            List<AccountId> accounts = KeyHolders.accountsOf(change.tx(), key);
            // the second account ends it; a third changes nothing
            if (accounts.size() == 2) {
                accounts.stream()
                        .filter(other -> !other.equals(account))
                        .forEach(other -> raise(change, key, other));
            }
        }
    }

    private void raise(Change change, long id, AccountId account) {
        keys.signing(change.tx(), id)
                .ifPresent(key -> {
                    alarm.raised(change.tx(), account, change.now(), words(key));
                    keys.listener().keyShared(change.tx(), account, key.domain(), change.now());
                });
    }

    private static String words(SigningKey key) {
        return "mail from "
                + key.domain()
                + " is no longer signed by "
                + key.dnsName()
                + ": a second account can send by the same sender, and nobody owns "
                + key.domain()
                + "; verify the domain by domains/add and domains/verify";
    }
}
