package io.mailyard.db;

/** Result of a group of writes. */
sealed interface GroupResult {
    /** Committed: durable. */
    record Committed() implements GroupResult {}

    /** A member failed and the group was rolled back; nothing is stored. */
    record RolledBack() implements GroupResult {}

    /** A stage or the commit was refused; nothing is stored. */
    record GroupRefused(RuntimeException reason) implements GroupResult {}

    /** Nothing is stored; a repetition may succeed now or a little later. */
    record Retry(RuntimeException reason) implements GroupResult {}

    /** Repeating is useless now. */
    record GroupFailed(RuntimeException reason) implements GroupResult {}
}
