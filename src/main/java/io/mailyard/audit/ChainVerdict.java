package io.mailyard.audit;

/** Result of verifying the chain. */
public sealed interface ChainVerdict {
    /**
     * Every row is present, in order and unchanged; {@code hash} is that of the last row, to be
     * noted elsewhere.
     */
    record Intact(long rows, String hash) implements ChainVerdict {}

    /** Row {@code id} is the first at which the chain breaks. */
    record ChainBroken(long id, String reason) implements ChainVerdict {}
}
