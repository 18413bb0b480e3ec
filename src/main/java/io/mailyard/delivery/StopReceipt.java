package io.mailyard.delivery;

import java.time.Instant;
import java.util.Optional;

/**
 * A node's word on a stop (docs/spec/states.md, "receipt"). Told again as it fills; the last has
 * {@code complete}.
 *
 * @param stopSeq which stop
 * @param at when it took effect on the node: no attempt of its scope begins after this, and none
 *     that had begun says MAIL, RCPT or DATA
 * @param lastBegun when the last attempt of its scope began before that; empty where none did since
 *     the node's process started
 * @param pastData attempts that were past DATA at {@code at}
 * @param delivered how many of those ended with the host taking the message
 * @param lastEnd when the last of those ended; empty while one goes on, or where there were none
 * @param complete nothing of the scope is under way any more
 */
public record StopReceipt(
        long stopSeq,
        Instant at,
        Optional<Instant> lastBegun,
        int pastData,
        int delivered,
        Optional<Instant> lastEnd,
        boolean complete) {}
