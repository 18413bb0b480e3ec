package io.mailyard.db;

import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Classifies SQL exceptions. SQLite's result codes and PostgreSQL's SQLSTATE classes (appendix A of
 * its manual) never overlap: xerial sets no SQLSTATE, PostgreSQL no vendor code.
 */
final class Failures {
    private static final int SQLITE_BUSY = 5;
    private static final int SQLITE_LOCKED = 6;
    private static final int SQLITE_READONLY = 8;
    private static final int SQLITE_IOERR = 10;
    private static final int SQLITE_FULL = 13;
    private static final int SQLITE_CANTOPEN = 14;
    private static final int SQLITE_CONSTRAINT = 19;

    /**
     * PostgreSQL states after which the connection, or its server, must not be used any more: a
     * standby instead of a primary (25006), a transaction aborted by another part of the program
     * (25P02) or timed out (25P03, 25P04), an unknown outcome (40003), a server that stops, starts
     * or lost the database (57P01 to 57P05).
     */
    private static final Set<String> LOST =
            Set.of(
                    "25006", "25P02", "25P03", "25P04", "40003", "57P01", "57P02", "57P03", "57P04",
                    "57P05");

    private Failures() {}

    /** The exception for callers of this package. */
    static RuntimeException translated(SQLException e, @Nullable String sql) {
        if (constraint(e)) {
            return new ConstraintException(text(e), e);
        }
        if (busy(e) || repeatable(e)) {
            return new StoreBusyException("the store is busy", text(e), e);
        }
        if (full(e)) {
            return new StoreAwayException(
                    "the store's disk is full: nothing of this was stored", text(e), false, e);
        }
        if (lost(e) || disk(e)) {
            return new StoreAwayException("the store does not answer", text(e), false, e);
        }
        return new StoreException(text(e) + (sql == null ? "" : " in: " + sql), e);
    }

    static boolean constraint(SQLException e) {
        return state(e).startsWith("23") || code(e) == SQLITE_CONSTRAINT;
    }

    /** The transaction conflicted with another one and may be repeated. */
    static boolean repeatable(SQLException e) {
        String state = state(e);
        return state.equals("40001") || state.equals("40P01");
    }

    /** Another transaction holds a lock, or the statement timed out. */
    static boolean busy(SQLException e) {
        String state = state(e);
        return state.equals("55P03")
                || state.equals("57014")
                || code(e) == SQLITE_BUSY
                || code(e) == SQLITE_LOCKED;
    }

    /** The connection is lost, or the server is stopping or starting. */
    static boolean lost(SQLException e) {
        String state = state(e);
        return state.startsWith("08")
                || state.startsWith("53")
                || LOST.contains(state)
                || e instanceof java.sql.SQLRecoverableException
                || e instanceof java.sql.SQLTransientConnectionException;
    }

    /** The disk is full, read-only or broken. */
    static boolean disk(SQLException e) {
        int code = code(e);
        return code == SQLITE_IOERR
                || code == SQLITE_FULL
                || code == SQLITE_CANTOPEN
                || code == SQLITE_READONLY
                || state(e).startsWith("58");
    }

    /** The disk is full (PostgreSQL: 53100, disk_full). */
    static boolean full(SQLException e) {
        return code(e) == SQLITE_FULL || state(e).equals("53100");
    }

    /** The whole transaction must be repeated or given up. */
    static boolean ofTransaction(SQLException e) {
        return repeatable(e) || busy(e) || lost(e) || disk(e);
    }

    static String text(SQLException e) {
        String message = e.getMessage();
        return message == null
                ? e.getClass().getSimpleName()
                : message.replaceAll("\\s*\n\\s*", " ");
    }

    private static String state(SQLException e) {
        String state = e.getSQLState();
        return state == null ? "" : state;
    }

    /** The primary code: the low byte of an extended one. */
    private static int code(SQLException e) {
        return e.getErrorCode() & 0xff;
    }
}
