/**
 * Running nodes: their configurations as numbered and hashed revisions, the node inside the server,
 * the role {@code node} on other machines, and the endpoint by which it reaches the server.
 * Promises that {@code synced} and {@code running} are facts about a process. Must not know how
 * mail is attempted (package {@code delivery}) or stored (package {@code queue}).
 */
@NullMarked
package io.mailyard.agent;

import org.jspecify.annotations.NullMarked;
