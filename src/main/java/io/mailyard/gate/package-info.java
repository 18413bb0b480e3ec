/**
 * The gate that every call passes: token, validity, address, rate, scope, and the account's state.
 * Promises that a change of a token or of an account's state applies at once in the process that
 * made it and in every other within a second. Must not know what the calls do.
 */
@NullMarked
package io.mailyard.gate;

import org.jspecify.annotations.NullMarked;
