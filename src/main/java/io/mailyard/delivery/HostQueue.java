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
 * Waiting tasks of a destination queue for the same hosts, and the state of those hosts. Accounts
 * take turns, each in order of arrival: an account with little mail does not wait behind one with
 * much. Guarded by the lock of its destination queue.
 */
final class HostQueue {
    /** RFC 5321 allows a limit of a hundred; half of that is enough to share transactions. */
    static final int MAX_BATCH = 50;

    private static final Duration FIRST_BACKOFF = Duration.ofSeconds(1);
    private static final Duration LONGEST_BACKOFF = Duration.ofMinutes(5);

    /**
     * Time in nanoseconds that no further connection is opened after a host accepted no more of
     * them.
     */
    private static final long NO_CONNECT_NANOS = TimeUnit.SECONDS.toNanos(2);

    /**
     * Properties shared by mail that can use the same connection.
     *
     * @param helo required EHLO name; empty to use the source's name
     * @param ip required source address; empty if any
     */
    record HostQueueKey(String domain, String helo, String ip) {}

    /** A task and its arrival, by {@link System#nanoTime}. */
    record WaitingTask(DeliveryTask task, long since) {}

    private final HostQueueKey key;
    private final Condition work;

    /** By account in order of turn; no deque is empty. */
    private final LinkedHashMap<Long, ArrayDeque<WaitingTask>> waiting = new LinkedHashMap<>();

    private int size;
    private int maxRecipients = MAX_BATCH;
    private int connections;
    private int open;
    private int idle;
    private int failures;
    private boolean reached;
    private volatile boolean greeted;
    private volatile boolean answered;
    private long backoffUntil;
    private long noConnectUntil = System.nanoTime() - NO_CONNECT_NANOS;

    HostQueue(HostQueueKey key, Condition work) {
        this.key = key;
        this.work = work;
    }

    HostQueueKey key() {
        return key;
    }

    Condition work() {
        return work;
    }

    void add(DeliveryTask task, long now) {
        waiting.computeIfAbsent(task.accountId(), _ -> new ArrayDeque<>())
                .add(new WaitingTask(task, now));
        size++;
    }

    /** Puts back tasks at the front that were taken and not attempted. */
    void addFirst(List<DeliveryTask> tasks, long now) {
        for (DeliveryTask task : tasks.reversed()) {
            ArrayDeque<WaitingTask> own =
                    waiting.getOrDefault(task.accountId(), new ArrayDeque<>());
            own.addFirst(new WaitingTask(task, now));
            waiting.putFirst(task.accountId(), own);
            size++;
        }
    }

    int waiting() {
        return size;
    }

    /** The account whose turn is next; 0 if no task is waiting. */
    long nextAccount() {
        return waiting.isEmpty() ? 0 : waiting.firstEntry().getKey();
    }

    /** Adds the number of waiting tasks of each account. */
    void addWaitingByAccount(Map<Long, Integer> sums) {
        waiting.forEach((account, own) -> sums.merge(account, own.size(), Integer::sum));
    }

    /** Whether a host has ever greeted, as far as is known. */
    boolean hasGreeted() {
        return greeted;
    }

    /** Whether the last host that was offered a message replied, as far as is known. */
    boolean hasAnswered() {
        return answered;
    }

    /** Records the outcomes of a message offered to a host; those not sent do not count. */
    void recordOutcomes(List<RecipientOutcome> outcomes) {
        List<RecipientOutcome> replies =
                outcomes.stream()
                        .filter(recipientOutcome ->
                                !(recipientOutcome instanceof RecipientOutcome.NotSent))
                        .toList();
        if (!replies.isEmpty()) {
            answered =
                    !replies.stream()
                            .allMatch(recipientOutcome ->
                                    recipientOutcome instanceof RecipientOutcome.ConnectionLost);
        }
    }

    /** Arrival of the oldest waiting task; {@code now} if there is none. */
    long oldest(long now) {
        long longest = 0;
        for (ArrayDeque<WaitingTask> own : waiting.values()) {
            longest = Math.max(longest, now - own.getFirst().since());
        }
        return now - longest;
    }

