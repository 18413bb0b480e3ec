package io.mailyard.agent;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counts by node how often one came to this process of the server from another. */
final class NodeArrivals {
    /** One number for each node that did; nodes are few. */
    private final Map<Long, Long> counts = new ConcurrentHashMap<>();

    void count(long node) {
        counts.merge(node, 1L, Long::sum);
    }

    long of(long node) {
        return counts.getOrDefault(node, 0L);
    }
}
