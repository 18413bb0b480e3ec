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
 * Shares an engine's connections, so that slow hosts of some do not hold those of all. Nobody may
 * have more than a multiple of what is free: one account alone gets two thirds of all, and leaves
 * as much as the next one's two thirds of the rest. The same holds for senders, for the hosts of a
 * destination, and for the accounts within a sender. Where an account that has none finds none, one
 * that waits for a greeting can make room. Safe for many threads.
 */
final class ConnectionShares {
    /** Of what is free, for an account; also within a sender. */
    private static final int ACCOUNT = 2;

    /**
     * Of what is free, for a sender and for a destination: more than an account's, so that one
     * account never fills it.
     */
    private static final int WIDE = 3;

    /**
     * Who holds a connection.
     *
     * @param place the ISP, or the domain that is of none
     */
    record Holder(long senderId, long accountId, String place) {
        static Holder of(DestinationKey to, long accountId) {
            return new Holder(
                    to.senderId(), accountId, to.domain().isEmpty() ? to.isp() : to.domain());
        }

        private Pair pair() {
            return new Pair(senderId, accountId);
        }
    }

    private record Pair(long senderId, long accountId) {}

    private final int most;
    private final Map<Long, Integer> accounts = new HashMap<>();
    private final Map<Long, Integer> senders = new HashMap<>();
    private final Map<Pair, Integer> pairs = new HashMap<>();
    private final Map<String, Integer> places = new HashMap<>();

    /** Accounts that were refused one since the last look. */
    private final Set<Long> refused = new HashSet<>();

    private int held;

    ConnectionShares(int most) {
        this.most = most;
    }

    /** Takes one; false where there is none, or its holder has its share. */
    synchronized boolean take(Holder holder) {
        if (!mayTake(holder)) {
            refused.add(holder.accountId());
            return false;
        }
        count(holder, 1);
        return true;
    }

    /** Who has none gets one while there is one; who has some leaves more free than it takes. */
    private boolean mayTake(Holder holder) {
        int free = most - held;
        if (free == 0) {
            return false;
        }
        int left = free - 1;
        int account = accounts.getOrDefault(holder.accountId(), 0);
        int place = places.getOrDefault(holder.place(), 0);
        return (account == 0 || account < ACCOUNT * left)
                && (place == 0 || place < WIDE * left)
                && mayTakeOfSender(holder, free);
    }

    private boolean mayTakeOfSender(Holder holder, int free) {
        int sender = senders.getOrDefault(holder.senderId(), 0);
        int own = pairs.getOrDefault(holder.pair(), 0);
        int left = WIDE * (free - 1) - (sender + 1);
        return own == 0 ? sender < WIDE * free : left > 0 && own < ACCOUNT * left;
    }

    /**
     * Of these, the one whose end would help a holder that has none: of the account with the most,
     * within the sender where that has its share. Empty where it has one, or none would help.
     */
    synchronized <T> Optional<T> inTheWay(
            Holder holder, Collection<T> candidates, Function<T, Holder> holders) {
        if (accounts.containsKey(holder.accountId())) {
            return Optional.empty();
        }
        boolean ofSender =
                senders.getOrDefault(holder.senderId(), 0) >= WIDE * (most - held) && held < most;
        return candidates.stream()
                .filter(one -> !ofSender || holders.apply(one).senderId() == holder.senderId())
                .filter(one -> held(holders.apply(one)) > 1)
                .max(Comparator.comparingInt(one -> held(holders.apply(one))));
    }

    private int held(Holder holder) {
        return accounts.getOrDefault(holder.accountId(), 0);
    }

    synchronized void giveBack(Holder holder) {
        count(holder, -1);
    }

    /** A connection carries another account's mail from now on. */
    synchronized void pass(Holder from, Holder to) {
        count(from, -1);
        count(to, 1);
    }

    private void count(Holder holder, int by) {
        held += by;
        add(accounts, holder.accountId(), by);
        add(senders, holder.senderId(), by);
        add(pairs, holder.pair(), by);
        add(places, holder.place(), by);
    }

    private static <K> void add(Map<K, Integer> counts, K key, int by) {
        counts.merge(key, by, (one, other) -> one + other == 0 ? null : one + other);
    }

    /** Whether an idle connection of that holder is in the way: of all, or of the same account. */
    synchronized boolean isWanted(Holder holder) {
        return !refused.isEmpty() && (held == most || refused.contains(holder.accountId()));
    }

    /** Whether somebody was refused one since the last {@link #look}. */
    synchronized boolean isCrowded() {
        return !refused.isEmpty();
    }

    /** Forgets who was refused; who still waits asks again. */
    synchronized void look() {
        refused.clear();
    }
}
