/**
 * Whose name mail may carry: which keys sign an account's mail, and which domains an account may
 * write from. Promises that no account's mail is signed by a key of another account's domain, nor
 * by a key of nobody's domain that a second account could use. Must not know how mail is routed,
 * queued or signed.
 */
@NullMarked
package io.mailyard.identity;

import org.jspecify.annotations.NullMarked;
