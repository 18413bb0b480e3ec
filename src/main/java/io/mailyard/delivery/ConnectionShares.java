package io.mailyard.delivery;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Shares the engine's connections, so that slow hosts of one account do not hold all of them. A
 * holder may use at most a multiple of what is free: a single account gets two thirds of all
 * connections and leaves the next account two thirds of the rest. The same applies to senders, to
 * destinations, and to accounts within a sender. If an account without a connection finds none
 * free, a connection that still waits for its greeting can be closed in its favour. Thread-safe.
 */
final class ConnectionShares {
    /** Factor of the free connections that an account may hold, also within a sender. */
    private static final int ACCOUNT_FACTOR = 2;

    /**
     * Factor of the free connections that a sender or a destination may hold: larger than an
     * account's, so that one account never fills it.
     */
    private static final int SENDER_FACTOR = 3;

    /**
     * The sender, account and destination that a connection is counted for.
     *
     * @param destination the ISP, or the domain if it belongs to none
     */
    record ConnectionHolder(long senderId, long accountId, String destination) {
        static ConnectionHolder of(DestinationKey to, long accountId) {
            return new ConnectionHolder(
                    to.senderId(), accountId, to.domain().isEmpty() ? to.isp() : to.domain());
        }

        private SenderAccount senderAccount() {
            return new SenderAccount(senderId, accountId);
        }
    }

    private record SenderAccount(long senderId, long accountId) {}

    private final int max;
    private final Map<Long, Integer> accounts = new HashMap<>();
    private final Map<Long, Integer> senders = new HashMap<>();
    private final Map<SenderAccount, Integer> senderAccounts = new HashMap<>();
    private final Map<String, Integer> destinations = new HashMap<>();

    /** Accounts that were refused a connection since the last tick. */
    private final Set<Long> refused = new HashSet<>();

    private int inUse;

    ConnectionShares(int most) {
        this.max = most;
    }

    /** Reserves a connection; false if none is free or the holder has used up its share. */
    synchronized boolean take(ConnectionHolder holder) {
        if (!mayTake(holder)) {
            refused.add(holder.accountId());
            return false;
        }
        count(holder, 1);
        return true;
    }

    /**
     * A holder without a connection gets one while any is free; others must leave more free than
     * they take.
     */
    private boolean mayTake(ConnectionHolder holder) {
        int free = max - inUse;
        if (free == 0) {
            return false;
        }
        int left = free - 1;
        int account = accounts.getOrDefault(holder.accountId(), 0);
        int place = destinations.getOrDefault(holder.destination(), 0);
        return (account == 0 || account < ACCOUNT_FACTOR * left)
                && (place == 0 || place < SENDER_FACTOR * left)
                && mayTakeOfSender(holder, free);
    }

    private boolean mayTakeOfSender(ConnectionHolder holder, int free) {
        int sender = senders.getOrDefault(holder.senderId(), 0);
        int own = senderAccounts.getOrDefault(holder.senderAccount(), 0);
        int left = SENDER_FACTOR * (free - 1) - (sender + 1);
        return own == 0 ? sender < SENDER_FACTOR * free : left > 0 && own < ACCOUNT_FACTOR * left;
    }

    /**
     * The candidate to close in favour of a holder that has no connection: of the account with the
     * most connections, and of the same sender if that has used up its share. Empty if the holder
     * has a connection or no candidate would help.
     */
    synchronized <T> Optional<T> displaceable(
            ConnectionHolder holder,
            Collection<T> candidates,
            Function<T, ConnectionHolder> holders) {
        if (accounts.containsKey(holder.accountId())) {
            return Optional.empty();
        }
        boolean ofSender =
                senders.getOrDefault(holder.senderId(), 0) >= SENDER_FACTOR * (max - inUse)
                        && inUse < max;
        return candidates.stream()
                .filter(item -> !ofSender || holders.apply(item).senderId() == holder.senderId())
                .filter(item -> inUse(holders.apply(item)) > 1)
                .max(Comparator.comparingInt(item -> inUse(holders.apply(item))));
    }

    private int inUse(ConnectionHolder holder) {
        return accounts.getOrDefault(holder.accountId(), 0);
    }

    synchronized void giveBack(ConnectionHolder holder) {
        count(holder, -1);
    }

    /** Moves a connection to another account. */
    synchronized void transfer(ConnectionHolder from, ConnectionHolder to) {
        count(from, -1);
        count(to, 1);
    }

    private void count(ConnectionHolder holder, int by) {
        inUse += by;
        add(accounts, holder.accountId(), by);
        add(senders, holder.senderId(), by);
        add(senderAccounts, holder.senderAccount(), by);
        add(destinations, holder.destination(), by);
    }

    private static <K> void add(Map<K, Integer> counts, K key, int by) {
        counts.merge(key, by, (one, other) -> one + other == 0 ? null : one + other);
    }

    /**
     * Whether an idle connection of this holder should be closed: all are in use, or its account
     * waits for one.
     */
    synchronized boolean isHolderOverShare(ConnectionHolder holder) {
        return !refused.isEmpty() && (inUse == max || refused.contains(holder.accountId()));
    }

    /** Whether an account was refused a connection since {@link #clearRefused}. */
    synchronized boolean isCrowded() {
        return !refused.isEmpty();
    }

    /** Clears the refused accounts; those still waiting ask again. */
    synchronized void clearRefused() {
        refused.clear();
    }
}
