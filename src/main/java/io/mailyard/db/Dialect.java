package io.mailyard.db;

/** Where the two stores differ. */
public enum Dialect {
    SQLITE,
    POSTGRESQL;

    /**
     * Appended to a SELECT that claims rows: locks them and passes over those that another process
     * has claimed.
     */
    public String forUpdateSkipLocked() {
        return this == POSTGRESQL ? " FOR UPDATE SKIP LOCKED" : "";
    }
}
