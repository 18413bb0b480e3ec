package io.mailyard.db;

import java.sql.SQLException;

/** Opens a connection to the store. */
@FunctionalInterface
interface StoreSessionOpener {
    StoreSession open() throws SQLException;
}
