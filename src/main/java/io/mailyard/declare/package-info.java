/**
 * Compares a document with a server and applies it, by calls of {@link
 * io.mailyard.declare.ApiCaller} alone. Promises that a plan changes nothing, that only objects of
 * the kinds named in prune are deleted, and that a failure is reported with the steps executed
 * before it. Must not know HTTP, terminals or the packages of the server.
 */
@NullMarked
package io.mailyard.declare;

import org.jspecify.annotations.NullMarked;
