package io.mailyard.delivery;

import io.mailyard.delivery.DeliveryReport.DeliveryOutcome.Dropped;
import io.mailyard.policies.Isp;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Queues of all destinations that have or recently had mail. */
final class DestinationQueues {
    /**
     * Half a kilobyte each; above this number, queues whose rate limits are hardly used are
     * removed.
     */
    private static final int MAX_QUEUES = 50_000;

    /** A single account gets three quarters of the waiting tasks. */
    private static final int SHARE = 3;

    /** Tasks to lease for an unknown destination. */
    private static final int NEW_DESTINATION_LIMIT = 20;

    /**
     * Delay for a sender unknown to this node: mail may be leased just before the revision with its
     * sender is applied.
     */
    private static final Duration UNKNOWN_SENDER_DELAY = Duration.ofSeconds(1);

    private final ConcurrentHashMap<DestinationKey, DestinationQueue> queues =
            new ConcurrentHashMap<>();

    /**
     * Connections of each sender of the active revision: destinations that need one connection each
     * spread over its addresses.
     */
    private final ConcurrentHashMap<Long, AtomicInteger> rotations = new ConcurrentHashMap<>();

    private final EngineContext engine;
    private final Supplier<ActiveConfig> config;
    private final Supplier<Set<String>> usable;
    private final ReportBatcher reporter;
    private final InstantSource clock;

    /** Number of waiting tasks when an account reached its share; 0 if none did. */
    private volatile int limitedAt;

    /** Capacity kept free for accounts that have no mail here. */
    private final int reserve;

    DestinationQueues(
            EngineContext engine,
            Supplier<ActiveConfig> config,
            Supplier<Set<String>> usable,
            ReportBatcher reporter,
            InstantSource clock,
            int maxWaiting) {
        this.engine = engine;
        this.config = config;
        this.usable = usable;
        this.reporter = reporter;
        this.clock = clock;
        this.reserve = Math.max(2, maxWaiting / 16);
    }

    /** The destination of a task. */
    static DestinationKey keyOf(DeliveryTask task) {
        boolean other = task.isp().equals(Isp.OTHER);
        return new DestinationKey(task.senderId(), task.isp(), other ? task.domain() : "");
    }

    /** Lease capacity: tasks that could begin soon. */
    LeaseCapacity leaseCapacity(int most) {
        int each =
                (int)
                        Math.max(
                                1,
                                Math.min(
                                        NEW_DESTINATION_LIMIT,
                                        config.get().lowestMessagesPerInterval()));
        Map<DestinationKey, Integer> limits = new HashMap<>();
        queues.forEach((destination, queue) -> {
            int wanted = queue.capacity();
            if (wanted != each) {
                limits.put(destination, wanted);
            }
        });
        return new LeaseCapacity(
                most, each, limits, Math.max(1, most / (SHARE + 1)), accountLimits(most));
    }

    /**
     * Additional tasks for each account with waiting mail: no account holds more than a multiple of
     * what is free beyond the reserve, so mail of other accounts finds capacity.
     */
    private Map<Long, Integer> accountLimits(int free) {
        Map<Long, Integer> accounts = new HashMap<>();
        waitingByAccount()
                .forEach((account, held) -> {
                    int more = (SHARE * (free - reserve) - held) / (SHARE + 1);
                    accounts.put(account, Math.max(0, more));
                });
        return accounts;
    }

    private Map<Long, Integer> waitingByAccount() {
        Map<Long, Integer> waiting = new HashMap<>();
        queues.values().forEach(queue -> queue.addWaitingByAccount(waiting));
        return waiting;
    }

    /** If hardly any capacity is left, gives back tasks of the account with the most. */
    void freeCapacity(int free) {
        if (free >= reserve / 2) {
            return;
        }
        Map<Long, Integer> waiting = waitingByAccount();
        if (waiting.size() < 2) {
            return;
        }
        long largest = Collections.max(waiting.entrySet(), Map.Entry.comparingByValue()).getKey();
        int left = reserve - free;
        for (DestinationQueue queue : queues.values()) {
            left -= left > 0 ? queue.giveBack(largest, left) : 0;
        }
    }

