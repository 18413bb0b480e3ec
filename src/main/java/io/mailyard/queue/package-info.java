/**
 * Mail that is accepted and not ended: lanes and their recipients, leases, holds, stops and their
 * receipts, and the ledger that balances. Promises that nothing accepted is lost and nothing
 * stopped is leased. Must not know how mail comes in or how it is delivered.
 */
@NullMarked
package io.mailyard.queue;

import org.jspecify.annotations.NullMarked;
