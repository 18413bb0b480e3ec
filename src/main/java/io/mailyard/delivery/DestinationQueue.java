package io.mailyard.delivery;

import io.mailyard.policies.Strategy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * A sender's mail to one destination: what waits, the budgets of the sender's addresses, and the
 * connections that carry it. Safe for many threads.
 */
final class DestinationQueue {
    /** What waits longer than this goes back: another node, or another time, may serve it. */
    private static final long LONGEST_WAIT = TimeUnit.SECONDS.toNanos(30);

    /** After it a line gets more connections than one for each message taken. */
    private static final long IMPATIENT = TimeUnit.MILLISECONDS.toNanos(100);

    private static final Duration LATER = Duration.ofSeconds(5);
    private static final Duration NO_SOURCE = Duration.ofSeconds(30);

    private final ReentrantLock lock = new ReentrantLock();
    private final DestinationKey destination;
    private final EngineContext house;
    private final SourceRateLimits budgets = new SourceRateLimits();
    private final PrefetchWindow appetite = new PrefetchWindow();
    private final PendingMail lines = new PendingMail(lock::newCondition);
    private ActiveSender sending;
    private Strategy strategy;
    private boolean closed;
    private int connections;
    private long lockedUntil = System.nanoTime() - LONGEST_WAIT;

    DestinationQueue(
            DestinationKey destination,
            EngineContext house,
            ActiveSender sending,
            Set<String> usable) {
        this.destination = destination;
        this.house = house;
        this.sending = sending;
        this.strategy = sending.plan().strategyFor(destination.isp());
        follow(sending, usable);
    }

    DestinationKey destination() {
        return destination;
    }

    /** Takes another revision, or another set of addresses that are on this machine. */
    void follow(ActiveSender next, Set<String> usable) {
        locked(() -> {
            sending = next;
            strategy = next.plan().strategyFor(destination.isp());
            budgets.follow(next.plan(), strategy, usable, System.nanoTime());
            if (budgets.isEmpty()) {
                giveBackAll(NO_SOURCE);
            }
        });
    }

    /** Takes parcels that were leased for it; those that could not begin soon go back. */
    void place(List<DeliveryTask> parcels, int asked) {
        long now = System.nanoTime();
        lock.lock();
        try {
            appetite.leased(parcels.size(), asked);
            int room = reachable(now) - lines.waiting();
            for (DeliveryTask parcel : parcels) {
                if (house.stopped(parcel)) {
                    house.giveBack(parcel, Duration.ZERO);
                } else if (closed || room <= 0) {
                    house.giveBack(parcel, untilRoom(now));
                } else {
                    room -= add(parcel, now);
                }
            }
            lines.all().forEach(line -> serve(line, now));
        } finally {
            lock.unlock();
        }
    }

    private int add(DeliveryTask parcel, long now) {
        HostQueue line = line(parcel);
        if (line.rest(now) > 0) {
            house.giveBack(parcel, Duration.ofNanos(line.rest(now)));
            return 0;
        }
        lines.add(line, parcel, now);
        return 1;
    }

    private HostQueue line(DeliveryTask parcel) {
        boolean tied = !parcel.lastIp().isEmpty() && budgets.has(parcel.lastIp());
        HostQueue.Key key =
                new HostQueue.Key(
                        parcel.domain(),
                        HeloAndReturnPath.greeting(strategy, sending.plan(), parcel),
                        tied ? parcel.lastIp() : "");
        return lines.of(key);
    }

    private Duration untilRoom(long now) {
        if (budgets.isEmpty()) {
            return NO_SOURCE;
        }
        long wait = Math.max(lockedUntil - now, budgets.until(now));
        return Duration.ofNanos(Math.max(TimeUnit.MILLISECONDS.toNanos(100), wait));
    }

    private int reachable(long now) {
        return closed || lockedUntil - now > 0 ? 0 : budgets.reachable(now);
    }

    private void locked(Runnable action) {
        lock.lock();
        try {
            action.run();
        } finally {
            lock.unlock();
        }
    }