    /** Enqueues the tasks leased for {@code capacity}. */
    void enqueue(List<DeliveryTask> tasks, LeaseCapacity capacity) {
        Map<Long, Integer> got = new HashMap<>();
        tasks.forEach(task -> got.merge(task.accountId(), 1, Integer::sum));
        boolean limited =
                capacity.accounts().entrySet().stream()
                                .anyMatch(entry ->
                                        got.getOrDefault(entry.getKey(), 0) >= entry.getValue())
                        || got.values().stream().anyMatch(many -> many >= capacity.perAccount());
        limitedAt = limited ? waiting() + tasks.size() : 0;
        Map<DestinationKey, List<DeliveryTask>> byDestination = new LinkedHashMap<>();
        for (DeliveryTask task : tasks) {
            byDestination
                    .computeIfAbsent(keyOf(task), destinationKey -> new ArrayList<>())
                    .add(task);
        }
        byDestination.forEach((destination, deliveryTasks) ->
                enqueue(
                        destination,
                        deliveryTasks,
                        capacity.destinations()
                                .getOrDefault(destination, capacity.perDestination())));
    }

    private void enqueue(DestinationKey destination, List<DeliveryTask> tasks, int asked) {
        Optional<SenderConfig> sender = config.get().sender(destination.senderId());
        if (sender.isEmpty()) {
            tasks.forEach(task -> engine.giveBack(task, UNKNOWN_SENDER_DELAY));
            return;
        }
        if (sender.get().strategyFor(destination.isp()).dropMessage()) {
            tasks.forEach(this::drop);
            return;
        }
        queues.computeIfAbsent(
                        destination,
                        destinationKey ->
                                new DestinationQueue(
                                        destinationKey,
                                        engine,
                                        sender.get(),
                                        rotations.computeIfAbsent(
                                                sender.get().id(), id -> new AtomicInteger()),
                                        usable.get()))
                .enqueue(tasks, asked);
    }

    private void drop(DeliveryTask task) {
        if (engine.isStopped(task)) {
            engine.giveBack(task, Duration.ZERO);
        } else {
            String words = "dropped by the sender's strategy";
            reporter.report(
                    DeliveryReport.unattempted(task, new Dropped(), clock.instant(), words));
        }
    }

    /** Applies a revision, or a change of available addresses. */
    void update() {
        ActiveConfig plan = config.get();
        rotations.keySet().removeIf(id -> plan.sender(id).isEmpty());
        queues.forEach((destination, queue) ->
                plan.sender(destination.senderId())
                        .ifPresentOrElse(
                                sender -> queue.update(sender, usable.get()),
                                () -> queue.giveBackAll(true)));
    }

    /** Gives back the tasks that a stop covers. */
    void giveBack(StopOrder.Scope scope) {
        queues.values().forEach(queue -> queue.giveBack(scope));
    }

    /** Gives back all tasks. */
    void giveBackAll(boolean forGood) {
        queues.values().forEach(queue -> queue.giveBackAll(forGood));
    }

    /** Drops waiting tasks, which belong to another lease by now. */
    void forgetWaiting() {
        queues.values().forEach(DestinationQueue::forgetWaiting);
    }

    void tick() {
        queues.values().forEach(DestinationQueue::tick);
        // Mail that an account's share excluded can be leased now.
        int before = limitedAt;
        if (before > 0 && waiting() < before - before / 8) {
            limitedAt = 0;
            engine.requestLease();
        }
    }

    /** Removes queues that are no longer needed. */
    void sweep() {
        boolean hard = queues.size() > MAX_QUEUES;
        queues.values().removeIf(queue -> queue.isDisposable(hard));
    }

    int size() {
        return queues.size();
    }

    int waiting() {
        return queues.values().stream().mapToInt(DestinationQueue::waiting).sum();
    }
}
