package io.mailyard.base;

/**
 * The states of an account, ordered by how much they stop, the weakest first (docs/spec/states.md).
 */
public enum AccountState {
    ACTIVE,
    FROZEN,
    INACTIVE,
    /** Lasts until the account is purged. */
    DELETED;

    /** The strongest state of an account with these facts. */
    public static AccountState of(boolean active, boolean frozen, boolean deleted) {
        if (deleted) {
            return DELETED;
        }
        if (!active) {
            return INACTIVE;
        }
        return frozen ? FROZEN : ACTIVE;
    }
}
