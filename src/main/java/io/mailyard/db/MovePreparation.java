package io.mailyard.db;

import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Makes the target of a move ready for rows: the schema without its indexes, and the mark that
 * keeps servers away.
 *
 * @param anew whether the source may be used further after a move that ended early: what that one
 *     copied is out of date then, and is replaced
 */
record MovePreparation(MovePlace place, StoreConfig from, InstantSource clock, boolean anew) {
    /**
     * Makes it ready, or recognises a move that was cut off.
     *
     * @throws io.mailyard.base.StartException if there is anything else
     */
    void run(MoveSide source) throws SQLException {
        String fingerprint = source.fingerprint();
        switch (place.begun(fingerprint, source.identity())) {
            case THIS -> {}
            case EARLIER -> {
                if (!anew) {
                    throw place.holdsAnother();
                }
                inTarget(target -> beginAnew(target, fingerprint));
            }
            case NOTHING -> {
                Stores.open(place.config(), place.folder(), clock).close();
                inTarget(target -> begin(target, fingerprint, source.identity()));
            }
        }
    }

    private interface StoreChange {
        void make(MoveSide target) throws SQLException;
    }

    private void inTarget(StoreChange change) throws SQLException {
        try (MoveSide target = MoveSide.target(place.config(), place.folder())) {
            target.begin();
            boolean done = false;
            try {
                change.make(target);
                target.commit();
                done = true;
            } finally {
                if (!done) {
                    target.rollback();
                }
            }
        }
    }

    private void begin(MoveSide target, String fingerprint, String identity) throws SQLException {
        StoreSession session = target.session();
        MoveState state = new MoveState(session);
        state.create(fingerprint, identity);
        SchemaState.mark(session, SchemaState.MOVING, from.place(), clock);
        List<String> tables = new ArrayList<>(target.order(StoreTables.of(session).keySet()));
        tables.removeAll(StoreMove.NOT_COPIED);
        for (String table : tables.reversed()) {
            session.update("DELETE FROM \"" + table + "\"");
        }
        for (Map.Entry<String, String> index : target.indexes().entrySet()) {
            state.keepIndex(index.getKey(), index.getValue());
            session.execute("DROP INDEX \"" + index.getKey() + "\"");
        }
    }

    /** Empties the target of what an earlier move of the same store left, which was used since. */
    private static void beginAnew(MoveSide target, String fingerprint) throws SQLException {
        List<String> tables = new ArrayList<>(StoreTables.of(target.session()).keySet());
        tables.removeAll(StoreMove.NOT_COPIED);
        target.empty(tables);
        new MoveState(target.session()).restart(fingerprint);
    }
}
