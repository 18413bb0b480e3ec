package io.mailyard.delivery;

import io.mailyard.smtp.RecipientOutcome;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.function.Predicate;

/**
 * What waits in an outlet for the same hosts, and how those hosts do. Accounts take turns, each in
 * the order in which its mail came: one that has little does not wait behind one that has much.
 * Guarded by its outlet.
 */
final class HostQueue {
    /** RFC 5321 lets a host stop at a hundred; half is enough to share what can be shared. */
    static final int MAX_BATCH = 50;

    private static final Duration FIRST_REST = Duration.ofSeconds(1);
    private static final Duration LONGEST_REST = Duration.ofMinutes(5);

    /** How long no further connection is begun where a host wants no more of them. */
    private static final long CALM = TimeUnit.SECONDS.toNanos(2);

    /**
     * What mail has in common that can go by one connection.
     *
     * @param helo the name it must be greeted by; empty: that of the source
     * @param ip the source it must go from; empty: any
     */
    record Key(String domain, String helo, String ip) {}

    /** A parcel and since when it waits, by {@link System#nanoTime}. */
    record Waiting(DeliveryTask parcel, long since) {}

    private final Key key;
    private final Condition work;

    /** By account, in the order of their turns; none of them is empty. */
    private final LinkedHashMap<Long, ArrayDeque<Waiting>> waiting = new LinkedHashMap<>();

    private int size;
    private int largest = MAX_BATCH;
    private int connections;
    private int open;
    private int idle;
    private int failures;
    private boolean reached;
    private volatile boolean greeted;
    private volatile boolean answered;
    private long restUntil;
    private long calmUntil = System.nanoTime() - CALM;

    HostQueue(Key key, Condition work) {
        this.key = key;
        this.work = work;
    }

    Key key() {
        return key;
    }

    Condition work() {
        return work;
    }

    void add(DeliveryTask parcel, long now) {
        waiting.computeIfAbsent(parcel.accountId(), _ -> new ArrayDeque<>())
                .add(new Waiting(parcel, now));
        size++;
    }

    /** Puts back at the front what was taken and not attempted. */
    void addFirst(List<DeliveryTask> parcels, long now) {
        for (DeliveryTask parcel : parcels.reversed()) {
            ArrayDeque<Waiting> own = waiting.getOrDefault(parcel.accountId(), new ArrayDeque<>());
            own.addFirst(new Waiting(parcel, now));
            waiting.putFirst(parcel.accountId(), own);
            size++;
        }
    }

    int waiting() {
        return size;
    }

    /** Whose turn it is; 0: nothing waits. */
    long nextAccount() {
        return waiting.isEmpty() ? 0 : waiting.firstEntry().getKey();
    }

    /** Adds what waits of each account. */
    void count(Map<Long, Integer> sums) {
        waiting.forEach((account, own) -> sums.merge(account, own.size(), Integer::sum));
    }

    /** Whether one of its hosts has ever greeted us, as far as is remembered. */
    boolean hasGreeted() {
        return greeted;
    }

    /** Whether the last host that was offered a message answered, as far as is remembered. */
    boolean hasAnswered() {
        return answered;
    }

    /**
     * Notes what came of a message that a host was offered; what we withheld says nothing of it.
     */
    void offered(List<RecipientOutcome> outcomes) {
        List<RecipientOutcome> told =
                outcomes.stream()
                        .filter(one -> !(one instanceof RecipientOutcome.Withheld))
                        .toList();
        if (!told.isEmpty()) {
            answered = !told.stream().allMatch(one -> one instanceof RecipientOutcome.Broken);
        }
    }

    /** Since when the one waits that waits longest; {@code now} where none does. */
    long oldest(long now) {
        long longest = 0;
        for (ArrayDeque<Waiting> own : waiting.values()) {
            longest = Math.max(longest, now - own.getFirst().since());
        }
        return now - longest;
    }

