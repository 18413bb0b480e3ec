/**
 * Outcomes of mail: the ledger, the events of each recipient, and those who listen for them.
 * Promises that every accepted recipient is accounted for once. Must not know lanes, leases or
 * stops.
 */
@NullMarked
package io.mailyard.outcomes;

import org.jspecify.annotations.NullMarked;
