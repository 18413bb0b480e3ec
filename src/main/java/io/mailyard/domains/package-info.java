/**
 * Domains: who may write as whom. A domain has at most one owner, an account that proves it by DNS
 * or for which an administrator vouches. Promises that no two accounts own a domain at once, that a
 * lookup inside a transaction sees the transaction's changes, and that no part of a claim is shown
 * to another account. Must not know what mail does with the answer, nor which senders are used.
 */
@NullMarked
package io.mailyard.domains;

import org.jspecify.annotations.NullMarked;
