package io.mailyard.db;

import java.sql.SQLException;

/** Opens a connection to the store. */
@FunctionalInterface
interface SessionOpener {
    Session open() throws SQLException;
}
