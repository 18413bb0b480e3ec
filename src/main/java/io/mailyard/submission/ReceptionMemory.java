package io.mailyard.submission;

import io.mailyard.base.AccountId;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Memory shared by messages being received, in KiB. Each account has a maximum share, and large
 * messages leave a part to small ones, which never wait behind them. When it is full, slow messages
 * are ended in favour of others, those of the account with the most first: slow clients hold memory
 * only while nobody else needs it.
 */
final class ReceptionMemory {
    /** Less than a client's time-out at the end of DATA (RFC 5321: 10 minutes). */
    private static final Duration MAX_WAITING = Duration.ofSeconds(15);

    /** A message below this size counts as small: 1 MiB plus rounding. */
    private static final int SMALL_KIB = 1024 + 64;

    /** One eighth is reserved for small messages, if the largest message fits beside it. */
    private static final int LEFT = 8;

    /** A message that takes longer is slow: others do not wait for it. */
    private static final long SLOW_SECONDS = MAX_WAITING.toSeconds();

    /** Interval at which a waiting message checks for slow ones. */
    private static final long LOOK_NANOS = Duration.ofMillis(200).toNanos();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition released = lock.newCondition();
    private final Map<AccountId, Integer> byAccount = new HashMap<>();

    /** Messages waiting for memory, at most one per connection. */
    private final Set<MemoryShare> waiting = new HashSet<>();

    /** Messages being received that hold memory. */
    private final Set<MemoryShare> arriving = new HashSet<>();

    private final int mostOfAccount;
    private final int leftToSmall;
    private final Duration wait;
    private int free;

    /**
     * @param largest memory of the largest message in bytes: one account can hold one of it, or
     *     half of all
     */
    ReceptionMemory(int bytes, int largest) {
        this(bytes, largest, MAX_WAITING);
    }

    ReceptionMemory(int bytes, int largest, Duration wait) {
        int largestKib = kib(largest);
        this.free = bytes >> 10;
        this.mostOfAccount = Math.min(free, Math.max(largestKib, free / 2));
        this.leftToSmall = Math.clamp(free - largestKib, 0, free / LEFT);
        this.wait = wait;
    }

    private static int kib(int bytes) {
        return (int) (((long) bytes + 1023) >> 10);
    }

    /** An initially empty share for a message that is never ended in favour of others. */
    MemoryShare share(AccountId account) {
        return new MemoryShare(account, new ArrivalRate(0), () -> {});
    }

    /**
     * A share for a message that may be ended if it is slow.
     *
     * @param rate its arrival rate
     * @param giveWay ends its reception from another thread; its share is closed soon after
     */
    MemoryShare share(AccountId account, ArrivalRate rate, Runnable giveWay) {
        MemoryShare share = new MemoryShare(account, rate, giveWay);
        share.mayGiveWay = true;
        return share;
    }

    /**
     * Ends the slowest message of the account that has the most and more than {@code account},
     * unless one is ending already.
     */
    private void makeRoom(AccountId account) {
        if (arriving.stream().anyMatch(memoryShare -> memoryShare.givesWay)) {
            return;
        }
        int own = byAccount.getOrDefault(account, 0);
        long now = System.nanoTime();
        arriving.stream()
                .filter(memoryShare ->
                        memoryShare.mayGiveWay
                                && byAccount.getOrDefault(memoryShare.account, 0) > own)
                .filter(memoryShare -> memoryShare.secondsLeft(now) > SLOW_SECONDS)
                .max(
                        Comparator.<MemoryShare>comparingInt(memoryShare ->
                                        byAccount.getOrDefault(memoryShare.account, 0))
                                .thenComparingLong(memoryShare -> memoryShare.secondsLeft(now)))
                .ifPresent(slow -> {
                    slow.givesWay = true;
                    released.signalAll();
                    Thread.ofVirtual().start(slow.giveWay);
                });
    }

    /** Memory of one message; closing returns it. For one thread. */
    final class MemoryShare implements AutoCloseable {
        private final AccountId account;
        private final ArrivalRate rate;
        private final Runnable giveWay;
        private boolean mayGiveWay;
        private boolean givesWay;
        private int held;
        private int wanted;

        private MemoryShare(AccountId account, ArrivalRate rate, Runnable giveWay) {
            this.account = account;
            this.rate = rate;
            this.giveWay = giveWay;
        }

        /** Seconds until it is complete at its current rate; an undeclared one counts as small. */
        private long secondsLeft(long now) {
            return rate.secondsLeft(held > SMALL_KIB ? (long) held << 10 : SMALL_KIB << 10, now);
        }

        /** Records that it is complete and being stored. */
        void complete() {
            lock.lock();
            try {
                mayGiveWay = false;
            } finally {
                lock.unlock();
            }
        }

        /** Takes more memory, waiting for it; false if none becomes free in time. */
        boolean take(int bytes) {
            int more = kib(bytes);
            long left = wait.toNanos();
            lock.lock();
            try {
                wanted = more;
                waiting.add(this);
                while (!fits(more)) {
                    if (left <= 0 || givesWay) {
                        return false;
                    }
                    makeRoom(account);
                    long look = Math.min(left, LOOK_NANOS);
                    left -= look - released.awaitNanos(look);
                }
                free -= more;
                held += more;
                arriving.add(this);
                byAccount.merge(account, more, Integer::sum);
                return true;
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                return false;
            } finally {
                waiting.remove(this);
                lock.unlock();
            }
        }

        private boolean fits(int more) {
            int after = free - more;
            int own = byAccount.getOrDefault(account, 0);
            return after >= (held + more > SMALL_KIB ? leftToSmall : 0)
                    && own + more <= mostOfAccount
                    && after >= wantedByThoseWithLess(own);
        }

        /** Whether accounts with less wait for memory, which they get first. */
        private int wantedByThoseWithLess(int own) {
            return waiting.stream()
                    .filter(memoryShare -> byAccount.getOrDefault(memoryShare.account, 0) < own)
                    .mapToInt(memoryShare -> memoryShare.wanted)
                    .max()
                    .orElse(0);
        }

        @Override
        public void close() {
            lock.lock();
            try {
                int given = held;
                held = 0;
                free += given;
                arriving.remove(this);
                givesWay = false;
                byAccount.computeIfPresent(
                        account, (_, count) -> count > given ? count - given : null);
                released.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }
}
