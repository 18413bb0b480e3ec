/**
 * The identity of mail: which keys sign an account's mail, and as which domains an account may
 * write. Promises that no account's mail is signed by a key of another account's domain, nor by a
 * key of a domain without an owner that a second account could use. Must not know how mail is
 * routed, queued or signed.
 */
@NullMarked
package io.mailyard.identity;

import org.jspecify.annotations.NullMarked;
