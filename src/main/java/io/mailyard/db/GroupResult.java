package io.mailyard.db;

/** What became of a group of writes. */
sealed interface GroupResult {
    /** Committed: durable. */
    record Committed() implements GroupResult {}

    /** One member failed half-way; nothing is stored. */
    record RolledBack() implements GroupResult {}

    /** A stage or the commit itself was refused; nothing is stored. */
    record Refused(RuntimeException reason) implements GroupResult {}

    /** Nothing is stored; the same may succeed at once or a little later. */
    record Retry(RuntimeException reason) implements GroupResult {}

    /** No use in trying again now. */
    record Failed(RuntimeException reason) implements GroupResult {}
}
