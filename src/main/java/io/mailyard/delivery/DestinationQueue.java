package io.mailyard.delivery;

import io.mailyard.policies.Strategy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * A sender's mail to one destination: waiting tasks, rate limits of the sender's addresses, and the
 * connections in use. Thread-safe.
 */
final class DestinationQueue {
    /** Tasks waiting longer are given back: another node may serve them. */
    private static final long LONGEST_WAIT = TimeUnit.SECONDS.toNanos(30);

    /** After this wait a host queue gets more connections than one per message taken. */
    private static final long CONNECT_MORE_AFTER = TimeUnit.MILLISECONDS.toNanos(100);

    private static final Duration RETURN_DELAY = Duration.ofSeconds(5);
    private static final Duration NO_SOURCE_DELAY = Duration.ofSeconds(30);

    private final ReentrantLock lock = new ReentrantLock();
    private final DestinationKey destination;
    private final EngineContext engine;
    private final SourceRateLimits rateLimits = new SourceRateLimits();
    private final PrefetchWindow prefetch = new PrefetchWindow();
    private final PendingMail pending = new PendingMail(lock::newCondition);
    private SenderConfig sender;
    private Strategy strategy;
    private boolean closed;
    private long lockedUntil = System.nanoTime() - LONGEST_WAIT;
    private final ConnectionOpener opener;

    /**
     * @param rotation counts the connections of the sender, whatever their destination
     */
    DestinationQueue(
            DestinationKey destination,
            EngineContext engine,
            SenderConfig sender,
            AtomicInteger rotation,
            Set<String> usable) {
        this.destination = destination;
        this.engine = engine;
        this.sender = sender;
        this.strategy = sender.strategyFor(destination.isp());
        this.opener =
                new ConnectionOpener(
                        rateLimits,
                        this::isOpen,
                        rotation,
                        (hostQueue, limit) -> engine.connect(this, hostQueue, limit));
        update(sender, usable);
    }

    DestinationKey destination() {
        return destination;
    }

    /** Applies another revision, or another set of addresses available on this machine. */
    void update(SenderConfig next, Set<String> usable) {
        withLock(() -> {
            sender = next;
            strategy = next.strategyFor(destination.isp());
            rateLimits.update(next, strategy, usable, System.nanoTime());
            if (rateLimits.isEmpty()) {
                giveBackAll(NO_SOURCE_DELAY);
            }
        });
    }

    /** Enqueues leased tasks; gives back those that cannot begin soon. */
    void enqueue(List<DeliveryTask> tasks, int asked) {
        long now = System.nanoTime();
        lock.lock();
        try {
            prefetch.recordLease(tasks.size(), asked);
            int room = reachableMessages(now) - pending.waiting();
            for (DeliveryTask task : tasks) {
                if (engine.isStopped(task)) {
                    engine.giveBack(task, Duration.ZERO);
                } else if (closed || room <= 0) {
                    engine.giveBack(task, delayUntilAvailable(now));
                } else {
                    room -= add(task, now);
                }
            }
            pending.queues().forEach(hostQueue -> opener.wakeOrOpen(hostQueue, now));
        } finally {
            lock.unlock();
        }
    }

    private int add(DeliveryTask task, long now) {
        HostQueue hostQueue = hostQueueOf(task);
        if (hostQueue.backoffNanos(now) > 0) {
            engine.giveBack(task, Duration.ofNanos(hostQueue.backoffNanos(now)));
            return 0;
        }
        pending.add(hostQueue, task, now);
        return 1;
    }

    private HostQueue hostQueueOf(DeliveryTask task) {
        boolean tied = !task.lastIp().isEmpty() && rateLimits.contains(task.lastIp());
        HostQueue.HostQueueKey key =
                new HostQueue.HostQueueKey(
                        task.domain(),
                        HeloAndReturnPath.greeting(strategy, sender, task),
                        tied ? task.lastIp() : "");
        return pending.queueFor(key);
    }

    private Duration delayUntilAvailable(long now) {
        if (rateLimits.isEmpty()) {
            return NO_SOURCE_DELAY;
        }
        long wait = Math.max(lockedUntil - now, rateLimits.nanosUntilAvailable(now));
        return Duration.ofNanos(Math.max(TimeUnit.MILLISECONDS.toNanos(100), wait));
    }

    private int reachableMessages(long now) {
        return isOpen(now) ? rateLimits.reachableMessages(now) : 0;
    }

