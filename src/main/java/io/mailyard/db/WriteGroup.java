package io.mailyard.db;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The writes that share one transaction, with their tasks for its end. */
final class WriteGroup {
    private static final Logger LOG = LoggerFactory.getLogger(WriteGroup.class);

    private final StoreSession session;
    private final boolean careful;
    private final Sequences sequences;
    private final Map<GroupStage<?>, List<Object>> staged = new LinkedHashMap<>();
    private final List<Runnable> afterwards = new ArrayList<>();

    /**
     * Begins the transaction.
     *
     * @param careful whether each work runs in a savepoint, so that one that fails half-way can be
     *     undone alone; otherwise the whole group is undone
     * @param schema the version of the schema that this program knows
     * @param gate is closed for good where the store has the mark of a move
     * @throws NewerSchemaException if another program has upgraded the schema
     * @throws StoreMovingException if the store was moved elsewhere
     */
    static WriteGroup begin(StoreSession session, boolean careful, long schema, StoreGate gate)
            throws SQLException {
        Map<String, Long> sequences = session.beginWrite();
        long newest = sequences.getOrDefault(SchemaState.SEQUENCE, schema);
        if (session.dialect() == Dialect.SQLITE || newest == SchemaState.MOVED) {
            requireNotMoved(session, gate);
        }
        if (newest > schema) {
            throw new NewerSchemaException(newest, schema);
        }
        return new WriteGroup(session, careful, new Sequences(session, sequences));
    }

    /** A mark cannot be overlooked: it is written under the lock that this transaction has now. */
    private static void requireNotMoved(StoreSession session, StoreGate gate) {
        SchemaState.movedTo(session)
                .ifPresent(target -> {
                    gate.moved(target);
                    gate.requireOpen();
                });
    }

    private WriteGroup(StoreSession session, boolean careful, Sequences sequences) {
        this.session = session;
        this.careful = careful;
        this.sequences = sequences;
    }

    /**
     * Runs one work, whose result the pending write gets.
     *
     * @return false if the work failed and left changes in the transaction that only a rollback of
     *     the whole group undoes
     * @throws SQLException if the transaction is lost or must be repeated
     */
    boolean add(PendingWrite<?> pending) throws SQLException {
        boolean fenced = careful || pending.dryRun();
        if (fenced) {
            session.savepoint();
        }
        session.fresh();
        WriteTx tx = new WriteTx(session, sequences, true);
        boolean returned = pending.run(tx);
        tx.end();
        SQLException failure = session.failure();
        if (failure != null) {
            if (Failures.ofTransaction(failure)) {
                throw failure;
            }
            if (returned) {
                pending.fail(Failures.translated(failure, null));
            }
        }
        if (returned && failure == null && !pending.dryRun()) {
            if (fenced) {
                session.release();
            }
            keep(tx);
            return true;
        }
        sequences.undo();
        if (fenced) {
            session.rollbackToSavepoint();
            return true;
        }
        return !session.changed() && (failure == null || aloneOnSqlite(failure));
    }

    /** Whether only the failed statement is undone, as SQLite does for a broken constraint. */
    private boolean aloneOnSqlite(SQLException failure) {
        return session.dialect() == Dialect.SQLITE && Failures.constraint(failure);
    }

    private void keep(WriteTx tx) {
        sequences.keep();
        for (WriteTx.StagedItems<?> stagedItems : tx.staged()) {
            staged.computeIfAbsent(stagedItems.stage(), stage -> new ArrayList<>())
                    .add(stagedItems.item());
        }
        afterwards.addAll(tx.afterwards());
    }

    /** Stores the staged items; throws the exceptions of stages. */
    void flush() {
        session.fresh();
        for (Map.Entry<GroupStage<?>, List<Object>> entry : staged.entrySet()) {
            WriteTx tx = new WriteTx(session, sequences, false);
            flush(entry.getKey(), tx, entry.getValue());
            tx.end();
            keep(tx);
        }
    }

    void commit() throws SQLException {
        sequences.storeAndCommit();
    }

    private static <T> void flush(GroupStage<T> stage, Tx tx, List<Object> items) {
        @SuppressWarnings("unchecked") // keep() adds to a stage only its own items
        List<T> typed = (List<T>) items;
        stage.flush(tx, typed);
    }

    /** Runs the tasks that wait for the commit. */
    void announce() {
        for (Runnable action : afterwards) {
            try {
                action.run();
            } catch (RuntimeException e) {
                LOG.error("an action after a commit failed", e);
            }
        }
    }
}
