package io.mailyard.db;

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
 * The connections that only read, a fixed number at most. The one given back last is taken first,
 * for its caches are warm; who waits longest is served first.
 */
final class Readers implements AutoCloseable {
    /** A connection idle for longer is asked whether it still lives before it is used. */
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
     * SQLite reads inside the thread that asks it, and a virtual thread does not leave its carrier
     * meanwhile: as many slow reads as there are processors would stop every virtual thread.
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
        Future<T> result = pool.submit(() -> snapshot(session, work));
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

    /** Runs {@code work}, which has one statement. */
    <T> T glance(Work<T> work) {
        StoreSession session = take();
        ReadTx tx = new ReadTx(session, 1);
        try {
            return work.run(tx);
        } finally {
            tx.end();
            giveBack(session, usable(session));
        }
    }

    /** Ends a snapshot whose work threw; false when the connection is not to be used again. */
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

    /** Reads that wait for a connection. */
    int waiting() {
        return permits.getQueueLength();
    }

    /** No connection that is open now is used for another read: the server behind it changed. */
    void renew() {
        renewedNanos = System.nanoTime();
    }

    private boolean outdated(StoreSession session) {
        return session.openedNanos() - renewedNanos < 0
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

    /** Waits a while for the reads that run, then closes the connections. */
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
