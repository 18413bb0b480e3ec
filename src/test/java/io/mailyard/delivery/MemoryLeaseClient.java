package io.mailyard.delivery;

import io.mailyard.base.TraceId;
import io.mailyard.delivery.DeliveryReport.DeliveryOutcome.DeliveryDeferred;
import io.mailyard.delivery.DeliveryReport.DeliveryOutcome.Requeued;
import io.mailyard.testing.Await;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** A lease client in memory: leases tasks until they have ended, as the queue does. */
final class MemoryLeaseClient implements LeaseClient {
    private record DueTask(DeliveryTask task, long at) {}

    private final Map<DestinationKey, ArrayDeque<DeliveryTask>> ready = new LinkedHashMap<>();
    private final PriorityQueue<DueTask> later =
            new PriorityQueue<>((due, other) -> Long.compare(due.at(), other.at()));
    private final Map<Long, DeliveryTask> leased = new HashMap<>();
    private final Map<Long, byte[]> contents = new HashMap<>();
    private final List<DeliveryReport> reports = new ArrayList<>();
    private final List<StopReceipt> receipts = new ArrayList<>();
    private final List<LeaseCapacity> wants = new ArrayList<>();
    private final Set<Long> held = new HashSet<>();
    private long newestStop;
    private TraceId trace = TraceId.NONE;
    private boolean unreadable;
    private boolean away;
    private boolean keeping = true;
    private volatile boolean lost;
    private long ended;

    /** Has it forget what it was told, but for a count. */
    synchronized MemoryLeaseClient counting() {
        keeping = false;
        return this;
    }

    synchronized void away(boolean now) {
        away = now;
    }

    /** As if the server was not heard of for as long as a lease lasts. */
    void loses(boolean now) {
        lost = now;
    }

    @Override
    public boolean holds() {
        return !lost;
    }

    /** Tasks leased from now on know of this stop. */
    synchronized void newestStop(long seq) {
        newestStop = seq;
    }

    /** Leases nothing of that account any more. */
    synchronized void hold(long accountId) {
        held.add(accountId);
        ready.values()
                .forEach(queue ->
                        queue.removeIf(deliveryTask -> deliveryTask.accountId() == accountId));
    }

    /** Tasks leased from now on are of this trace, and their messages cannot be read. */
    synchronized void unreadable(TraceId traced) {
        trace = traced;
        unreadable = true;
    }

    synchronized void put(long messageId, byte[] content, List<DeliveryTask> tasks) {
        contents.put(messageId, content);
        for (DeliveryTask task : tasks) {
            ready(task);
        }
    }

    private void ready(DeliveryTask task) {
        if (held.contains(task.accountId())) {
            return;
        }
        ready.computeIfAbsent(DestinationQueues.keyOf(task), destinationKey -> new ArrayDeque<>())
                .add(task);
    }

    @Override
    public synchronized List<DeliveryTask> lease(LeaseCapacity wanted) {
        check();
        if (keeping) {
            wants.add(wanted);
        }
        while (!later.isEmpty() && later.peek().at() <= System.nanoTime()) {
            ready(later.remove().task());
        }
        List<DeliveryTask> tasks = new ArrayList<>();
        ready.forEach((destination, queue) -> {
            int most = wanted.destinations().getOrDefault(destination, wanted.perDestination());
            for (int i = 0; i < most && tasks.size() < wanted.total(); i++) {
                DeliveryTask task = queue.poll();
                if (task == null) {
                    break;
                }
                DeliveryTask known = knowing(task);
                leased.put(task.id(), known);
                tasks.add(known);
            }
        });
        return tasks;
    }

    private DeliveryTask knowing(DeliveryTask p) {
        return new DeliveryTask(
                p.id(),
                p.messageId(),
                p.accountId(),
                p.campaignId(),
                p.senderId(),
                p.isp(),
                p.domain(),
                p.envelopeFrom(),
                p.recipient(),
                p.attempts(),
                p.expiresAt(),
                p.lastIp(),
                p.size(),
                newestStop,
                p.overrides(),
                p.unaltered(),
                p.keys(),
                p.lease(),
                trace);
    }

    @Override
    public synchronized byte[] content(long messageId) {
        check();
        byte[] content = contents.get(messageId);
        if (content == null || unreadable) {
            throw new IllegalStateException("no message " + messageId);
        }
        return content;
    }

    @Override
    public synchronized void report(List<DeliveryReport> told) {
        check();
        for (DeliveryReport report : told) {
            DeliveryTask task = leased.remove(report.taskId());
            if (task == null) {
                throw new AssertionError("report of a task that is not leased: " + report);
            }
            switch (report.outcome()) {
                case Requeued(Duration delay) -> later(task, delay);
                case DeliveryDeferred deferred -> {
                    // Tests look at the delay; nobody waits for it.
                }
                case DeliveryReport.DeliveryOutcome.Delivered taken -> ended++;
                case DeliveryReport.DeliveryOutcome.Bounced no -> ended++;
                case DeliveryReport.DeliveryOutcome.DeliveryExpired late -> ended++;
                case DeliveryReport.DeliveryOutcome.Dropped dropped -> ended++;
            }
            if (keeping) {
                reports.add(report);
            }
        }
    }

    private void later(DeliveryTask task, Duration delay) {
        later.add(new DueTask(task, System.nanoTime() + delay.toNanos()));
    }

    @Override
    public synchronized void receipt(StopReceipt receipt) {
        check();
        receipts.add(receipt);
    }

    private void check() {
        if (away) {
            throw new ServerUnavailable("told to be away");
        }
    }

    synchronized List<DeliveryReport> reports() {
        return List.copyOf(reports);
    }

    /** Those that were attempted. */
    List<DeliveryReport> results() {
        return reports().stream()
                .filter(report -> !(report.outcome() instanceof Requeued))
                .toList();
    }

    /** Waits for so many results. */
    List<DeliveryReport> awaitResults(int many) {
        Await.until(() -> results().size() >= many);
        return results();
    }

    synchronized List<StopReceipt> receipts() {
        return List.copyOf(receipts);
    }

    synchronized List<LeaseCapacity> wants() {
        return List.copyOf(wants);
    }

    synchronized int leased() {
        return leased.size();
    }

    synchronized long ended() {
        return ended;
    }

    /** What waits for its time, in seconds from now on. */
    synchronized List<Long> delays() {
        return later.stream()
                .map(due -> TimeUnit.NANOSECONDS.toSeconds(due.at() - System.nanoTime()))
                .toList();
    }
}
