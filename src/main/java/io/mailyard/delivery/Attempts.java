package io.mailyard.delivery;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.mailyard.delivery.StopOrder.Scope;
import io.mailyard.smtp.ConversationAbort;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Running attempts, and when the last attempt of each kind began. Race-free by ordering: an attempt
 * registers before it checks for stops, and a stop is recorded before it scans attempts, so at
 * least one sees the other.
 */
final class Attempts {
    /** Attempt kinds whose last start is remembered, 100 octets each. */
    private static final int MAX_KINDS = 50_000;

    /** Grace period after a stop for a host that is slow before DATA. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    /**
     * Maximum time a stop waits for a command that passed the gate before it. The operating system
     * is already writing: interrupting the write or closing the connection would not recall octets
     * that have left, and the receipt would claim that nothing follows. A few hundred octets take
     * microseconds unless the host reads nothing, and then they do not reach it either.
     */
    private static final long CROSSING_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    /** The properties by which stop scopes distinguish attempts. */
    private record AttemptKind(long senderId, long accountId, long campaignId, String isp) {}

    private final ActiveStops stops;
    private final InstantSource clock;
    private final Consumer<DeliveryTask> giveBack;
    private final BooleanSupplier leased;

    /** Bounded by the number of connections. */
    private final Set<Attempt> current = ConcurrentHashMap.newKeySet();

    private final Cache<AttemptKind, AtomicLong> lastBegun =
            Caffeine.newBuilder().maximumSize(MAX_KINDS).build();
    private final LongAdder begun = new LongAdder();
    private volatile boolean halted = true;

    /**
     * @param holds whether the node's lease is still valid
     */
    Attempts(
            ActiveStops stops,
            InstantSource clock,
            Consumer<DeliveryTask> giveBack,
            BooleanSupplier holds) {
        this.leased = holds;
        this.stops = stops;
        this.clock = clock;
        this.giveBack = giveBack;
    }

    /** Whether the task must not begin now. */
    boolean isStopped(DeliveryTask task) {
        return halted || !leased.getAsBoolean() || stops.isStopped(task);
    }

    /** Begins an attempt; empty if it must not begin, in which case the tasks are given back. */
    Optional<Attempt> begin(List<DeliveryTask> tasks, ConversationAbort abort) {
        Instant now = clock.instant();
        Attempt attempt = new Attempt(tasks, now, abort, leased);
        current.add(attempt);
        DeliveryTask first = attempt.first();
        if (isStopped(first)) {
            if (attempt.cancel()) {
                tasks.forEach(giveBack);
            }
            current.remove(attempt);
            return Optional.empty();
        }
        AttemptKind kind =
                new AttemptKind(
                        first.senderId(), first.accountId(), first.campaignId(), first.isp());
        lastBegun
                .get(kind, none -> new AtomicLong())
                .accumulateAndGet(now.toEpochMilli(), Math::max);
        begun.add(tasks.size());
        return Optional.of(attempt);
    }

    /**
     * Ends an attempt; false if it was cancelled before, in which case its outcomes are discarded.
     */
    boolean end(Attempt attempt, int delivered) {
        current.remove(attempt);
        return attempt.end(delivered, clock.instant());
    }

    /** Halts: begins no attempt from now on and cancels those before DATA; or resumes. */
    void setHalted(boolean now) {
        halted = now;
        if (now) {
            for (Attempt attempt : current) {
                if (attempt.cancel()) {
                    giveBackAll(attempt);
                }
            }
        }
    }

    /**
     * Cancels the attempts that the order covers and that are before DATA, and follows those past
     * it.
     */
    StopReceipt stop(StopOrder order, Consumer<StopReceipt> sink) {
        StopReceiptBuilder receipt = new StopReceiptBuilder(order.seq(), sink);
        List<Attempt> met = new ArrayList<>();
        long last = lastBegun(order.scope());
        for (Attempt attempt : current) {
            if (order.scope().covers(attempt.first())) {
                last = Math.max(last, attempt.begun().toEpochMilli());
                switch (attempt.stop(receipt)) {
                    case CANCELLED -> {
                        met.add(attempt);
                        giveBackAll(attempt);
                    }
                    case PAST_DATA -> met.add(attempt);
                    case ENDED -> {
                        // Its report is already on its way to the server.
                    }
                }
            }
        }
        awaitCrossed(met);
        Optional<Instant> begunLast =
                last == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(last));
        return receipt.firstReceipt(clock.instant(), begunLast);
    }

    private static void awaitCrossed(List<Attempt> met) {
        long end = System.nanoTime() + CROSSING_NANOS;
        try {
            for (Attempt attempt : met) {
                attempt.awaitCrossed(Math.max(0, end - System.nanoTime()));
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private long lastBegun(Scope scope) {
        long last = 0;
        for (Map.Entry<AttemptKind, AtomicLong> entry : lastBegun.asMap().entrySet()) {
            if (scope.covers(example(entry.getKey()))) {
                last = Math.max(last, entry.getValue().get());
            }
        }
        return last;
    }

    /** A sample task of the kind, since scopes match tasks. */
    private static DeliveryTask example(AttemptKind kind) {
        return new DeliveryTask(
                0,
                0,
                kind.accountId(),
                kind.campaignId(),
                kind.senderId(),
                kind.isp(),
                "",
                "",
                "",
                0,
                Instant.EPOCH,
                "",
                0,
                0);
    }

    private void giveBackAll(Attempt attempt) {
        current.remove(attempt);
        attempt.tasks().forEach(giveBack);
        Thread.ofVirtual()
                .name("hurry")
                .start(() -> {
                    try {
                        Thread.sleep(GRACE);
                    } catch (InterruptedException never) {
                        Thread.currentThread().interrupt();
                    }
                    attempt.abort().abort();
                });
    }

    /** Aborts all running attempts. */
    void hangUp() {
        current.forEach(attempt -> attempt.abort().abort());
    }

    int size() {
        return current.size();
    }

    /** Number of recipients attempted since the start. */
    long begun() {
        return begun.sum();
    }
}