    /** How many parcels it can take. */
    int wanted() {
        long now = System.nanoTime();
        return ofSources(sources -> {
            int most = lines.areDoubtful() ? 1 : appetite.ahead();
            int room = Math.min(reachable(now), most) - lines.waiting();
            return lines.rest(now) ? 0 : Math.max(0, room);
        });
    }

    /** Wakes connections for what waits in a line, or begins one. */
    private void serve(HostQueue line, long now) {
        int idle = line.idle();
        for (int i = Math.min(idle, line.waiting()); i > 0; i--) {
            line.work().signal();
        }
        if (line.waiting() > idle) {
            connect(line, now);
        }
    }

    private boolean connect(HostQueue line, long now) {
        if (closed || lockedUntil - now > 0 || !line.mayConnect(now)) {
            return false;
        }
        Optional<SourceRateLimit> budget = budgets.connectable(sending, line.key().ip(), now);
        if (budget.isEmpty() || !house.connect(this, line, budget.get())) {
            return false;
        }
        budget.get().connected(now);
        line.connections(1);
        connections++;
        return true;
    }

    /**
     * What a connection is to send next: waits for it where the connection is open. Empty: it is to
     * be closed.
     */
    List<DeliveryTask> take(DeliveryConnection connection) throws InterruptedException {
        HostQueue line = connection.line();
        SourceRateLimit budget = connection.budget();
        lock.lock();
        try {
            long idleEnd = System.nanoTime() + budget.idle(house.idle());
            while (true) {
                long now = System.nanoTime();
                int left = strategy.messagesPerConnection() - connection.sent();
                if (left <= 0 || !goesOn(connection, now)) {
                    return List.of();
                }
                int most = Math.min(left, budget.free(now));
                List<DeliveryTask> batch =
                        most > 0 ? lines.next(line, most, this::mayShare) : List.of();
                if (!batch.isEmpty()) {
                    house.carries(connection, batch.getFirst().accountId());
                    took(line, budget, batch.size(), now);
                    return batch;
                }
                if (!connection.isOpen() || idleEnd - now <= 0 || givesWay(connection)) {
                    return List.of();
                }
                line.idle(1);
                try {
                    long pause = Math.max(1_000_000, Math.min(idleEnd - now, budget.pause(now)));
                    line.work().awaitNanos(pause);
                } finally {
                    line.idle(-1);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean mayShare(DeliveryTask parcel) {
        return !sending.namesRecipients() && !house.goesAlone(parcel);
    }

    private void took(HostQueue line, SourceRateLimit budget, int many, long now) {
        appetite.begun(many);
        budget.took(many, now);
        if (line.waiting() > line.idle()) {
            connect(line, now);
        }
        if (appetite.isHungry(lines.waiting(), Integer.MAX_VALUE)) {
            house.hungry();
        }
    }

    private boolean goesOn(DeliveryConnection connection, long now) {
        return !closed
                && lockedUntil - now <= 0
                && connection.line().rest(now) == 0
                && budgets.has(connection.budget());
    }

    /** Whether an idle connection is in the way of others. */
    private boolean givesWay(DeliveryConnection connection) {
        HostQueue line = connection.line();
        return line.waiting() == 0
                && (house.isWanted(connection)
                        || (connection.budget().isCrowded() && lines.othersWait(line)));
    }

    /** A connection was greeted. */
    void opened(HostQueue line) {
        locked(() -> {
            line.reached();
            line.open(1);
            if (line.waiting() > line.idle()) {
                connect(line, System.nanoTime());
            }
        });
    }

    /** A connection has ended. */
    void left(DeliveryConnection connection) {
        long now = System.nanoTime();
        locked(() -> {
            connection.budget().disconnected(connection.hasDialled());
            connection.line().connections(-1);
            connection.line().open(connection.wasOpen() ? -1 : 0);
            connections--;
            lines.all().stream()
                    .filter(line -> line.waiting() > line.idle() + line.connections())
                    .forEach(line -> connect(line, now));
        });
    }

    /**
     * Puts back what a connection took and no attempt is counted of.
     *
     * @param unsent how many of them do not count as sent
     */
    void putBack(HostQueue line, SourceRateLimit budget, List<DeliveryTask> batch, int unsent) {
        locked(() -> {
            List<DeliveryTask> kept = new ArrayList<>();
            for (DeliveryTask parcel : batch) {
                if (closed || house.stopped(parcel)) {
                    house.giveBack(parcel, Duration.ZERO);
                } else {
                    kept.add(parcel);
                }
            }
            lines.addFirst(line, kept, System.nanoTime());
            budget.gaveBack(unsent);
        });
    }

    /** Its host takes so many recipients in a transaction. */
    void limit(HostQueue line, int recipients) {
        locked(() -> line.limit(recipients));
    }

    /** Asks the addresses of the sender something, or changes them. */
    <T> T ofSources(Function<SourceRateLimits, T> question) {
        lock.lock();
        try {
            return question.apply(budgets);
        } finally {
            lock.unlock();
        }
    }

    /** Its hosts want no further connection, and have some: true. Else false. */
    boolean calm(HostQueue line) {
        return ofSources(sources -> {
            boolean carried = line.open() > 0;
            if (carried) {
                line.calm(System.nanoTime());
            }
            return carried;
        });
    }

    /** None of a line's hosts can be reached: it rests, and what waits in it goes back. */
    void unreached(HostQueue line) {
        locked(() -> {
            Duration rest = line.unreached(System.nanoTime());
            lines.drain(line).forEach(parcel -> house.giveBack(parcel, rest));
            line.work().signalAll();
        });
    }

    /** A lock rule was set off: nothing begins for so long. */
    void lock(Duration duration) {
        locked(() -> {
            long until = System.nanoTime() + duration.toNanos();
            lockedUntil = until - lockedUntil > 0 ? until : lockedUntil;
            giveBackAll(duration);
            lines.wakeAll();
        });
    }

    /** Gives back what a stop covers. */
    void giveBack(StopOrder.Scope scope) {
        locked(() -> lines.drain(scope).forEach(parcel -> house.giveBack(parcel, Duration.ZERO)));
    }

    /** Gives back up to {@code most} that wait of an account; how many. */
    int giveBack(long accountId, int most) {
        List<DeliveryTask> given = ofSources(sources -> lines.drain(accountId, most));
        given.forEach(parcel -> house.giveBack(parcel, LATER));
        return given.size();
    }

    /** Gives everything back; closes connections as they become free where it is for good. */
    void giveBackAll(boolean forGood) {
        locked(() -> {
            closed |= forGood;
            giveBackAll(Duration.ZERO);
            lines.wakeAll();
        });
    }

    /** Forgets what waits; it is another's by now. */
    void forgetWaiting() {
        locked(lines::drain);
    }

    private void giveBackAll(Duration delay) {
        lines.drain().forEach(parcel -> house.giveBack(parcel, delay));
    }

    /** Looks after what waits; called some ten times a second. */
    void tick() {
        long now = System.nanoTime();
        locked(() -> {
            lines.all().forEach(line -> tick(line, now));
            if (appetite.isHungry(lines.waiting(), reachable(now))) {
                house.hungry();
            }
        });
    }

    private void tick(HostQueue line, long now) {
        long waited = now - line.oldest(now);
        if (waited > LONGEST_WAIT) {
            lines.drain(line).forEach(parcel -> house.giveBack(parcel, LATER));
        } else if (waited > IMPATIENT) {
            int some = Math.max(1, line.waiting() / 4);
            while (some > 0 && connect(line, now)) {
                some--;
            }
        }
        if (house.isCrowded() && line.idle() > 0) {
            line.work().signal();
        }
    }

    /**
     * Whether it can be forgotten; {@code hard}: even where a little of what was sent still counts.
     */
    boolean isOver(boolean hard) {
        long now = System.nanoTime();
        return ofSources(sources -> {
            boolean busy = lines.waiting() > 0 || connections > 0 || lockedUntil - now > 0;
            boolean idle = !busy && lines.forget(now) && sources.areOver(hard, now);
            boolean over = idle || (closed && connections == 0);
            closed |= over;
            return over;
        });
    }

    int waiting() {
        return lines.waiting();
    }

    /** Adds what waits of each account. */
    void count(Map<Long, Integer> sums) {
        locked(() -> lines.all().forEach(line -> line.count(sums)));
    }
}
