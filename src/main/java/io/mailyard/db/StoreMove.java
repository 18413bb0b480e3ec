package io.mailyard.db;

import io.mailyard.base.StartException;
import io.mailyard.db.MoveState.TableState;
import io.mailyard.db.StoreTables.ColumnKind;
import io.mailyard.db.StoreTables.StoreTable;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Copies a whole store into an empty one of any kind, table by table in steps, each a transaction
 * that also keeps how far it is: a move that was cut off goes on where it was. Afterwards every row
 * is read again in the target and compared by a checksum.
 */
public final class StoreMove {
    /**
     * Tables whose rows are of one store alone, or that are made anew: the steps of its schema, its
     * lock, who uses it, and how far the index of the search is.
     */
    static final Set<String> NOT_COPIED =
            Set.of(
                    "schema_versions",
                    "schema_ahead",
                    "write_lock",
                    "server_processes",
                    "search_progress");

    /** Rows of a transaction; a second of work or less. */
    private static final long STEP = 50_000;

    /** Rows of a transaction where a row may have megabytes. */
    private static final long LARGE_STEP = 1_000;

    private static final long PROGRESS_NANOS = 500_000_000;
    private static final int PROGRESS_ROWS = 1_000;

    private final StoreConfig from;
    private final Path fromFolder;
    private final StoreConfig to;
    private final Path toFolder;
    private final InstantSource clock;
    private final MoveListener listener;
    private final MovePlace placeOfTarget;
    private final Optional<DrainedStore> hold;
    private long copied;
    private long toldAt;

    /** Hears how far a move is. */
    @FunctionalInterface
    public interface MoveListener {
        /**
         * @param what a table, or what else is being done
         * @param rows rows that are there, of all tables
         * @param total rows that there will be
         */
        void progress(String what, long rows, long total);
    }

    /**
     * Result of a move.
     *
     * @param rows rows by table
     * @param copied rows that this run copied; fewer where an earlier one had begun
     * @param before the move, if an earlier run came to its end: this one copied nothing
     */
    public record MovedStore(
            Map<String, Long> rows,
            long copied,
            long copyMillis,
            long millis,
            Optional<CompletedMove> before) {}

    public StoreMove(
            StoreConfig from,
            Path fromFolder,
            StoreConfig to,
            Path toFolder,
            InstantSource clock,
            MoveListener listener) {
        this(from, fromFolder, to, toFolder, clock, listener, Optional.empty());
    }

    /**
     * @param hold the hold on a source whose server may run; it is released with the mark
     */
    public StoreMove(
            StoreConfig from,
            Path fromFolder,
            StoreConfig to,
            Path toFolder,
            InstantSource clock,
            MoveListener listener,
            Optional<DrainedStore> hold) {
        this.from = from;
        this.fromFolder = fromFolder;
        this.to = to;
        this.toFolder = toFolder;
        this.clock = clock;
        this.listener = listener;
        this.placeOfTarget = new MovePlace(to, toFolder);
        this.hold = hold;
    }

    /**
     * Moves the store. No server uses either, except one over a source that is held.
     *
     * @throws StartException if the target is not empty, the stores differ afterwards, or one of
     *     them does not answer; repeating it goes on
     */
    public MovedStore run() {
        long began = System.nanoTime();
        try (MoveSide source = MoveSide.source(from, fromFolder)) {
            Migrations.shipped().requireFinal(source.session());
            source.requireUnused(from.place(), clock.instant());
            Map<String, Long> totals = new LinkedHashMap<>(StoreTables.rows(source.session()));
            totals.keySet().removeAll(NOT_COPIED);
            Optional<CompletedMove> before = placeOfTarget.completed(source.session());
            if (before.isPresent()) {
                return new MovedStore(totals, 0, 0, 0, before);
            }
            new MovePreparation(placeOfTarget, from, clock, hold.isPresent()).run(source);
            copy(source, totals);
            long copyMillis = (System.nanoTime() - began) / 1_000_000;
            try (MoveSide target = MoveSide.target(to, toFolder)) {
                verify(target, totals);
                // before the target's mark goes: never are both stores without one
                markMoved();
                finish(target);
            }
            return new MovedStore(
                    totals,
                    copied,
                    copyMillis,
                    (System.nanoTime() - began) / 1_000_000,
                    Optional.empty());
        } catch (SQLException e) {
            throw failed(e);
        } catch (StoreAwayException | StoreBusyException | StoreException | ConstraintException e) {
            throw new StartException(
                    "the move stopped: " + e.getMessage() + "; repeat it to go on", e);
        }
    }

    /**
     * Refuses a target that the move cannot use, before a server is drained for it.
     *
     * @throws StartException that says why
     */
    public void requireTarget() {
        try (MoveSide source = MoveSide.source(from, fromFolder)) {
            Migrations.shipped().requireFinal(source.session());
            if (placeOfTarget.completed(source.session()).isEmpty()) {
                placeOfTarget.begun(source.fingerprint(), source.identity());
            }
        } catch (SQLException e) {
            throw new StartException("the store cannot be moved: " + Failures.text(e), e);
        }
    }

    private static StartException failed(SQLException e) {
        return new StartException(
                "the move stopped: " + Failures.text(e) + "; repeat it to go on", e);
    }

