package io.mailyard.delivery;

import io.mailyard.policies.Strategy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The budgets of a sender's usable addresses to one destination. Guarded by its outlet. */
final class Budgets {
    private final Map<String, Budget> byIp = new LinkedHashMap<>();

    /** Follows a revision; what was sent from addresses that stay counts on. */
    void follow(SenderPlan plan, Strategy strategy, Set<String> usable, long now) {
        Map<String, Budget> before = new LinkedHashMap<>(byIp);
        byIp.clear();
        for (Source source : plan.sources()) {
            if (usable.contains(source.ip())) {
                Budget known = before.get(source.ip());
                boolean same = known != null && known.source().equals(source);
                Budget budget = known != null && same ? known : new Budget(source, strategy, now);
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
    boolean has(Budget budget) {
        return byIp.get(budget.source().ip()) == budget;
    }

    /** One that another connection may be begun by, the addresses in turn. */
    Optional<Budget> connectable(Sending sending, String ip, long now) {
        List<Budget> all = new ArrayList<>(byIp.values());
        if (all.isEmpty()) {
            return Optional.empty();
        }
        int first = sending.turn(all.size());
        for (int i = 0; i < all.size(); i++) {
            Budget budget = all.get((first + i) % all.size());
            boolean fits = ip.isEmpty() || ip.equals(budget.source().ip());
            if (fits && budget.mayConnect(now)) {
                return Optional.of(budget);
            }
        }
        return Optional.empty();
    }

    /** Messages that may begin now. */
    int reachable(long now) {
        long sum = 0;
        for (Budget budget : byIp.values()) {
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
