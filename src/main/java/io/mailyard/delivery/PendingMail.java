package io.mailyard.delivery;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** All waiting tasks of a destination queue. Guarded by its lock. */
final class PendingMail {
    private final Map<HostQueue.HostQueueKey, HostQueue> byKey = new LinkedHashMap<>();
    private final Supplier<Condition> conditions;
    private final AtomicInteger waiting = new AtomicInteger();

    PendingMail(Supplier<Condition> conditions) {
        this.conditions = conditions;
    }

    /** The host queue of a key, created if necessary. */
    HostQueue queueFor(HostQueue.HostQueueKey key) {
        return byKey.computeIfAbsent(key, one -> new HostQueue(one, conditions.get()));
    }

    Collection<HostQueue> queues() {
        return byKey.values();
    }

    /** Number of waiting tasks; may be read without the lock. */
    int waiting() {
        return waiting.get();
    }

    void add(HostQueue hostQueue, DeliveryTask task, long now) {
        hostQueue.add(task, now);
        waiting.incrementAndGet();
    }

    void addFirst(HostQueue hostQueue, List<DeliveryTask> tasks, long now) {
        hostQueue.addFirst(tasks, now);
        waiting.addAndGet(tasks.size());
    }

    /** Takes the next tasks as {@link HostQueue#next} does. */
    List<DeliveryTask> next(HostQueue hostQueue, int most, Predicate<DeliveryTask> shares) {
        List<DeliveryTask> batch = hostQueue.next(most, shares);
        waiting.addAndGet(-batch.size());
        return batch;
    }

    /** Removes and returns all tasks of a host queue. */
    List<DeliveryTask> drain(HostQueue hostQueue) {
        List<DeliveryTask> all = hostQueue.drain();
        waiting.addAndGet(-all.size());
        return all;
    }

    /** Removes and returns all tasks. */
    List<DeliveryTask> drain() {
        List<DeliveryTask> all = new ArrayList<>();
        byKey.values().forEach(hostQueue -> all.addAll(drain(hostQueue)));
        return all;
    }

    /** Removes and returns the tasks that a stop covers. */
    List<DeliveryTask> drain(StopOrder.Scope scope) {
        List<DeliveryTask> covered = new ArrayList<>();
        byKey.values().forEach(hostQueue -> covered.addAll(hostQueue.drain(scope)));
        waiting.addAndGet(-covered.size());
        return covered;
    }

    /** Removes and returns up to {@code most} tasks of an account, the newest first. */
    List<DeliveryTask> drain(long accountId, int most) {
        List<DeliveryTask> all = new ArrayList<>();
        byKey.values()
                .forEach(hostQueue -> all.addAll(hostQueue.drain(accountId, most - all.size())));
        waiting.addAndGet(-all.size());
        return all;
    }

    void wakeAll() {
        byKey.values().forEach(hostQueue -> hostQueue.work().signalAll());
    }

    /** Whether no known host could be reached at the last try. */
    boolean wereAllUnreachable() {
        return !byKey.isEmpty() && byKey.values().stream().allMatch(HostQueue::wasUnreachable);
    }

    /** Whether all host queues are backing off. */
    boolean areAllBackingOff(long now) {
        return !byKey.isEmpty()
                && byKey.values().stream().allMatch(hostQueue -> hostQueue.backoffNanos(now) > 0);
    }

    /** Whether another host queue has more tasks than idle connections. */
    boolean othersNeedConnections(HostQueue except) {
        return byKey.values().stream()
                .anyMatch(other -> other != except && other.waiting() > other.idle());
    }

    /** Removes host queues that are not needed; true if none is left. */
    boolean removeEmpty(long now) {
        byKey.values().removeIf(hostQueue -> hostQueue.isEmpty(now));
        return byKey.isEmpty();
    }
}
