package io.mailyard.access;

import io.mailyard.base.ApiException;
import io.mailyard.base.ErrorCode;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Hashes passwords on a few platform threads of its own, so that it never blocks carriers of
 * virtual threads. Work waits in a bounded queue that is fair by network: networks of a rank take
 * turns, and each rank has its share. If more waits than can be done within a second, the network
 * that came last is served first: in a flood the first ones would all be served too late. If the
 * queue is full, work of a better rank, or of a network with nothing in it, displaces the last of
 * the network with the most.
 */
final class HashingQueue {
    /** Priority of a request; the better first. */
    enum Priority {
        KNOWN,
        NEW,
        SUSPECT
    }

    /**
     * Share of eight turns. Even the last rank has one: a user who mistyped a password once is not
     * locked out by a flood.
     */
    private static final Priority[] TURNS = {
        Priority.KNOWN,
        Priority.NEW,
        Priority.KNOWN,
        Priority.NEW,
        Priority.KNOWN,
        Priority.NEW,
        Priority.KNOWN,
        Priority.SUSPECT
    };

    private static final Duration IDLE = Duration.ofSeconds(5);

    /** More than one thread completes within a second. */
    private static final int CONGESTED = 20;

    private final int threads;
    private final int mostWaiting;
    private final int mostOfNetwork;
    private final Duration mostWait;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();

    /** By network in order of turn. */
    private final SequencedMap<ClientNetwork, ArrayDeque<Job>> known = new LinkedHashMap<>();

    private final SequencedMap<ClientNetwork, ArrayDeque<Job>> fresh = new LinkedHashMap<>();
    private final SequencedMap<ClientNetwork, ArrayDeque<Job>> suspect = new LinkedHashMap<>();
    private int count;
    private int running;
    private int idle;
    private int turn;

    private record Job(
            ClientNetwork network,
            Priority rank,
            Supplier<?> work,
            CompletableFuture<Object> result) {}

    /**
     * @param threads that hash at once
     * @param mostWaiting maximum waiting requests
     * @param mostOfNetwork maximum of them from one network
     * @param mostWait maximum wait
     */
    HashingQueue(int threads, int mostWaiting, int mostOfNetwork, Duration mostWait) {
        this.threads = threads;
        this.mostWaiting = mostWaiting;
        this.mostOfNetwork = mostOfNetwork;
        this.mostWait = mostWait;
    }

    /**
     * Waits for a turn and for the result.
     *
     * @throws ApiException error 503 if the queue is full, or no turn came in time
     */
    <T> T run(ClientNetwork network, Priority rank, Supplier<T> hashing) {
        CompletableFuture<Object> result = new CompletableFuture<>();
        Job job = new Job(network, rank, hashing, result);
        enter(job);
        try {
            @SuppressWarnings("unchecked")
            T done = (T) result.get(mostWait.toMillis(), TimeUnit.MILLISECONDS);
            return done;
        } catch (TimeoutException late) {
            leave(job);
            throw full();
        } catch (InterruptedException stopped) {
            leave(job);
            Thread.currentThread().interrupt();
            throw new ApiException(ErrorCode.NOT_READY, "the server is stopping");
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(failed.getCause());
        }
    }

    /** Number of waiting requests. */
    int waiting() {
        lock.lock();
        try {
            return count;
        } finally {
            lock.unlock();
        }
    }

    private SequencedMap<ClientNetwork, ArrayDeque<Job>> waiting(Priority rank) {
        return switch (rank) {
            case KNOWN -> known;
            case NEW -> fresh;
            case SUSPECT -> suspect;
        };
    }

    private static ApiException full() {
        return new ApiException(
                ErrorCode.NOT_READY, "too many passwords are being checked or set: try again");
    }