    private void copy(MoveSide source, Map<String, Long> totals) throws SQLException {
        Map<String, StoreTable> tables = StoreTables.of(source.session());
        long total = totals.values().stream().mapToLong(Long::longValue).sum();
        long there = 0;
        try (MoveTarget target = new MoveTarget(to, toFolder)) {
            Map<String, StoreTable> targets = StoreTables.of(target.side().session());
            TableMatch.requireSameColumns(tables, targets);
            List<String> order = target.side().order(totals.keySet());
            for (String name : order) {
                StoreTable table = tables.get(name);
                StoreTable into = targets.get(name);
                if (table != null && into != null) {
                    there =
                            copyTable(
                                    source,
                                    target,
                                    table,
                                    TableMatch.aligned(table, into),
                                    there,
                                    total);
                }
            }
        }
        requireRows(totals);
    }

    private long copyTable(
            MoveSide source,
            MoveTarget target,
            StoreTable table,
            StoreTable into,
            long there,
            long total)
            throws SQLException {
        boolean large =
                table.columns().stream().anyMatch(column -> column.kind() == ColumnKind.BYTES);
        TableState state = target.state().table(table.name());
        while (!state.done()) {
            TableState next;
            try {
                next =
                        step(
                                source,
                                target.side(),
                                table,
                                into,
                                state,
                                large ? LARGE_STEP : STEP,
                                there,
                                total);
            } catch (SQLException e) {
                target.reconnect(e);
                state = target.state().table(table.name());
                continue;
            }
            state = next;
        }
        return there + state.rows();
    }

    private TableState step(
            MoveSide source,
            MoveSide target,
            StoreTable table,
            StoreTable into,
            TableState state,
            long most,
            long there,
            long total)
            throws SQLException {
        long[] sums = {state.rows(), state.checksum()};
        target.begin();
        RowWriter writer = target.writer(into);
        boolean done = false;
        try {
            List<Object> last =
                    source.reader()
                            .read(
                                    table,
                                    state.after(),
                                    most,
                                    row -> {
                                        writer.write(row);
                                        sums[0]++;
                                        sums[1] += row.checksum();
                                        tell(table.name(), there + sums[0], total);
                                    });
            writer.finish();
            boolean end = sums[0] - state.rows() < most;
            TableState next =
                    new TableState(last.isEmpty() ? state.after() : last, sums[0], sums[1], end);
            new MoveState(target.session()).save(table.name(), next);
            target.commit();
            done = true;
            copied += next.rows() - state.rows();
            if (!end) {
                listener.progress(table.name(), there + next.rows(), total);
            }
            return next;
        } finally {
            if (!done) {
                writer.abandon();
                target.rollback();
            }
        }
    }

    private void tell(String what, long rows, long total) {
        if (rows % PROGRESS_ROWS == 0 && System.nanoTime() - toldAt > PROGRESS_NANOS) {
            listener.progress(what, rows, total);
            toldAt = System.nanoTime();
        }
    }

    private void requireRows(Map<String, Long> totals) throws SQLException {
        try (MoveSide target = MoveSide.target(to, toFolder)) {
            MoveState state = new MoveState(target.session());
            for (Map.Entry<String, Long> table : totals.entrySet()) {
                long rows = state.table(table.getKey()).rows();
                if (rows != table.getValue()) {
                    throw new StartException(
                            "table "
                                    + table.getKey()
                                    + " has "
                                    + table.getValue()
                                    + " rows, copied were "
                                    + rows
                                    + ": the store was changed meanwhile; begin again with an empty target");
                }
            }
        }
    }

    /** Reads every row of the target again. */
    private void verify(MoveSide target, Map<String, Long> totals) throws SQLException {
        Map<String, StoreTable> tables = StoreTables.of(target.session());
        Map<String, StoreTable> order;
        try (MoveSide source = MoveSide.source(from, fromFolder)) {
            order = StoreTables.of(source.session());
        }
        long total = totals.values().stream().mapToLong(Long::longValue).sum();
        long[] all = {0};
        for (String name : totals.keySet()) {
            StoreTable table =
                    TableMatch.aligned(
                            Objects.requireNonNull(order.get(name)),
                            Objects.requireNonNull(tables.get(name)));
            long[] sums = {0, 0};
            target.reader()
                    .read(
                            table,
                            List.of(),
                            Long.MAX_VALUE,
                            row -> {
                                sums[0]++;
                                sums[1] += row.checksum();
                                tell("comparing " + name, ++all[0], total);
                            });
            TableState state = new MoveState(target.session()).table(name);
            if (sums[0] != state.rows() || sums[1] != state.checksum()) {
                throw new StartException(
                        "table " + name + " differs in the target: begin again with an empty one");
            }
        }
    }

    /** Indexes, then the marks: until then no server starts on the target. */
    private void finish(MoveSide target) throws SQLException {
        StoreSession session = target.session();
        target.rollback();
        MoveState state = new MoveState(session);
        for (Map.Entry<String, String> index : state.indexes().entrySet()) {
            listener.progress("index " + index.getKey(), 0, 0);
            target.begin();
            session.execute(index.getValue());
            state.indexCreated(index.getKey());
            target.commit();
        }
        target.begin();
        session.update("UPDATE search_progress SET indexed_through = 0");
        session.execute("DROP TABLE " + MoveState.TABLE);
        SchemaState.unmark(session, SchemaState.MOVING);
        // the source may have been one that was moved before
        SchemaState.unmark(session, SchemaState.MOVED);
        target.commit();
        target.begin();
        target.analyze();
        target.commit();
    }

    /** Marks the source: no server starts on it until it is told that it should. */
    private void markMoved() throws SQLException {
        if (hold.isPresent() && hold.get().isOfRunningServer()) {
            hold.get().markMoved(placeOfTarget.text(), clock);
            return;
        }
        try (MoveSide side = MoveSide.target(from, fromFolder)) {
            side.begin();
            SchemaState.mark(side.session(), SchemaState.MOVED, placeOfTarget.text(), clock);
            side.commit();
        }
    }
}
