/**
 * The gate that every call passes: whose token it is, whether it works, from where, how fast, for
 * what, and how its account stands. Promises that a change to a token or to an account's state
 * holds at once in the process that made it and in every other within a second. Must not know what
 * the calls do.
 */
@NullMarked
package io.mailyard.gate;

import org.jspecify.annotations.NullMarked;
