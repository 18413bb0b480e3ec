/**
 * Who may do what: API tokens, their secrets, scopes, addresses and accounts, and the gate that
 * every call passes. Promises that a change to a token holds in every process within a second; a
 * secret is stored as its hash alone. Must not know what the calls do.
 */
@NullMarked
package io.mailyard.access;

import org.jspecify.annotations.NullMarked;
