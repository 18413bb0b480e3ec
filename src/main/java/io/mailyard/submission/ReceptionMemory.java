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
 * The memory that messages in receipt share, in KiB. One account has its share of it, and large
 * messages leave a part to small ones, which never wait behind them. Where it is full, messages
 * that arrive slowly give way to others, those of the account with most first: however many clients
 * dawdle, they hold memory only while nobody else needs it.
 */
final class ReceptionMemory {
    /** Less than a client's patience at the end of DATA (RFC 5321: 10 minutes). */
    private static final Duration MAX_WAITING = Duration.ofSeconds(15);

    /** A message that has not asked for more is a small one: 1 MiB, and what rounding adds. */
    private static final int SMALL_KIB = 1024 + 64;

    /** An eighth is left to small messages, where the largest one fits beside it. */
    private static final int LEFT = 8;

    /** A message that is not whole within this time gives way: others wait no longer. */
    private static final long SLOW_SECONDS = MAX_WAITING.toSeconds();

    /** How often one that waits looks who has become slow meanwhile. */
    private static final long LOOK_NANOS = Duration.ofMillis(200).toNanos();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition released = lock.newCondition();
    private final Map<AccountId, Integer> byAccount = new HashMap<>();

    /** Messages that wait for memory, at most one of each connection. */
    private final Set<MemoryShare> waiting = new HashSet<>();

    /** Messages that arrive and hold memory. */
    private final Set<MemoryShare> arriving = new HashSet<>();

    private final int mostOfAccount;
    private final int leftToSmall;
    private final Duration wait;
    private int free;

    /**
     * @param largest what the largest message takes, in bytes: one account can have one of it, or
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

    /** A share for one message of an account, empty at first, which never gives way. */
    MemoryShare share(AccountId account) {
        return new MemoryShare(account, new ArrivalRate(0), () -> {});
    }

    /**
     * The same for a message that gives way where it is slow.
     *
     * @param rate how fast it arrives
     * @param giveWay ends its receipt, from another thread; its share is to be closed soon
     */
    MemoryShare share(AccountId account, ArrivalRate rate, Runnable giveWay) {
        MemoryShare share = new MemoryShare(account, rate, giveWay);
        share.mayGiveWay = true;
        return share;
    }

    /**
     * Ends the slowest message of the account that has most and more than {@code account}, unless
     * one ends already.
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

    /** What one message holds; given back when it is closed. Of one thread. */
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

        /** Until it is whole, as it comes now; of an undeclared one as if a small one came. */
        private long secondsLeft(long now) {
            return rate.secondsLeft(held > SMALL_KIB ? (long) held << 10 : SMALL_KIB << 10, now);
        }

        /** It has arrived, and is being stored. */
        void complete() {
            lock.lock();
            try {
                mayGiveWay = false;
            } finally {
                lock.unlock();
            }
        }

        /** Takes more, waiting for it; false where it does not become free in time. */
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

        /** What is freed goes first to accounts that have less. */
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
