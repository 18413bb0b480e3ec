package io.mailyard.db;

/** Differences of the two stores. */
public enum Dialect {
    SQLITE,
    POSTGRESQL;

    /**
     * Appended to a SELECT that claims rows: locks them and skips those that another process has
     * claimed.
     */
    public String forUpdateSkipLocked() {
        return this == POSTGRESQL ? " FOR UPDATE SKIP LOCKED" : "";
    }
}
