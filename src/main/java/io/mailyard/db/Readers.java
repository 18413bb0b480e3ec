package io.mailyard.db;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The connections that only read, a fixed number at most. The one given back last is taken first,
 * for its caches are warm; who waits longest is served first.
 */
final class Readers implements AutoCloseable {
    /** A connection idle for longer is asked whether it still lives before it is used. */
    private static final long TRUSTED_NANOS = Duration.ofMillis(500).toNanos();

    private final SessionOpener opener;
    private final Semaphore permits;
    private final int size;
    private final Duration patience;
    private final ConcurrentLinkedDeque<Session> idle = new ConcurrentLinkedDeque<>();
    private volatile boolean closed;

    Readers(SessionOpener opener, int size, Duration patience) {
        this.opener = opener;
        this.permits = new Semaphore(size, true);
        this.size = size;
        this.patience = patience;
    }

    /** Runs {@code work} on a snapshot. */
    <T> T snapshot(Work<T> work) {
        Session session = take();
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
        Session session = take();
        ReadTx tx = new ReadTx(session, 1);
        try {
            return work.run(tx);
        } finally {
            tx.end();
            giveBack(session, usable(session));
        }
    }

    /** Ends a snapshot whose work threw; false when the connection is not to be used again. */
    private static boolean ended(Session session) {
        try {
            session.endRead();
            return usable(session);
        } catch (SQLException e) {
            return false;
        }
    }

    private static boolean usable(Session session) {
        SQLException failure = session.failure();
        return failure == null || !(Failures.lost(failure) || Failures.disk(failure));
    }

    private Session take() {
        try {
            if (!permits.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new StoreBusyException(
                        "no connection to read with within " + patience.toMillis() + " ms");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreBusyException("interrupted while waiting for a connection", e);
        }
        boolean taken = false;
        try {
            Session session = idleOrNew();
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

    private Session idleOrNew() throws SQLException {
        if (closed) {
            throw new StoreBusyException("the store is closing");
        }
        Session session = idle.pollFirst();
        while (session != null && session.idleNanos() > TRUSTED_NANOS && !session.alive()) {
            session.close();
            session = idle.pollFirst();
        }
        return session == null ? opener.open() : session;
    }

    private void giveBack(Session session, boolean sound) {
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
        for (Session session = idle.poll(); session != null; session = idle.poll()) {
            session.close();
        }
        if (all) {
            permits.release(size);
        }
    }
}
