package io.mailyard.delivery;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.mailyard.delivery.StopOrder.Scope;
import io.mailyard.smtp.ConversationAbort;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
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
 * All attempts under way, and when the last of each kind began. The order of things makes stops
 * exact: an attempt is entered, then looks for orders; an order is noted, then looks for attempts.
 * One of the two sees the other.
 */
final class Attempts {
    /** Kinds whose last beginning is remembered: 100 octets each. */
    private static final int KINDS = 50_000;

    /** How long a host that is slow before DATA is waited for after a stop. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    /**
     * Longest wait of a stop for a command that was let through before it. The write is under way
     * in the system: to interrupt it, or to close the connection, takes back no octet that has gone
     * out, and the receipt would say that nothing follows while something does. A few hundred
     * octets take microseconds unless the host reads nothing; then they cannot reach it either.
     */
    private static final long CROSSING_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    /** What a scope can tell apart. */
    private record Kind(long senderId, long accountId, long campaignId, String isp) {}

    private final ActiveStops stops;
    private final Clock clock;
    private final Consumer<DeliveryTask> giveBack;
    private final BooleanSupplier holds;

    /** Bounded by the connections. */
    private final Set<Attempt> current = ConcurrentHashMap.newKeySet();

    private final Cache<Kind, AtomicLong> lastBegun =
            Caffeine.newBuilder().maximumSize(KINDS).build();
    private final LongAdder begun = new LongAdder();
    private volatile boolean halted = true;

    /**
     * @param holds whether what the node has leased is still its own
     */
    Attempts(
            ActiveStops stops,
            Clock clock,
            Consumer<DeliveryTask> giveBack,
            BooleanSupplier holds) {
        this.holds = holds;
        this.stops = stops;
        this.clock = clock;
        this.giveBack = giveBack;
    }

    /** Whether a parcel may not begin now. */
    boolean stopped(DeliveryTask parcel) {
        return halted || !holds.getAsBoolean() || stops.stops(parcel);
    }

    /** Begins one; empty where it may not: the parcels are given back then. */
    Optional<Attempt> begin(List<DeliveryTask> parcels, ConversationAbort hangup) {
        Instant now = clock.instant();
        Attempt attempt = new Attempt(parcels, now, hangup, holds);
        current.add(attempt);
        DeliveryTask first = attempt.first();
        if (stopped(first)) {
            if (attempt.cancel()) {
                parcels.forEach(giveBack);
            }
            current.remove(attempt);
            return Optional.empty();
        }
        Kind kind = new Kind(first.senderId(), first.accountId(), first.campaignId(), first.isp());
        lastBegun
                .get(kind, none -> new AtomicLong())
                .accumulateAndGet(now.toEpochMilli(), Math::max);
        begun.add(parcels.size());
        return Optional.of(attempt);
    }

    /** Ends one; false where it was taken back before: its outcomes count for nothing. */
    boolean end(Attempt attempt, int delivered) {
        current.remove(attempt);
        return attempt.end(delivered, clock.instant());
    }

    /** Begins nothing from now on, and takes back what is before DATA; or begins again. */
    void halt(boolean now) {
        halted = now;
        if (now) {
            for (Attempt attempt : current) {
                if (attempt.cancel()) {
                    takenBack(attempt);
                }
            }
        }
    }

    /** Takes back what the order covers and is before DATA; follows what is past it. */
    StopReceipt stop(StopOrder order, Consumer<StopReceipt> sink) {
        StopReceiptBuilder filler = new StopReceiptBuilder(order.seq(), sink);
        List<Attempt> met = new ArrayList<>();
        long last = lastBegun(order.scope());
        for (Attempt attempt : current) {
            if (order.scope().covers(attempt.first())) {
                last = Math.max(last, attempt.begun().toEpochMilli());
                switch (attempt.stop(filler)) {
                    case CANCELLED -> {
                        met.add(attempt);
                        takenBack(attempt);
                    }
                    case PAST_DATA -> met.add(attempt);
                    case OVER -> {
                        // Its end is on its way to the desk.
                    }
                }
            }
        }
        awaitCrossed(met);
        Optional<Instant> begunLast =
                last == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(last));
        return filler.first(clock.instant(), begunLast);
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
        for (Map.Entry<Kind, AtomicLong> one : lastBegun.asMap().entrySet()) {
            if (scope.covers(example(one.getKey()))) {
                last = Math.max(last, one.getValue().get());
            }
        }
        return last;
    }

    /** A scope is asked about parcels; this is one of the kind. */
    private static DeliveryTask example(Kind kind) {
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

    private void takenBack(Attempt attempt) {
        current.remove(attempt);
        attempt.parcels().forEach(giveBack);
        Thread.ofVirtual()
                .name("hurry")
                .start(() -> {
                    try {
                        Thread.sleep(GRACE);
                    } catch (InterruptedException never) {
                        Thread.currentThread().interrupt();
                    }
                    attempt.hangup().now();
                });
    }

    /** Breaks off all that is under way. */
    void hangUp() {
        current.forEach(attempt -> attempt.hangup().now());
    }

    int size() {
        return current.size();
    }

    /** Recipients attempted since the start. */
    long begun() {
        return begun.sum();
    }
}
