package io.mailyard.db;

import io.mailyard.base.CallTrace;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A fixed maximum number of reader connections. The one returned last is used first, since its
 * caches are warm; the longest waiting caller is served first.
 */
final class Readers implements AutoCloseable {
    /** A connection idle for longer is validated before use. */
    private static final long TRUSTED_NANOS = Duration.ofMillis(500).toNanos();

    private final StoreSessionOpener opener;
    private final Semaphore permits;
    private final int size;
    private final Duration patience;
    private final @Nullable ExecutorService threads;
    private final ConcurrentLinkedDeque<StoreSession> idle = new ConcurrentLinkedDeque<>();
    private volatile boolean closed;
    private volatile long renewedNanos = System.nanoTime();

    Readers(StoreSessionOpener opener, Dialect dialect, int size, Duration patience) {
        this.opener = opener;
        this.threads = dialect == Dialect.SQLITE ? threads(size) : null;
        this.permits = new Semaphore(size, true);
        this.size = size;
        this.patience = patience;
    }

    /**
     * SQLite reads in the calling thread, and a virtual thread does not leave its carrier
     * meanwhile: as many slow reads as processors would block every virtual thread.
     */
    private static ExecutorService threads(int size) {
        ThreadPoolExecutor pool =
                new ThreadPoolExecutor(
                        size,
                        size,
                        30,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(size),
                        Thread.ofPlatform().daemon().name("mailyard-reader-", 1).factory());
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /** Runs {@code work} on a snapshot. */
    <T> T snapshot(Work<T> work) {
        StoreSession session = take();
        ExecutorService pool = threads;
        if (pool == null || !Thread.currentThread().isVirtual()) {
            return snapshot(session, work);
        }
        Future<T> result = pool.submit(CallTrace.carriedCall(() -> snapshot(session, work)));
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return result.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw unchecked(e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static RuntimeException unchecked(@Nullable Throwable thrown) {
        return switch (thrown) {
            case RuntimeException e -> e;
            case Error e -> throw e;
            case null, default -> new IllegalStateException(thrown);
        };
    }

    private <T> T snapshot(StoreSession session, Work<T> work) {
        ReadTx tx = new ReadTx(session, Integer.MAX_VALUE);
        boolean sound = false;
        try {
            session.beginRead();
            T result = work.run(tx);
            session.endRead();
            sound = true;
            return result;
        } catch (SQLException e) {
            throw session.failed(e, null);
        } finally {
            tx.end();
            giveBack(session, sound || ended(session));
        }
    }

    /** Runs {@code work} of a single statement. */
    <T> T readOne(Work<T> work) {
        StoreSession session = take();
        ReadTx tx = new ReadTx(session, 1);
        try {
            return work.run(tx);
        } finally {
            tx.end();
            giveBack(session, usable(session));
        }
    }

    /** Ends a snapshot whose work failed; false if the connection must not be reused. */
    private static boolean ended(StoreSession session) {
        try {
            session.endRead();
            return usable(session);
        } catch (SQLException e) {
            return false;
        }
    }

    private static boolean usable(StoreSession session) {
        SQLException failure = session.failure();
        return failure == null || !(Failures.lost(failure) || Failures.disk(failure));
    }

    private StoreSession take() {
        try {
            if (!permits.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new StoreBusyException(
                        "no connection to read with within " + patience.toMillis() + " ms");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreBusyException("interrupted while waiting for a connection", "", e);
        }
        boolean taken = false;
        try {
            StoreSession session = idleOrNew();
            session.fresh();
            taken = true;
            return session;
        } catch (SQLException e) {
            throw Failures.translated(e, null);
        } finally {
            if (!taken) {
                permits.release();
            }
        }
    }

    /** Number of reads waiting for a connection. */
    int waiting() {
        return permits.getQueueLength();
    }

    /** Reuses no open connection for another read, since the server behind it changed. */
    void renew() {
        renewedNanos = System.nanoTime();
    }

    private boolean outdated(StoreSession session) {
        return session.openedNanos() - renewedNanos < 0
                || session.isCut()
                || (session.idleNanos() > TRUSTED_NANOS && !session.alive());
    }

    private StoreSession idleOrNew() throws SQLException {
        if (closed) {
            throw new StoreBusyException("the store is closing");
        }
        StoreSession session = idle.pollFirst();
        while (session != null && outdated(session)) {
            session.close();
            session = idle.pollFirst();
        }
        return session == null ? opener.open() : session;
    }

    private void giveBack(StoreSession session, boolean sound) {
        if (sound && !closed) {
            session.used();
            idle.addFirst(session);
        } else {
            session.close();
        }
        permits.release();
    }

    /** Waits briefly for running reads, then closes the connections. */
    @Override
    public void close() {
        closed = true;
        boolean all = false;
        try {
            all = permits.tryAcquire(size, patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (StoreSession session = idle.poll(); session != null; session = idle.poll()) {
            session.close();
        }
        if (all) {
            permits.release(size);
        }
        if (threads != null) {
            threads.shutdown();
        }
    }
}
