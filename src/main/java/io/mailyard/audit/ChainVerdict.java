package io.mailyard.audit;

/** What a walk along the chain found. */
public sealed interface ChainVerdict {
    /**
     * Every row is there, in order and unchanged; {@code hash} is that of the last, for keeping
     * elsewhere.
     */
    record Intact(long rows, String hash) implements ChainVerdict {}

    /** Row {@code id} is the first at which the chain breaks. */
    record Broken(long id, String reason) implements ChainVerdict {}
}
