package io.mailyard.delivery;

import io.mailyard.delivery.Report.Outcome.Deferred;
import io.mailyard.delivery.Report.Outcome.GivenBack;
import io.mailyard.house.Await;
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

/** A desk in memory: what is put comes back until it has ended, as the queue does it. */
final class MemoryDesk implements Desk {
    private record Due(Parcel parcel, long at) {}

    private final Map<Destination, ArrayDeque<Parcel>> ready = new LinkedHashMap<>();
    private final PriorityQueue<Due> later =
            new PriorityQueue<>((one, other) -> Long.compare(one.at(), other.at()));
    private final Map<Long, Parcel> leased = new HashMap<>();
    private final Map<Long, byte[]> contents = new HashMap<>();
    private final List<Report> reports = new ArrayList<>();
    private final List<Receipt> receipts = new ArrayList<>();
    private final List<Wants> wants = new ArrayList<>();
    private final Set<Long> held = new HashSet<>();
    private long newestStop;
    private boolean away;
    private boolean keeping = true;
    private volatile boolean lost;
    private long ended;

    /** Has it forget what it was told, but for a count. */
    synchronized MemoryDesk counting() {
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

    /** Parcels leased from now on know of this stop. */
    synchronized void newestStop(long seq) {
        newestStop = seq;
    }

    /** Leases nothing of that account any more. */
    synchronized void hold(long accountId) {
        held.add(accountId);
        ready.values().forEach(queue -> queue.removeIf(one -> one.accountId() == accountId));
    }

    synchronized void put(long messageId, byte[] content, List<Parcel> parcels) {
        contents.put(messageId, content);
        for (Parcel parcel : parcels) {
            ready(parcel);
        }
    }

    private void ready(Parcel parcel) {
        if (held.contains(parcel.accountId())) {
            return;
        }
        ready.computeIfAbsent(Outlets.destination(parcel), one -> new ArrayDeque<>()).add(parcel);
    }

    @Override
    public synchronized List<Parcel> lease(Wants wanted) {
        check();
        if (keeping) {
            wants.add(wanted);
        }
        while (!later.isEmpty() && later.peek().at() <= System.nanoTime()) {
            ready(later.remove().parcel());
        }
        List<Parcel> given = new ArrayList<>();
        ready.forEach((destination, queue) -> {
            int most = wanted.limits().getOrDefault(destination, wanted.each());
            for (int i = 0; i < most && given.size() < wanted.most(); i++) {
                Parcel parcel = queue.poll();
                if (parcel == null) {
                    break;
                }
                Parcel known = knowing(parcel);
                leased.put(parcel.id(), known);
                given.add(known);
            }
        });
        return given;
    }

    private Parcel knowing(Parcel p) {
        return new Parcel(
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
                p.keys());
    }

    @Override
    public synchronized byte[] content(long messageId) {
        check();
        byte[] content = contents.get(messageId);
        if (content == null) {
            throw new IllegalStateException("no message " + messageId);
        }
        return content;
    }

    @Override
    public synchronized void report(List<Report> told) {
        check();
        for (Report report : told) {
            Parcel parcel = leased.remove(report.parcelId());
            if (parcel == null) {
                throw new AssertionError("told of a parcel that is not leased: " + report);
            }
            switch (report.outcome()) {
                case GivenBack(Duration delay) -> later(parcel, delay);
                case Deferred deferred -> {
                    // Tests look at the delay; nobody waits for it.
                }
                case Report.Outcome.Delivered taken -> ended++;
                case Report.Outcome.Bounced no -> ended++;
                case Report.Outcome.Expired late -> ended++;
                case Report.Outcome.Dropped dropped -> ended++;
            }
            if (keeping) {
                reports.add(report);
            }
        }
    }

    private void later(Parcel parcel, Duration delay) {
        later.add(new Due(parcel, System.nanoTime() + delay.toNanos()));
    }

    @Override
    public synchronized void receipt(Receipt receipt) {
        check();
        receipts.add(receipt);
    }

    private void check() {
        if (away) {
            throw new DeskAway("told to be away");
        }
    }

    synchronized List<Report> reports() {
        return List.copyOf(reports);
    }

    /** Those that were attempted. */
    List<Report> results() {
        return reports().stream()
                .filter(report -> !(report.outcome() instanceof GivenBack))
                .toList();
    }

    /** Waits for so many results. */
    List<Report> awaitResults(int many) {
        Await.until(() -> results().size() >= many);
        return results();
    }

    synchronized List<Receipt> receipts() {
        return List.copyOf(receipts);
    }

    synchronized List<Wants> wants() {
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
