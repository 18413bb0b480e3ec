/**
 * Domains: who may write as whom. A domain has one owner at most, an account, which proves it by
 * DNS or for which an administrator vouches. Promises that no two accounts own a domain at once,
 * that a look-up inside a transaction sees what the transaction did, and that nothing of a claim is
 * shown to another account. Must not know what mail does with the answer, nor who sends by what.
 */
@NullMarked
package io.mailyard.domains;

import org.jspecify.annotations.NullMarked;
