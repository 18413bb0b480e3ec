package io.mailyard.submission;

import io.mailyard.access.ClientNetwork;
import io.mailyard.base.AccountId;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Limits open connections in total, by network and by account. When all are taken a new client
 * still gets one: first the oldest connection without sign-in is closed, of the network with the
 * most of them; otherwise the longest idle one of the account with the most.
 */
final class ConnectionBudget {
    /** Grace period: a client signs in within a round trip or two. */
    private static final long GRACE_NANOS = Duration.ofSeconds(10).toNanos();

    private final int max;
    private final int maxPerNetwork;
    private final int maxPerAccount;
    private final Map<ClientConnection, ConnectionOwner> open = new LinkedHashMap<>();
    private final Map<Object, Integer> counts = new HashMap<>();

    private static final class ConnectionOwner {
        private final long since = System.nanoTime();
        private @Nullable ClientNetwork network;
        private @Nullable AccountId account;

        boolean isAnonymous() {
            return account == null;
        }
    }

    ConnectionBudget(int most, int mostOfNetwork, int mostOfAccount) {
        this.max = most;
        this.maxPerNetwork = mostOfNetwork;
        this.maxPerAccount = mostOfAccount;
    }

    /**
     * Admits a connection whose client is not known yet; false if there is no capacity.
     *
     * @param network network it comes from; a connection is closed for it only within its share
     * @return the connection to close in its favour, if any
     */
    synchronized ConnectionAdmission admit(ClientConnection connection, ClientNetwork network) {
        Optional<ClientConnection> leaves = Optional.empty();
        if (open.size() >= max) {
            leaves = displaced(network);
            if (leaves.isEmpty()) {
                return new ConnectionAdmission(false, leaves);
            }
            release(leaves.get());
        }
        open.put(connection, new ConnectionOwner());
        return new ConnectionAdmission(true, leaves);
    }

    /**
     * @param displaced the connection to close
     */
    record ConnectionAdmission(boolean admitted, Optional<ClientConnection> displaced) {}

    /** Counts it for the client's network; false if that has used up its share. */
    synchronized boolean located(ClientConnection connection, ClientNetwork network) {
        ConnectionOwner holder = open.get(connection);
        if (holder == null || count(network) >= maxPerNetwork) {
            return false;
        }
        holder.network = network;
        counts.merge(network, 1, Integer::sum);
        return true;
    }

    /** Counts it for an account; false if that has used up its share. */
    synchronized boolean signedIn(ClientConnection connection, AccountId account) {
        ConnectionOwner holder = open.get(connection);
        if (holder == null || account.equals(holder.account)) {
            return holder != null;
        }
        if (count(account) >= maxPerAccount) {
            return false;
        }
        holder.account = account;
        counts.merge(account, 1, Integer::sum);
        return true;
    }

    /** Releases the connection; repeated calls do nothing. */
    synchronized void release(ClientConnection connection) {
        ConnectionOwner holder = open.remove(connection);
        if (holder != null) {
            uncount(holder.network);
            uncount(holder.account);
        }
    }

    private void uncount(@Nullable Object key) {
        if (key != null) {
            counts.computeIfPresent(key, (_, count) -> count > 1 ? count - 1 : null);
        }
    }

    private int count(Object key) {
        return counts.getOrDefault(key, 0);
    }

    /** Number of open connections. */
    synchronized int size() {
        return open.size();
    }

    private Optional<ClientConnection> displaced(ClientNetwork newcomer) {
        long now = System.nanoTime();
        Map<Object, Integer> strangers = new HashMap<>();
        open.values().stream()
                .filter(ConnectionOwner::isAnonymous)
                .forEach(holder -> strangers.merge(key(holder), 1, Integer::sum));
        int mine = strangers.getOrDefault(newcomer, 0);
        Optional<ClientConnection> stranger =
                first(
                        strangers,
                        holder ->
                                holder.isAnonymous()
                                        && (strangers.getOrDefault(key(holder), 0) > mine + 1
                                                || now - holder.since > GRACE_NANOS));
        return stranger.isPresent() ? stranger : longestIdle(now);
    }

    private static Object key(ConnectionOwner holder) {
        return holder.network == null ? ClientNetwork.INTERNAL : holder.network;
    }

    /** The oldest matching connection of the network with the most of them. */
    private Optional<ClientConnection> first(
            Map<Object, Integer> by, Predicate<ConnectionOwner> fits) {
        ClientConnection found = null;
        int largest = 0;
        for (Map.Entry<ClientConnection, ConnectionOwner> entry : open.entrySet()) {
            int of = by.getOrDefault(key(entry.getValue()), 0);
            if (of > largest && fits.test(entry.getValue())) {
                found = entry.getKey();
                largest = of;
            }
        }
        return Optional.ofNullable(found);
    }

    private Optional<ClientConnection> longestIdle(long now) {
        ClientConnection found = null;
        int largest = 0;
        long longest = 0;
        for (Map.Entry<ClientConnection, ConnectionOwner> entry : open.entrySet()) {
            AccountId account = entry.getValue().account;
            long idle = entry.getKey().idleNanos(now);
            if (account != null && idle > GRACE_NANOS) {
                int of = count(account);
                if (of > largest || (of == largest && idle > longest)) {
                    found = entry.getKey();
                    largest = of;
                    longest = idle;
                }
            }
        }
        return Optional.ofNullable(found);
    }
}
