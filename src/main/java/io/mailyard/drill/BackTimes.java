package io.mailyard.drill;

import java.util.List;

/**
 * Milliseconds until the server acknowledged again after faults.
 *
 * @param p50 half of them took no longer
 * @param p99 99 of 100 took no longer
 */
record BackTimes(long faults, long p50, long p99, long most) {
    static BackTimes of(List<FaultSpan> spans) {
        List<Long> sorted = spans.stream().map(FaultSpan::backMillis).sorted().toList();
        return sorted.isEmpty()
                ? new BackTimes(0, 0, 0, 0)
                : new BackTimes(sorted.size(), at(sorted, 50), at(sorted, 99), sorted.getLast());
    }

    private static long at(List<Long> sorted, int percent) {
        return sorted.get((sorted.size() * percent + 99) / 100 - 1);
    }
}
