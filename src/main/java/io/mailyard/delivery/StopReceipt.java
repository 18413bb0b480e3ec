package io.mailyard.delivery;

import java.time.Instant;
import java.util.Optional;

/**
 * A node's receipt for a stop (docs/spec/states.md, "receipt"). Sent again as it changes; the last
 * one has {@code complete}.
 *
 * @param stopSeq number of the stop
 * @param at when the stop took effect on the node: no attempt of its scope begins later, and none
 *     already begun sends MAIL, RCPT or DATA
 * @param lastBegun start of the last attempt of its scope before that; empty if none since the
 *     node's process started
 * @param pastData number of attempts past DATA at {@code at}
 * @param delivered how many of those ended with acceptance by the host
 * @param lastEnd end of the last of those; empty while one is running or if there were none
 * @param complete whether no attempt of the scope is running any more
 */
public record StopReceipt(
        long stopSeq,
        Instant at,
        Optional<Instant> lastBegun,
        int pastData,
        int delivered,
        Optional<Instant> lastEnd,
        boolean complete) {}
