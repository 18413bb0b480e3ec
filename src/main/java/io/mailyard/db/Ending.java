package io.mailyard.db;

/** What became of a group of writes. */
sealed interface Ending {
    /** Committed: durable. */
    record Committed() implements Ending {}

    /** One member failed half-way; nothing is stored. */
    record Spoiled() implements Ending {}

    /** A stage or the commit itself was refused; nothing is stored. */
    record Refused(RuntimeException reason) implements Ending {}

    /** Nothing is stored; the same may succeed at once or a little later. */
    record Again(RuntimeException reason) implements Ending {}

    /** No use in trying again now. */
    record GivenUp(RuntimeException reason) implements Ending {}
}
