package io.mailyard.db;

import java.sql.SQLException;

/** Writes rows of one table, within a transaction of the caller's. */
interface RowWriter {
    void write(CopiedRow row) throws SQLException;

    /** Sends what is left. */
    void finish() throws SQLException;

    /** Gives up what was not finished. */
    void abandon();
}
