package io.mailyard.db;

import io.mailyard.base.StartException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes the schema of a store in two phases, so that servers of the release before go on in the
 * first: expanding migrations run at a start beside them, contracting ones once none runs.
 */
final class SchemaUpgrade {
    /**
     * Advisory lock key, the same in every version: held while changing the schema of a PostgreSQL.
     */
    private static final long ADVISORY_LOCK = 0x4d595244;

    /**
     * Maximum time that a step waits at once for another server that changes the schema, and for a
     * table that others read, beside running servers: their reads wait behind it meanwhile, for
     * {@code store.read-timeout} (5 s) at most.
     */
    private static final String STEP_WAIT = "SET LOCAL lock_timeout = '2s'";

    /**
     * Maximum time that a step waits at once for those who write: each holds the lock for moments.
     */
    private static final String WRITERS_WAIT = "SET LOCAL lock_timeout = '10s'";

    /**
     * Time in nanoseconds that a step is tried again while a backup or a long list reads its table.
     */
    private static final long TRY_NANOS = Duration.ofMinutes(1).toNanos();

    /**
     * Time in nanoseconds that a server waits for another one that changes the schema, large tables
     * among it.
     */
    private static final long TURN_NANOS = Duration.ofMinutes(30).toNanos();

    private static final long PAUSE_MILLIS = 500;

    private static final Logger LOG = LoggerFactory.getLogger(SchemaUpgrade.class);

    private final Migrations known;
    private final StoreSession session;
    private final InstantSource clock;
    private final boolean force;
    private final boolean useMoved;

    /** Whether the transaction that ran last held the lock of the schema. */
    private boolean hadTurn;

    /**
     * @param force whether to change the schema although servers run that cannot go on
     * @param useMoved whether to use a store that was moved elsewhere
     */
    SchemaUpgrade(
            Migrations known,
            StoreSession session,
            InstantSource clock,
            boolean force,
            boolean useMoved) {
        this.known = known;
        this.session = session;
        this.clock = clock;
        this.force = force;
        this.useMoved = useMoved;
    }

    /** One step in a transaction; false when nothing is left to do. */
    private interface UpgradeStep {
        boolean run() throws SQLException;
    }

    /**
     * Finishes what releases before this one left, which no server of an even older one may see,
     * then applies this release's expanding migrations. A new store gets everything at once. Each
     * migration has a transaction of its own.
     *
     * @throws StartException if the program does not serve the schema, or a server runs that could
     *     not go on
     */
    void start() {
        repeat(this::startStep);
    }

    /**
     * Applies this release's contracting migrations too; servers of the release before cannot go on
     * then, nor come back.
     *
     * @return the migrations that were applied or finished now
     */
    List<Migration> contract() {
        start();
        List<Migration> open = known.those(one -> !finished().contains(one.version()));
        repeat(() -> {
            SchemaState state = SchemaState.read(session);
            known.check(state);
            if (state.newest() > known.newest()) {
                throw new StartException(
                        "a newer program has changed the store's schema already: the rest is its"
                                + " `mailyard migrate --contract`");
            }
            return finishOne(state, known.newest());
        });
        return open;
    }

    private List<Integer> finished() {
        return session.query("SELECT version FROM schema_versions", row -> (int) row.number(1));
    }