    /**
     * The next task, with those behind it that can share its transaction; empty if there is none.
     *
     * @param shares whether a task may share a transaction
     */
    List<DeliveryTask> next(int most, Predicate<DeliveryTask> shares) {
        Map.Entry<Long, ArrayDeque<WaitingTask>> turn = waiting.pollFirstEntry();
        if (turn == null) {
            return List.of();
        }
        ArrayDeque<WaitingTask> own = turn.getValue();
        DeliveryTask first = own.remove().task();
        List<DeliveryTask> batch = new ArrayList<>(1);
        batch.add(first);
        int limit = shares.test(first) ? Math.min(most, maxRecipients) : 1;
        while (batch.size() < limit) {
            WaitingTask next = own.peek();
            if (next == null
                    || !canShareTransaction(first, next.task())
                    || !shares.test(next.task())) {
                break;
            }
            batch.add(own.remove().task());
        }
        if (!own.isEmpty()) {
            waiting.putLast(turn.getKey(), own);
        }
        size -= batch.size();
        return batch;
    }

    private static boolean canShareTransaction(DeliveryTask deliveryTask, DeliveryTask other) {
        return deliveryTask.messageId() == other.messageId()
                && deliveryTask.accountId() == other.accountId()
                && deliveryTask.campaignId() == other.campaignId()
                && deliveryTask.stopSeq() == other.stopSeq()
                && deliveryTask.envelopeFrom().equals(other.envelopeFrom())
                && deliveryTask.overrides().equals(other.overrides());
    }

    /** Limits the recipients per transaction to what the hosts accept. */
    void limitRecipients(int recipients) {
        maxRecipients = Math.clamp(recipients, 1, MAX_BATCH);
    }

    /** Removes and returns all tasks. */
    List<DeliveryTask> drain() {
        List<DeliveryTask> all = new ArrayList<>(size);
        waiting.values().forEach(own -> own.forEach(one -> all.add(one.task())));
        waiting.clear();
        size = 0;
        return all;
    }

    /** Removes and returns the tasks that a stop covers. */
    List<DeliveryTask> drain(StopOrder.Scope scope) {
        List<DeliveryTask> covered = new ArrayList<>();
        for (ArrayDeque<WaitingTask> own : waiting.values()) {
            own.removeIf(one -> scope.covers(one.task()) && covered.add(one.task()));
        }
        waiting.values().removeIf(ArrayDeque::isEmpty);
        size -= covered.size();
        return covered;
    }

    /** Removes and returns up to {@code most} tasks of an account, the newest first. */
    List<DeliveryTask> drain(long accountId, int most) {
        List<DeliveryTask> taken = new ArrayList<>();
        ArrayDeque<WaitingTask> own = waiting.get(accountId);
        while (own != null && !own.isEmpty() && taken.size() < most) {
            taken.add(own.removeLast().task());
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

    /** Number of connections whose host has greeted. */
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

    /** Records that a host has greeted. */
    void recordGreeting() {
        failures = 0;
        greeted = true;
        reached = true;
    }

    /** Records that no host could be reached: backs off, longer each time. */
    Duration backOff(long now) {
        long millis = FIRST_BACKOFF.toMillis() << Math.min(failures, 20);
        Duration rest = Duration.ofMillis(Math.min(millis, LONGEST_BACKOFF.toMillis()));
        failures++;
        reached = false;
        backoffUntil = now + rest.toNanos();
        return rest;
    }

    /** Opens no further connection for a while. */
    void pauseNewConnections(long now) {
        noConnectUntil = now + NO_CONNECT_NANOS;
    }

    /** Remaining back-off in nanoseconds; 0 if none. */
    long backoffNanos(long now) {
        return failures == 0 ? 0 : Math.max(0, backoffUntil - now);
    }

    /** Whether the hosts could not be reached at the last try, so only one connection tries. */
    boolean wasUnreachable() {
        return failures > 0;
    }

    /** Whether another connection is useful: until a host has greeted, only one tries. */
    boolean mayConnect(long now) {
        return backoffNanos(now) == 0 && noConnectUntil - now <= 0 && (reached || connections == 0);
    }

    /** Whether this queue can be removed. */
    boolean isEmpty(long now) {
        return size == 0 && connections == 0 && (failures == 0 || backoffNanos(now) == 0);
    }
}
