package io.mailyard.db;

import io.mailyard.base.StartException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The hold of a move on the embedded store in a data folder. Where no server runs, it is the lock
 * of the folder. A running server is asked to drain; once nothing is under way any more, a
 * transaction of the move itself keeps every process from writing, and its commit leaves the mark
 * that ends writing for good. If the process of the move dies, the kernel releases all of it.
 */
public final class DrainedStore implements AutoCloseable {
    /** A server looks ten times a second, and its next write may wait for a disk. */
    private static final Duration HEARD_WITHIN = Duration.ofSeconds(20);

    private static final long LOOK_MILLIS = 100;

    /** So that the server answers its callers itself, before the lock would make them wait. */
    private static final long CLOSED_MILLIS = 300;

    /**
     * Work that a node or a receiver of events may have done without its report being stored: mail
     * that is leased, and requests of webhooks.
     */
    private static final String UNDER_WAY =
            "SELECT (SELECT count(*) FROM recipients WHERE session_id IS NOT NULL AND state = 2)"
                    + " + (SELECT count(*) FROM webhook_states WHERE lease_until > ?)";

    private final MoveRequest request;
    private final Optional<DataFolder> folder;
    private final Optional<StoreSession> fence;
    private boolean marked;

    private DrainedStore(
            MoveRequest request, Optional<DataFolder> folder, Optional<StoreSession> fence) {
        this.request = request;
        this.folder = folder;
        this.fence = fence;
    }

    /** Listener for the progress of a drain. */
    @FunctionalInterface
    public interface DrainListener {
        /**
         * @param underWay recipients and requests whose reports are waited for
         */
        void waiting(long underWay);
    }

    /**
     * Takes hold of the store.
     *
     * @param target where it is moved to, for the server and those who ask it
     * @param wait how long what is under way may take
     * @throws StartException if another move runs, the server does not hear the request, or
     *     something is still under way then; the server goes on in each case
     */
    public static DrainedStore hold(
            Path dataFolder,
            String target,
            Duration wait,
            InstantSource clock,
            DrainListener listener) {
        StoreBackup.store(dataFolder); // creates nothing where there is no store
        MoveRequest request = MoveRequest.lock(dataFolder);
        boolean held = false;
        try {
            DrainedStore hold =
                    new HoldAttempt(dataFolder, request, wait, clock, listener).run(target);
            held = true;
            return hold;
        } catch (SQLException e) {
            throw new StartException("cannot read the store: " + Failures.text(e), e);
        } finally {
            if (!held) {
                request.close();
            }
        }
    }

    /** Whether a server runs on the store. */
    public boolean isOfRunningServer() {
        return fence.isPresent();
    }

    /** Marks the store as moved and lets go of it: whoever writes next sees the mark. */
    void markMoved(String target, InstantSource clock) throws SQLException {
        if (fence.isEmpty()) {
            throw new IllegalStateException("no server runs");
        }
        SchemaState.mark(fence.get(), SchemaState.MOVED, target, clock);
        fence.get().commit();
        marked = true;
    }

    @Override
    public void close() {
        fence.ifPresent(session -> {
            if (!marked) {
                Closeables.close(session::rollback);
            }
            session.close();
        });
        folder.ifPresent(DataFolder::close);
        request.close();
    }

    /** The way to a hold. */
    private record HoldAttempt(
            Path dataFolder,
            MoveRequest request,
            Duration patience,
            InstantSource clock,
            DrainListener listener) {
        DrainedStore run(String target) throws SQLException {
            Optional<DataFolder> stopped = lockedFolder();
            if (stopped.isPresent()) {
                return new DrainedStore(request, stopped, Optional.empty());
            }
            try (StoreSession reader = file().reader()) {
                request.drain(target);
                // a server of a store that has the mark writes nothing, not even its answer
                if (SchemaState.movedTo(reader).isEmpty()) {
                    stopped = heard(reader);
                    if (stopped.isPresent()) {
                        return new DrainedStore(request, stopped, Optional.empty());
                    }
                }
                return new DrainedStore(request, Optional.empty(), Optional.of(fenced(reader)));
            }
        }

        private SqliteFile file() {
            return new SqliteFile(dataFolder.resolve(SqliteFile.NAME));
        }

        /** Waits for the server's answer; the folder, if it ended meanwhile. */
        private Optional<DataFolder> heard(StoreSession reader) {
            long end = System.nanoTime() + HEARD_WITHIN.toNanos();
            for (int looks = 1; ; looks++) {
                Optional<Long> number =
                        reader.one(
                                "SELECT value FROM sequences WHERE name = ?",
                                row -> row.number(1),
                                StoreGate.HEARD);
                if (number.equals(Optional.of(request.number()))) {
                    return Optional.empty();
                }
                Optional<DataFolder> stopped = looks % 10 == 0 ? lockedFolder() : Optional.empty();
                if (stopped.isPresent()) {
                    return stopped;
                }
                if (System.nanoTime() > end) {
                    throw new StartException(
                            "the process that uses "
                                    + dataFolder
                                    + " does not answer: it is no server of this version, still"
                                    + " starting, or hangs. Stop it, then move");
                }
                pause(LOOK_MILLIS);
            }
        }

        private Optional<DataFolder> lockedFolder() {
            return DataFolder.openForMove(dataFolder);
        }

        /** Waits until nothing is under way, then keeps everybody from writing. */
        private StoreSession fenced(StoreSession reader) throws SQLException {
            long end = System.nanoTime() + patience.toNanos();
            while (true) {
                long underWay = underWay(reader);
                listener.waiting(underWay);
                if (underWay == 0) {
                    @Nullable StoreSession fence = closed();
                    if (fence != null) {
                        return fence;
                    }
                    // what was given out at the very moment of the request
                    request.ask(MoveRequest.MovePhase.DRAIN);
                }
                if (System.nanoTime() > end) {
                    throw new StartException(
                            underWay
                                    + " recipients or requests of webhooks are still under way after "
                                    + patience.toSeconds()
                                    + " s, and the server goes on. Wait longer with --drain-wait, or stop the"
                                    + " server and its nodes, then move");
                }
                pause(LOOK_MILLIS);
            }
        }

        private long underWay(StoreSession reader) {
            reader.fresh();
            return reader.number(UNDER_WAY, clock.instant());
        }

        private @Nullable StoreSession closed() throws SQLException {
            request.ask(MoveRequest.MovePhase.CLOSE);
            pause(CLOSED_MILLIS);
            StoreSession fence = file().writer();
            boolean keeps = false;
            try {
                fence.execute("PRAGMA busy_timeout = 30000");
                fence.execute("BEGIN IMMEDIATE");
                keeps = underWay(fence) == 0;
                return keeps ? fence : null;
            } finally {
                if (!keeps) {
                    fence.close();
                }
            }
        }

        private static void pause(long millis) {
            try {
                Thread.sleep(millis);
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
                throw new StartException("interrupted while the server drained", stopping);
            }
        }
    }
}