    private void repeat(UpgradeStep step) {
        boolean more = true;
        boolean told = false;
        long begin = System.nanoTime();
        while (more) {
            try {
                more = inTransaction(step);
                begin = System.nanoTime();
            } catch (SQLException e) {
                boolean waits = Failures.busy(e) && session.dialect() == Dialect.POSTGRESQL;
                if (!waits || System.nanoTime() - begin > (hadTurn ? TRY_NANOS : TURN_NANOS)) {
                    throw new StartException(
                            "cannot change the store's schema: " + Failures.text(e), e);
                }
                if (hadTurn) {
                    LOG.warn(
                            "a change of the schema waits for those who read the table: {}",
                            Failures.text(e));
                } else if (!told) {
                    LOG.info("another server changes the store's schema: waiting for it");
                    told = true;
                }
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new StartException("interrupted while changing the schema", stopping);
        }
    }

    private boolean inTransaction(UpgradeStep step) throws SQLException {
        session.fresh();
        hadTurn = session.dialect() == Dialect.SQLITE;
        if (hadTurn) {
            session.beginWrite();
        }
        boolean done = false;
        try {
            if (!hadTurn) {
                waitForTurn();
            }
            known.requireRestored(session);
            SchemaState.prepare(session);
            requireNotMoved();
            boolean more = step.run();
            session.commit();
            done = true;
            return more;
        } finally {
            if (!done) {
                session.rollback();
            }
        }
    }

    private void waitForTurn() throws SQLException {
        session.execute(STEP_WAIT);
        session.execute("SELECT pg_advisory_xact_lock(" + ADVISORY_LOCK + ")");
        hadTurn = true;
        session.execute(WRITERS_WAIT);
    }

    private boolean startStep() throws SQLException {
        SchemaState state = SchemaState.read(session);
        known.check(state);
        if (state.isEmpty()) {
            for (Migration migration : known.those(_ -> true)) {
                run(migration);
                SchemaState.recordEnd(session, migration, clock);
            }
            return false;
        }
        if (finishOne(state, known.before())) {
            return true;
        }
        List<Migration> missing =
                known.those(
                        one -> one.phase() == Migration.MigrationPhase.EXPAND && !state.has(one));
        if (missing.isEmpty()) {
            return false;
        }
        if (state.newest() > known.newest()) {
            throw StartException.storeRefused(
                    "a newer program has changed the store's schema, which lacks version "
                            + missing.getFirst().version()
                            + " of this one: start the newer program");
        }
        lock();
        run(missing.getFirst());
        SchemaState.recordExpansion(session, missing.getFirst(), known.before(), clock);
        return true;
    }

    /** Finishes the first migration up to {@code last} that is not; false if all are. */
    private boolean finishOne(SchemaState state, int last) throws SQLException {
        List<Migration> open =
                known.those(one ->
                        one.version() <= last && !state.finished().containsKey(one.version()));
        if (open.isEmpty()) {
            return false;
        }
        requireNoneBelow(last);
        lock();
        if (!state.has(open.getFirst())) {
            run(open.getFirst());
        }
        SchemaState.recordEnd(session, open.getFirst(), clock);
        return true;
    }

    /** A server that does not know the schema that is made now could not go on. */
    private void requireNoneBelow(int schema) {
        if (force || session.dialect() == Dialect.SQLITE) {
            return;
        }
        new OtherServers(session)
                .heardOf(clock.instant(), schema)
                .ifPresent(who -> {
                    throw new StartException(
                            "the store's schema has to be changed in a way that servers of"
                                    + " older versions cannot go on with, and "
                                    + who
                                    + ": stop every one of them and wait a minute, or start with"
                                    + " --force");
                });
    }

    /** Waits for whoever writes; beside running servers nobody waits long for the table itself. */
    private void lock() throws SQLException {
        session.lockWrites();
        if (session.dialect() == Dialect.POSTGRESQL) {
            session.execute(STEP_WAIT);
        }
    }

    private void run(Migration migration) throws SQLException {
        for (String statement : migration.statements(session.dialect())) {
            session.execute(statement);
        }
    }

    /** Refuses a store that was moved elsewhere, or takes the mark from it. */
    private void requireNotMoved() {
        SchemaState.movedTo(session)
                .ifPresent(place -> {
                    if (!useMoved) {
                        throw StartException.storeRefused(
                                "this store was moved to "
                                        + place
                                        + ": start the server there; to go on with this one after all,"
                                        + " --set store.use-moved=true, once");
                    }
                    SchemaState.unmark(session, SchemaState.MOVED);
                });
    }
}
