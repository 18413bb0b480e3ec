package io.mailyard.delivery;

import io.mailyard.dns.Family;
import io.mailyard.policies.Strategy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * Rate limits of a sender's usable addresses to one destination. Guarded by the lock of its
 * destination queue.
 */
final class SourceRateLimits {
    private final Map<String, SourceRateLimit> byIp = new LinkedHashMap<>();

    /** Applies a revision; counts of remaining addresses are kept. */
    void update(SenderConfig config, Strategy strategy, Set<String> usable, long now) {
        Map<String, SourceRateLimit> before = new LinkedHashMap<>(byIp);
        byIp.clear();
        for (EgressAddress source : config.sources()) {
            if (usable.contains(source.ip())) {
                SourceRateLimit known = before.get(source.ip());
                boolean same = known != null && known.source().equals(source);
                SourceRateLimit rateLimit =
                        known != null && same ? known : new SourceRateLimit(source, strategy, now);
                rateLimit.update(strategy, now);
                byIp.put(source.ip(), rateLimit);
            }
        }
    }

    boolean isEmpty() {
        return byIp.isEmpty();
    }

    boolean contains(String ip) {
        return byIp.containsKey(ip);
    }

    /** Whether the limit still belongs to a usable address. */
    boolean contains(SourceRateLimit rateLimit) {
        return byIp.get(rateLimit.source().ip()) == rateLimit;
    }

    /**
     * An address that may open another connection, in rotation.
     *
     * @param rotation counts the connections of the sender, whatever their destination
     */
    Optional<SourceRateLimit> nextConnectable(AtomicInteger rotation, String ip, long now) {
        List<SourceRateLimit> all = new ArrayList<>(byIp.values());
        if (all.isEmpty()) {
            return Optional.empty();
        }
        int first = Math.floorMod(rotation.getAndIncrement(), all.size());
        for (int i = 0; i < all.size(); i++) {
            SourceRateLimit rateLimit = all.get((first + i) % all.size());
            boolean fits = ip.isEmpty() || ip.equals(rateLimit.source().ip());
            if (fits && rateLimit.mayConnect(now)) {
                return Optional.of(rateLimit);
            }
        }
        return Optional.empty();
    }

    private List<SourceRateLimit> othersThan(
            DeliveryConnection connection, Predicate<SourceRateLimit> fits) {
        String ip = connection.hostQueue().key().ip();
        return byIp.values().stream()
                .filter(rateLimit -> ip.isEmpty() || ip.equals(rateLimit.source().ip()))
                .filter(rateLimit -> rateLimit != connection.rateLimit())
                .filter(fits)
                .toList();
    }

    /** Whether another matching address could carry the connection's mail. */
    boolean hasOther(DeliveryConnection connection, Predicate<SourceRateLimit> fits) {
        return !othersThan(connection, fits).isEmpty();
    }

    /** Address families a connection can use, its own first. */
    List<Family> families(DeliveryConnection connection) {
        Family own = Family.of(connection.rateLimit().address());
        Family other = own == Family.IPV4 ? Family.IPV6 : Family.IPV4;
        boolean both = hasOther(connection, rateLimit -> Family.of(rateLimit.address()) == other);
        return both ? List.of(own, other) : List.of(own);
    }

    /**
     * Switches a connection with the messages it took to another matching address; empty if none is
     * free.
     */
    Optional<SourceRateLimit> switchAddress(
            DeliveryConnection connection, int taken, Predicate<SourceRateLimit> fits) {
        long now = System.nanoTime();
        Optional<SourceRateLimit> next =
                othersThan(connection, fits).stream()
                        .filter(rateLimit ->
                                rateLimit.mayConnect(now)
                                        && rateLimit.availableMessages(now) >= taken)
                        .findFirst();
        next.ifPresent(rateLimit -> {
            connection.rateLimit().removeConnection(connection.hasDialled());
            connection.rateLimit().returnMessages(taken);
            rateLimit.addConnection(now);
            rateLimit.takeMessages(taken, now);
        });
        return next;
    }

    /** Number of messages that may begin now. */
    int reachableMessages(long now) {
        long sum = 0;
        for (SourceRateLimit rateLimit : byIp.values()) {
            sum += rateLimit.reachableMessages(now);
        }
        return (int) Math.min(Integer.MAX_VALUE, sum);
    }

    /** Nanoseconds until a message may begin. */
    long nanosUntilAvailable(long now) {
        return byIp.values().stream()
                .mapToLong(rateLimit -> rateLimit.nanosUntilAvailable(now))
                .min()
                .orElse(0);
    }

    /**
     * Whether all limits can be removed without losing counts; {@code hard} allows a small loss.
     */
    boolean areDisposable(boolean hard, long now) {
        return byIp.values().stream()
                .allMatch(rateLimit ->
                        hard ? rateLimit.isNearlyUnused(now) : rateLimit.isUnused(now));
    }
}