    private boolean isOpen(long now) {
        return !closed && lockedUntil - now <= 0;
    }

    private void withLock(Runnable action) {
        lock.lock();
        try {
            action.run();
        } finally {
            lock.unlock();
        }
    }

    /** Number of tasks to lease for this destination now. */
    int capacity() {
        long now = System.nanoTime();
        return withRateLimits(rateLimits -> {
            int most = pending.wereAllUnreachable() ? 1 : prefetch.size();
            int room = Math.min(reachableMessages(now), most) - pending.waiting();
            return pending.areAllBackingOff(now) ? 0 : Math.max(0, room);
        });
    }

    /**
     * The next tasks for a connection; waits for some while the connection is open. Empty if the
     * connection must close.
     */
    List<DeliveryTask> take(DeliveryConnection connection) throws InterruptedException {
        HostQueue hostQueue = connection.hostQueue();
        SourceRateLimit rateLimit = connection.rateLimit();
        lock.lock();
        try {
            long idleEnd = System.nanoTime() + rateLimit.idleNanos(engine.idleTimeout());
            while (true) {
                long now = System.nanoTime();
                int left = strategy.messagesPerConnection() - connection.sent();
                if (left <= 0 || !canContinue(connection, now)) {
                    return List.of();
                }
                int most = Math.min(left, rateLimit.availableMessages(now));
                List<DeliveryTask> batch =
                        most > 0 ? pending.next(hostQueue, most, this::mayShare) : List.of();
                if (!batch.isEmpty()) {
                    engine.setAccount(connection, batch.getFirst().accountId());
                    countTaken(hostQueue, rateLimit, batch.size(), now);
                    return batch;
                }
                if (!connection.isOpen() || idleEnd - now <= 0 || shouldGiveWay(connection)) {
                    return List.of();
                }
                hostQueue.idle(1);
                try {
                    long pause = Math.min(idleEnd - now, rateLimit.pauseNanos(now));
                    hostQueue.work().awaitNanos(Math.max(1_000_000, pause));
                } finally {
                    hostQueue.idle(-1);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean mayShare(DeliveryTask task) {
        return !sender.hasRecipientReturnPaths() && !engine.isUnbatched(task);
    }

    private void countTaken(HostQueue hostQueue, SourceRateLimit rateLimit, int many, long now) {
        prefetch.recordBegun(many);
        rateLimit.takeMessages(many, now);
        opener.openIfNeeded(hostQueue, now);
        if (prefetch.shouldLease(pending.waiting(), Integer.MAX_VALUE)) {
            engine.requestLease();
        }
    }

    private boolean canContinue(DeliveryConnection connection, long now) {
        return isOpen(now)
                && connection.hostQueue().backoffNanos(now) == 0
                && rateLimits.contains(connection.rateLimit());
    }

    /** Whether an idle connection should close in favour of others. */
    private boolean shouldGiveWay(DeliveryConnection connection) {
        HostQueue hostQueue = connection.hostQueue();
        boolean wanted =
                connection.rateLimit().isAtConnectionLimit()
                        && pending.othersNeedConnections(hostQueue);
        return hostQueue.waiting() == 0 && (wanted || engine.isHolderOverShare(connection));
    }

    /** Records that a host has greeted. */
    void connectionOpened(HostQueue hostQueue) {
        withLock(() -> {
            hostQueue.recordGreeting();
            hostQueue.open(1);
            opener.openIfNeeded(hostQueue, System.nanoTime());
        });
    }

    /** Records that a connection has ended. */
    void connectionEnded(DeliveryConnection connection) {
        long now = System.nanoTime();
        withLock(() -> {
            opener.remove(connection);
            pending.queues().stream()
                    .filter(hostQueue ->
                            hostQueue.waiting() > hostQueue.idle() + hostQueue.connections())
                    .forEach(hostQueue -> opener.open(hostQueue, now));
        });
    }

    /**
     * Puts back tasks that a connection took without an attempt being counted.
     *
     * @param unsent how many of them do not count as sent
     */
    void putBack(
            HostQueue hostQueue, SourceRateLimit rateLimit, List<DeliveryTask> batch, int unsent) {
        withLock(() -> {
            List<DeliveryTask> kept = new ArrayList<>();
            for (DeliveryTask task : batch) {
                if (closed || engine.isStopped(task)) {
                    engine.giveBack(task, Duration.ZERO);
                } else {
                    kept.add(task);
                }
            }
            pending.addFirst(hostQueue, kept, System.nanoTime());
            rateLimit.returnMessages(unsent);
        });
    }

    /** Limits the recipients per transaction to what the hosts accept. */
    void limitRecipients(HostQueue hostQueue, int recipients) {
        withLock(() -> hostQueue.limitRecipients(recipients));
    }

    /** Runs a function over the rate limits under the lock. */
    <T> T withRateLimits(Function<SourceRateLimits, T> question) {
        lock.lock();
        try {
            return question.apply(rateLimits);
        } finally {
            lock.unlock();
        }
    }

    /** Opens no further connection for a while if the hosts have one already; whether they have. */
    boolean pauseNewConnections(HostQueue hostQueue) {
        return withRateLimits(rateLimits -> {
            boolean carried = hostQueue.open() > 0;
            if (carried) {
                hostQueue.pauseNewConnections(System.nanoTime());
            }
            return carried;
        });
    }

    /** Backs off, since no host can be reached, and gives back the waiting tasks. */
    void backOff(HostQueue hostQueue) {
        withLock(() -> {
            Duration rest = hostQueue.backOff(System.nanoTime());
            pending.drain(hostQueue).forEach(task -> engine.giveBack(task, rest));
            hostQueue.work().signalAll();
        });
    }

    /** Suspends the destination for the duration of a triggered lock rule. */
    void lockFor(Duration duration) {
        withLock(() -> {
            long until = System.nanoTime() + duration.toNanos();
            lockedUntil = until - lockedUntil > 0 ? until : lockedUntil;
            giveBackAll(duration);
            pending.wakeAll();
        });
    }

    /** Gives back the tasks that a stop covers. */
    void giveBack(StopOrder.Scope scope) {
        withLock(() -> pending.drain(scope).forEach(task -> engine.giveBack(task, Duration.ZERO)));
    }

    /** Gives back up to {@code most} waiting tasks of an account; returns the number. */
    int giveBack(long accountId, int most) {
        List<DeliveryTask> leased = withRateLimits(rateLimits -> pending.drain(accountId, most));
        leased.forEach(task -> engine.giveBack(task, RETURN_DELAY));
        return leased.size();
    }

    /** Gives back all tasks; if {@code forGood}, connections close as they become free. */
    void giveBackAll(boolean forGood) {
        withLock(() -> {
            closed |= forGood;
            giveBackAll(Duration.ZERO);
            pending.wakeAll();
        });
    }

    /** Drops waiting tasks, which belong to another lease by now. */
    void forgetWaiting() {
        withLock(pending::drain);
    }

    private void giveBackAll(Duration delay) {
        pending.drain().forEach(task -> engine.giveBack(task, delay));
    }

    /** Checks waiting tasks; called about ten times a second. */
    void tick() {
        long now = System.nanoTime();
        withLock(() -> {
            pending.queues().forEach(hostQueue -> tick(hostQueue, now));
            if (prefetch.shouldLease(pending.waiting(), reachableMessages(now))) {
                engine.requestLease();
            }
        });
    }

    private void tick(HostQueue hostQueue, long now) {
        long waited = now - hostQueue.oldest(now);
        if (waited > LONGEST_WAIT) {
            pending.drain(hostQueue).forEach(task -> engine.giveBack(task, RETURN_DELAY));
        } else if (waited > CONNECT_MORE_AFTER) {
            opener.open(hostQueue, now, Math.max(1, hostQueue.waiting() / 4));
        }
        if (engine.isCrowded() && hostQueue.idle() > 0) {
            hostQueue.work().signal();
        }
    }

    /** Whether this queue can be removed; {@code hard} accepts a small loss of counts. */
    boolean isDisposable(boolean hard) {
        long now = System.nanoTime();
        return withRateLimits(rateLimits -> {
            boolean busy =
                    pending.waiting() > 0 || opener.connections() > 0 || lockedUntil - now > 0;
            boolean idle = !busy && pending.removeEmpty(now) && rateLimits.areDisposable(hard, now);
            boolean over = idle || (closed && opener.connections() == 0);
            closed |= over;
            return over;
        });
    }

    int waiting() {
        return pending.waiting();
    }

    /** Adds the number of waiting tasks of each account. */
    void addWaitingByAccount(Map<Long, Integer> sums) {
        withLock(() -> pending.queues().forEach(hostQueue -> hostQueue.addWaitingByAccount(sums)));
    }
}
