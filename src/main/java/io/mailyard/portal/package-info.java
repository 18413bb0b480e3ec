/**
 * The portal: pages under {@code /portal} on which users of an account do what the account's own
 * tokens do by the API. Promises that every read and change is a call of that API with the session
 * of the person who is signed in, so that scopes, audit and limits are those of the call; a frozen
 * account, whose calls are refused, meets its notice alone. Must not know stores, nor how people
 * sign in, which {@code signin} and {@code users} do.
 */
@NullMarked
package io.mailyard.portal;

import org.jspecify.annotations.NullMarked;