    /**
     * The next one, with those behind it that can share its transaction; empty: there is none.
     *
     * @param shares whether one may share a transaction at all
     */
    List<DeliveryTask> next(int most, Predicate<DeliveryTask> shares) {
        Map.Entry<Long, ArrayDeque<Waiting>> turn = waiting.pollFirstEntry();
        if (turn == null) {
            return List.of();
        }
        ArrayDeque<Waiting> own = turn.getValue();
        DeliveryTask first = own.remove().parcel();
        List<DeliveryTask> batch = new ArrayList<>(1);
        batch.add(first);
        int limit = shares.test(first) ? Math.min(most, largest) : 1;
        while (batch.size() < limit) {
            Waiting next = own.peek();
            if (next == null || !together(first, next.parcel()) || !shares.test(next.parcel())) {
                break;
            }
            batch.add(own.remove().parcel());
        }
        if (!own.isEmpty()) {
            waiting.putLast(turn.getKey(), own);
        }
        size -= batch.size();
        return batch;
    }

    private static boolean together(DeliveryTask one, DeliveryTask other) {
        return one.messageId() == other.messageId()
                && one.accountId() == other.accountId()
                && one.campaignId() == other.campaignId()
                && one.stopSeq() == other.stopSeq()
                && one.envelopeFrom().equals(other.envelopeFrom())
                && one.overrides().equals(other.overrides());
    }

    /** Its hosts take so many recipients in a transaction. */
    void limit(int recipients) {
        largest = Math.clamp(recipients, 1, MAX_BATCH);
    }

    /** Takes out all. */
    List<DeliveryTask> drain() {
        List<DeliveryTask> all = new ArrayList<>(size);
        waiting.values().forEach(own -> own.forEach(one -> all.add(one.parcel())));
        waiting.clear();
        size = 0;
        return all;
    }

    /** Takes out what a stop covers. */
    List<DeliveryTask> drain(StopOrder.Scope scope) {
        List<DeliveryTask> covered = new ArrayList<>();
        for (ArrayDeque<Waiting> own : waiting.values()) {
            own.removeIf(one -> scope.covers(one.parcel()) && covered.add(one.parcel()));
        }
        waiting.values().removeIf(ArrayDeque::isEmpty);
        size -= covered.size();
        return covered;
    }

    /** Takes out up to {@code most} of an account, the last first. */
    List<DeliveryTask> drain(long accountId, int most) {
        List<DeliveryTask> taken = new ArrayList<>();
        ArrayDeque<Waiting> own = waiting.get(accountId);
        while (own != null && !own.isEmpty() && taken.size() < most) {
            taken.add(own.removeLast().parcel());
        }
        if (own != null && own.isEmpty()) {
            waiting.remove(accountId);
        }
        size -= taken.size();
        return taken;
    }

    int connections() {
        return connections;
    }

    /** Connections that were greeted. */
    int open() {
        return open;
    }

    int idle() {
        return idle;
    }

    void connections(int change) {
        connections += change;
    }

    void open(int change) {
        open += change;
    }

    void idle(int change) {
        idle += change;
    }

    /** Its hosts can be reached. */
    void reached() {
        failures = 0;
        greeted = true;
        reached = true;
    }

    /** None of its hosts could be reached: it rests, longer each time. */
    Duration unreached(long now) {
        long millis = FIRST_REST.toMillis() << Math.min(failures, 20);
        Duration rest = Duration.ofMillis(Math.min(millis, LONGEST_REST.toMillis()));
        failures++;
        reached = false;
        restUntil = now + rest.toNanos();
        return rest;
    }

    /** Its hosts want no further connection for now. */
    void calm(long now) {
        calmUntil = now + CALM;
    }

    /** How long it still rests, in nanoseconds; 0: it does not. */
    long rest(long now) {
        return failures == 0 ? 0 : Math.max(0, restUntil - now);
    }

    /** Whether its hosts could not be reached at last: then one connection tries. */
    boolean isDoubtful() {
        return failures > 0;
    }

    /** Whether another connection makes sense: until a host was reached, only one tries. */
    boolean mayConnect(long now) {
        return rest(now) == 0 && calmUntil - now <= 0 && (reached || connections == 0);
    }

    /** Whether it can be forgotten. */
    boolean isEmpty(long now) {
        return size == 0 && connections == 0 && (failures == 0 || rest(now) == 0);
    }
}
