/**
 * Statistics of mail, kept by hour, account, sender and ISP: what was accepted and what became of
 * it. Counted in the transaction that changes the ledger, from the same changes, so that their sums
 * and the ledger cannot differ. Must not know: the queue, routing, and how messages are accepted.
 */
@NullMarked
package io.mailyard.statistics;

import org.jspecify.annotations.NullMarked;