    private void enter(Job job) {
        Optional<Job> displaced = Optional.empty();
        lock.lock();
        try {
            int ofNetwork = waitingOf(job.network);
            if (ofNetwork >= mostOfNetwork) {
                throw full();
            }
            if (count >= mostWaiting) {
                displaced =
                        Optional.of(displacedBy(job, ofNetwork).orElseThrow(HashingQueue::full));
                remove(displaced.get());
            }
            waiting(job.rank).computeIfAbsent(job.network, _ -> new ArrayDeque<>()).addLast(job);
            count++;
            if (idle > 0) {
                work.signal();
            } else if (running < threads) {
                running++;
                Thread.ofPlatform().daemon().name("password-hashing").start(this::serve);
            }
        } finally {
            lock.unlock();
            displaced.ifPresent(other -> other.result.completeExceptionally(full()));
        }
    }

    private int waitingOf(ClientNetwork network) {
        int sum = 0;
        for (Priority rank : Priority.values()) {
            ArrayDeque<Job> queue = waiting(rank).get(network);
            sum += queue == null ? 0 : queue.size();
        }
        return sum;
    }

    /** The request to displace in a full queue, from those with the most; empty if none. */
    private Optional<Job> displacedBy(Job job, int ofNetwork) {
        for (Priority rank : List.of(Priority.values()).reversed()) {
            Optional<ArrayDeque<Job>> most =
                    waiting(rank).values().stream().max(Comparator.comparingInt(ArrayDeque::size));
            boolean same = rank == job.rank;
            boolean fair = most.map(ArrayDeque::size).orElse(0) > ofNetwork + 1;
            if (most.isPresent() && (!same || fair || ofNetwork == 0)) {
                return most.map(ArrayDeque::getLast);
            }
            if (same) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    private void leave(Job job) {
        lock.lock();
        try {
            remove(job);
        } finally {
            lock.unlock();
        }
    }

    private void remove(Job job) {
        Map<ClientNetwork, ArrayDeque<Job>> queues = waiting(job.rank);
        ArrayDeque<Job> queue = queues.get(job.network);
        if (queue != null && queue.remove(job)) {
            count--;
            if (queue.isEmpty()) {
                queues.remove(job.network);
            }
        }
    }

    private void serve() {
        while (true) {
            Optional<Job> next = next();
            if (next.isEmpty()) {
                return;
            }
            Job job = next.get();
            try {
                job.result.complete(job.work.get());
            } catch (RuntimeException | Error failed) {
                job.result.completeExceptionally(failed);
            }
        }
    }

    /** The next job; empty after a while without one, which ends the thread. */
    private Optional<Job> next() {
        lock.lock();
        try {
            long left = IDLE.toNanos();
            while (count == 0) {
                if (left <= 0) {
                    running--;
                    return Optional.empty();
                }
                idle++;
                try {
                    left = work.awaitNanos(left);
                } finally {
                    idle--;
                }
            }
            return Optional.of(taken());
        } catch (InterruptedException stopped) {
            running--;
            Thread.currentThread().interrupt();
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    private Job taken() {
        Priority preferred = TURNS[turn++ % TURNS.length];
        Priority rank = preferred;
        if (waiting(preferred).isEmpty()) {
            for (Priority other : Priority.values()) {
                if (!waiting(other).isEmpty()) {
                    rank = other;
                    break;
                }
            }
        }
        boolean congested = count > CONGESTED;
        SequencedMap<ClientNetwork, ArrayDeque<Job>> queues = waiting(rank);
        Map.Entry<ClientNetwork, ArrayDeque<Job>> next =
                Objects.requireNonNull(
                        congested ? queues.pollLastEntry() : queues.pollFirstEntry());
        ArrayDeque<Job> queue = next.getValue();
        Job job = queue.removeFirst();
        if (!queue.isEmpty() && congested) {
            queues.putFirst(next.getKey(), queue);
        } else if (!queue.isEmpty()) {
            queues.putLast(next.getKey(), queue);
        }
        count--;
        return job;
    }
}
