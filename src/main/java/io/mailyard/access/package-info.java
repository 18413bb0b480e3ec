/**
 * Access control: API tokens of administrators and accounts with their storage, secrets, scopes and
 * addresses, callers, password hashes and second factors. Promises that only the hash of a secret
 * is stored. Must not know calls or how they are admitted.
 */
@NullMarked
package io.mailyard.access;

import org.jspecify.annotations.NullMarked;
