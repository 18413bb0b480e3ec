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

/** All that waits in an outlet. Guarded by it. */
final class PendingMail {
    private final Map<HostQueue.Key, HostQueue> byKey = new LinkedHashMap<>();
    private final Supplier<Condition> conditions;
    private final AtomicInteger waiting = new AtomicInteger();

    PendingMail(Supplier<Condition> conditions) {
        this.conditions = conditions;
    }

    /** The line with that key, a new one where there was none. */
    HostQueue of(HostQueue.Key key) {
        return byKey.computeIfAbsent(key, one -> new HostQueue(one, conditions.get()));
    }

    Collection<HostQueue> all() {
        return byKey.values();
    }

    /** Parcels in all of them; read without the lock too. */
    int waiting() {
        return waiting.get();
    }

    void add(HostQueue line, DeliveryTask parcel, long now) {
        line.add(parcel, now);
        waiting.incrementAndGet();
    }

    void addFirst(HostQueue line, List<DeliveryTask> parcels, long now) {
        line.addFirst(parcels, now);
        waiting.addAndGet(parcels.size());
    }

    /** As {@link HostQueue#next}. */
    List<DeliveryTask> next(HostQueue line, int most, Predicate<DeliveryTask> shares) {
        List<DeliveryTask> batch = line.next(most, shares);
        waiting.addAndGet(-batch.size());
        return batch;
    }

    /** Takes out all of a line. */
    List<DeliveryTask> drain(HostQueue line) {
        List<DeliveryTask> all = line.drain();
        waiting.addAndGet(-all.size());
        return all;
    }

    /** Takes out all. */
    List<DeliveryTask> drain() {
        List<DeliveryTask> all = new ArrayList<>();
        byKey.values().forEach(line -> all.addAll(drain(line)));
        return all;
    }

    /** Takes out what a stop covers. */
    List<DeliveryTask> drain(StopOrder.Scope scope) {
        List<DeliveryTask> covered = new ArrayList<>();
        byKey.values().forEach(line -> covered.addAll(line.drain(scope)));
        waiting.addAndGet(-covered.size());
        return covered;
    }

    /** Takes out up to {@code most} of an account, the last first. */
    List<DeliveryTask> drain(long accountId, int most) {
        List<DeliveryTask> all = new ArrayList<>();
        byKey.values().forEach(line -> all.addAll(line.drain(accountId, most - all.size())));
        waiting.addAndGet(-all.size());
        return all;
    }

    void wakeAll() {
        byKey.values().forEach(line -> line.work().signalAll());
    }

    /** Whether none of the hosts known could be reached at last. */
    boolean areDoubtful() {
        return !byKey.isEmpty() && byKey.values().stream().allMatch(HostQueue::isDoubtful);
    }

    /** Whether all rest. */
    boolean rest(long now) {
        return !byKey.isEmpty() && byKey.values().stream().allMatch(line -> line.rest(now) > 0);
    }

    /** Whether another line has more to do than connections for it. */
    boolean othersWait(HostQueue but) {
        return byKey.values().stream()
                .anyMatch(other -> other != but && other.waiting() > other.idle());
    }

    /** Forgets those that nothing would be lost of; true where none is left. */
    boolean forget(long now) {
        byKey.values().removeIf(line -> line.isEmpty(now));
        return byKey.isEmpty();
    }
}
