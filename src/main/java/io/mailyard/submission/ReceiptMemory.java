package io.mailyard.submission;

import io.mailyard.base.AccountId;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The memory that messages in receipt share, in KiB. One account has its share of it, and large
 * messages leave a part to small ones, which never wait behind them.
 */
final class ReceiptMemory {
    /** Less than a client's patience at the end of DATA (RFC 5321: 10 minutes). */
    private static final Duration MOST_TO_WAIT = Duration.ofSeconds(15);

    /** A message that has not asked for more is a small one: 1 MiB, and what rounding adds. */
    private static final int SMALL_KIB = 1024 + 64;

    /** An eighth is left to small messages, where the largest one fits beside it. */
    private static final int LEFT = 8;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition released = lock.newCondition();
    private final Map<AccountId, Integer> byAccount = new HashMap<>();
    private final int mostOfAccount;
    private final int leftToSmall;
    private final Duration wait;
    private int free;

    /**
     * @param largest what the largest message takes, in bytes: one account can have one of it, or
     *     half of all
     */
    ReceiptMemory(int bytes, int largest) {
        this(bytes, largest, MOST_TO_WAIT);
    }

    ReceiptMemory(int bytes, int largest, Duration wait) {
        int largestKib = kib(largest);
        this.free = bytes >> 10;
        this.mostOfAccount = Math.min(free, Math.max(largestKib, free / 2));
        this.leftToSmall = Math.clamp(free - largestKib, 0, free / LEFT);
        this.wait = wait;
    }

    private static int kib(int bytes) {
        return (int) (((long) bytes + 1023) >> 10);
    }

    /** A share for one message of an account, empty at first. */
    Share share(AccountId account) {
        return new Share(account);
    }

    /** What one message holds; given back when it is closed. Of one thread. */
    final class Share implements AutoCloseable {
        private final AccountId account;
        private int held;

        private Share(AccountId account) {
            this.account = account;
        }

        /** Takes more, waiting for it; false where it does not become free in time. */
        boolean take(int bytes) {
            int more = kib(bytes);
            long left = wait.toNanos();
            lock.lock();
            try {
                while (!fits(more)) {
                    if (left <= 0) {
                        return false;
                    }
                    left = released.awaitNanos(left);
                }
                free -= more;
                held += more;
                byAccount.merge(account, more, Integer::sum);
                return true;
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                return false;
            } finally {
                lock.unlock();
            }
        }

        private boolean fits(int more) {
            int after = free - more;
            return after >= (held + more > SMALL_KIB ? leftToSmall : 0)
                    && byAccount.getOrDefault(account, 0) + more <= mostOfAccount;
        }

        @Override
        public void close() {
            lock.lock();
            try {
                int given = held;
                held = 0;
                free += given;
                byAccount.computeIfPresent(
                        account, (_, count) -> count > given ? count - given : null);
                released.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }
}
