/**
 * The queue: accepted mail that has not ended, its lanes and recipients, leases, holds, stops with
 * their receipts, and the ledger. Promises that no accepted mail is lost and no stopped mail is
 * leased. Must not know how mail is submitted or delivered.
 */
@NullMarked
package io.mailyard.queue;

import org.jspecify.annotations.NullMarked;
