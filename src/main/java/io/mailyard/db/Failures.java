package io.mailyard.db;

import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an SQLException means. SQLite's result codes and PostgreSQL's SQLSTATE classes (appendix A
 * of its manual) never overlap: xerial gives no SQLSTATE, PostgreSQL no vendor code.
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
     * States of PostgreSQL in which the connection, or the server behind it, is not to be used any
     * longer: a standby where a primary was (25006), a transaction that another part of the program
     * spoilt (25P02) or that lasted too long (25P03, 25P04), an outcome that is not known (40003),
     * a server that ends, starts or has lost the database (57P01 to 57P05).
     */
    private static final Set<String> LOST =
            Set.of(
                    "25006", "25P02", "25P03", "25P04", "40003", "57P01", "57P02", "57P03", "57P04",
                    "57P05");

    private Failures() {}

    /** The exception that the room's callers see. */
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

    /** The transaction met another one and may be repeated as it is. */
    static boolean repeatable(SQLException e) {
        String state = state(e);
        return state.equals("40001") || state.equals("40P01");
    }

    /** Another one holds a lock, or the time for the statement is over. */
    static boolean busy(SQLException e) {
        String state = state(e);
        return state.equals("55P03")
                || state.equals("57014")
                || code(e) == SQLITE_BUSY
                || code(e) == SQLITE_LOCKED;
    }

    /** The connection is no more, or the server is going down or coming up. */
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

    /** There is no room left on the disk (PostgreSQL: 53100, disk_full). */
    static boolean full(SQLException e) {
        return code(e) == SQLITE_FULL || state(e).equals("53100");
    }

    /** Not the statement's fault: the transaction as a whole is to be repeated or given up. */
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
