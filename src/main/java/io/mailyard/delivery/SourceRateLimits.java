package io.mailyard.delivery;

import io.mailyard.dns.Family;
import io.mailyard.policies.Strategy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** The budgets of a sender's usable addresses to one destination. Guarded by its outlet. */
final class SourceRateLimits {
    private final Map<String, SourceRateLimit> byIp = new LinkedHashMap<>();

    /** Follows a revision; what was sent from addresses that stay counts on. */
    void follow(SenderConfig plan, Strategy strategy, Set<String> usable, long now) {
        Map<String, SourceRateLimit> before = new LinkedHashMap<>(byIp);
        byIp.clear();
        for (EgressAddress source : plan.sources()) {
            if (usable.contains(source.ip())) {
                SourceRateLimit known = before.get(source.ip());
                boolean same = known != null && known.source().equals(source);
                SourceRateLimit budget =
                        known != null && same ? known : new SourceRateLimit(source, strategy, now);
                budget.follow(strategy, now);
                byIp.put(source.ip(), budget);
            }
        }
    }

    boolean isEmpty() {
        return byIp.isEmpty();
    }

    boolean has(String ip) {
        return byIp.containsKey(ip);
    }

    /** Whether it is still one of them. */
    boolean has(SourceRateLimit budget) {
        return byIp.get(budget.source().ip()) == budget;
    }

    /** One that another connection may be begun by, the addresses in turn. */
    Optional<SourceRateLimit> connectable(ActiveSender sending, String ip, long now) {
        List<SourceRateLimit> all = new ArrayList<>(byIp.values());
        if (all.isEmpty()) {
            return Optional.empty();
        }
        int first = sending.turn(all.size());
        for (int i = 0; i < all.size(); i++) {
            SourceRateLimit budget = all.get((first + i) % all.size());
            boolean fits = ip.isEmpty() || ip.equals(budget.source().ip());
            if (fits && budget.mayConnect(now)) {
                return Optional.of(budget);
            }
        }
        return Optional.empty();
    }

    private List<SourceRateLimit> othersThan(
            DeliveryConnection connection, Predicate<SourceRateLimit> fits) {
        String ip = connection.line().key().ip();
        return byIp.values().stream()
                .filter(budget -> ip.isEmpty() || ip.equals(budget.source().ip()))
                .filter(budget -> budget != connection.budget())
                .filter(fits)
                .toList();
    }

    /** Whether a connection's mail may go from another address that fits. */
    boolean hasOther(DeliveryConnection connection, Predicate<SourceRateLimit> fits) {
        return !othersThan(connection, fits).isEmpty();
    }

    /** The families that a connection can come from, its own first. */
    List<Family> families(DeliveryConnection connection) {
        Family own = Family.of(connection.budget().address());
        Family other = own == Family.IPV4 ? Family.IPV6 : Family.IPV4;
        boolean both = hasOther(connection, one -> Family.of(one.address()) == other);
        return both ? List.of(own, other) : List.of(own);
    }

    /**
     * Lets a connection come from another address that fits, with what it has taken; empty where
     * none is free for that.
     */
    Optional<SourceRateLimit> change(
            DeliveryConnection connection, int taken, Predicate<SourceRateLimit> fits) {
        long now = System.nanoTime();
        Optional<SourceRateLimit> next =
                othersThan(connection, fits).stream()
                        .filter(budget -> budget.mayConnect(now) && budget.free(now) >= taken)
                        .findFirst();
        next.ifPresent(budget -> {
            connection.budget().disconnected(connection.hasDialled());
            connection.budget().gaveBack(taken);
            budget.connected(now);
            budget.took(taken, now);
        });
        return next;
    }

    /** Messages that may begin now. */
    int reachable(long now) {
        long sum = 0;
        for (SourceRateLimit budget : byIp.values()) {
            sum += budget.reachable(now);
        }
        return (int) Math.min(Integer.MAX_VALUE, sum);
    }

    /** Until something may begin again, in nanoseconds. */
    long until(long now) {
        return byIp.values().stream().mapToLong(budget -> budget.until(now)).min().orElse(0);
    }

    /** Whether nothing would be lost by forgetting them; {@code hard}: little. */
    boolean areOver(boolean hard, long now) {
        return byIp.values().stream().allMatch(one -> hard ? one.isLight(now) : one.isFresh(now));
    }
}
