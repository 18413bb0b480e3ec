/**
 * Nodes at work: what each is to run, as numbered and hashed revisions; the node inside the server;
 * the role of a node on another machine, and the door by which it reaches the server. Promises that
 * {@code synced} and {@code running} are facts about a process. Must not know how mail is attempted
 * (that is {@code delivery}) nor where it is kept (that is {@code queue}).
 */
@NullMarked
package io.mailyard.agent;

import org.jspecify.annotations.NullMarked;
