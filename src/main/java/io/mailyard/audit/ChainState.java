package io.mailyard.audit;

import java.time.Instant;

/**
 * Result of the last check of the audit's chain.
 *
 * @param row the last row of a whole chain, or the first at which it breaks
 * @param at when the check began
 */
public record ChainState(boolean whole, long row, Instant at) {}
